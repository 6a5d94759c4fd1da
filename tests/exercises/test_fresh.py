"""Messages for mistakes that were not used to write them: see ``tools.fresh``."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.answers import Cell
from tools.fresh import FRESH, ROOT, Answer, First, answers, first_failure, firsts, report

NOTEBOOKS = sorted((ROOT / "solutions").glob("*/*.ipynb"))
DOUBLE = Answer(
    Path("a/b.ipynb"), 1, "double", "def double(x): return x", "Not doubled.", ("twice",)
)
CELLS = [
    Cell("def double(x): return 2 * x", "double", 0, True),
    Cell("assert double(0) == 0, 'zero'", "test_zero", 1, False),
    Cell("assert double(1) == 2, 'x counts twice'", "test_one", 1, False),
]


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_first_messages_name_the_cause_of_ten_in_twelve(notebook: Path) -> None:
    found = firsts(notebook)
    assert len(found) >= 12
    assert [first.answer for first in found if not first.test] == [], "a wrong answer passed"
    named = sum(first.names_the_cause for first in found)
    assert 12 * named >= 10 * len(found), "\n".join(report(found))


def test_fresh_answers_belong_to_notebooks_and_differ() -> None:
    notebooks = {f"{path.parent.name}/{path.stem}" for path in NOTEBOOKS}
    assert {f"{path.parent.name}/{path.stem}" for path in FRESH.glob("*/*.toml")} == notebooks
    codes = [(answer.notebook, answer.code) for path in NOTEBOOKS for answer in answers(path)]
    assert len(set(codes)) == len(codes)


def test_first_failure_is_that_of_the_first_test_that_fails() -> None:
    first = first_failure(CELLS, DOUBLE)
    assert (first.test, first.message) == ("test_one", "AssertionError: x counts twice")
    assert first.names_the_cause


def test_first_failure_of_an_unknown_function_is_an_error() -> None:
    with pytest.raises(ValueError, match="asks for no function double"):
        first_failure(CELLS[1:], DOUBLE)


def test_names_the_cause_reads_neither_inputs_nor_values() -> None:
    shown = "the result is not right.\n  expected:  twice\n  came: twice\n  on:  twice"
    assert not First(DOUBLE, "test_one", shown).names_the_cause
    assert First(DOUBLE, "test_one", shown + "\n  diagnosis: Twice").names_the_cause


def test_report_shows_what_to_look_at_and_the_share() -> None:
    good, bad = (First(DOUBLE, "test_one", text) for text in ("twice", "no idea"))
    lines = list(report([good, bad]))
    assert lines[1:] == [
        "    DOES NOT: test_one",
        "        no idea",
        "1 of 2 first messages name the cause: 50.0 %",
    ]
    assert len(list(report([good, bad], everything=True))) == 7
