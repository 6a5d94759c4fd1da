"""The browser edition gives the verdicts and the messages that torch gives."""

from __future__ import annotations

import pytest

from tools import editions
from tools.bank import NOTEBOOKS, answers

Solved = tuple[list[editions.Case], dict[str, editions.Verdicts]]

EVERY = 30  # every so many-th answer of the bank runs here; all: python -m tools.editions

pytestmark = pytest.mark.xdist_group("browser edition")


@pytest.fixture(scope="module")
def solved() -> Solved:
    cases = [editions.solved(master) for master in NOTEBOOKS]
    return cases, editions.verdicts(cases, browser=True)


def test_every_visible_test_passes_on_the_reference(solved: Solved) -> None:
    cases, found = solved
    asked = {case.name: [c["id"] for c in case.cells if "points" in c] for case in cases}
    assert sum(map(len, asked.values())) >= 520
    for name, tests in asked.items():
        assert list(found[name]) == tests
        lost = {test: said for test, (outcome, said) in found[name].items() if outcome != "passed"}
        assert not lost, name


def test_a_stub_is_not_implemented_rather_than_failed() -> None:
    case = editions.solved(next(path for path in NOTEBOOKS if path.stem == "huber_loss"))
    stubs = {c["id"]: c["source"] for c in case.cells if "solution" in c}
    found = editions.verdicts([editions.Case("stub", case.cells, stubs)], browser=True)["stub"]
    assert {outcome for outcome, _ in found.values()} == {"to do"}


def _sample(kind: str) -> list[editions.Case]:
    return [
        editions.case_of(path)
        for path in answers(kind)[:: EVERY if kind == "wrong" else EVERY // 5]
    ]


def test_wrong_answers_fail_as_under_torch() -> None:
    cases = _sample("wrong")
    torchs, ours = (editions.verdicts(cases, browser=browser) for browser in (False, True))
    known = editions.listed()
    assert sum(bool(editions.failing(torchs[case.name])) for case in cases) > len(cases) * 0.9
    found = {c.name: editions.difference(torchs[c.name], ours[c.name]) for c in cases}
    assert not {name: text for name, text in found.items() if text and name not in known}


def test_accepted_answers_pass() -> None:
    cases = _sample("accepted")
    found = editions.verdicts(cases, browser=True)
    assert all(found[case.name] for case in cases)
    lost = {c.name: editions.first_failure(found[c.name]) for c in cases}
    known = editions.listed()
    assert not {name: first for name, first in lost.items() if first[0] and name not in known}


def test_differences_are_answers_of_the_bank_with_a_reason() -> None:
    names = {editions.name_of(path) for path in [*answers("wrong"), *answers("accepted")]}
    listed = editions.listed()
    assert set(listed) <= names
    assert all(len(reason) > 20 for reason in listed.values())
