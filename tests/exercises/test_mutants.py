"""The exercises' tests fail on a reference solution that is wrong in one place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tools import mutants
from tools.bank import name_of

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "solutions").glob("*/*.ipynb"))
PUBLISHED = mutants.PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=name_of)
def test_each_survivor_is_explained_and_the_score_is_published(notebook: Path) -> None:
    counts, left = mutants.survivors(notebook)
    assert counts.total() > 0
    name = name_of(notebook)
    known = {key for key in mutants.explained() if key[0] == name}
    assert {(name, mutant.function, mutant.change) for mutant in left} == known
    published = [line for line in PUBLISHED.splitlines() if f"`{name}`" in line]
    assert published == mutants.rows(notebook, counts, left), "run python -m tools.mutants --write"


def test_the_tests_catch_at_least_95_percent() -> None:
    table = PUBLISHED.partition(mutants.BEGIN)[2].partition(mutants.END)[0]
    found = [tuple(map(int, row)) for row in re.findall(r"\| (\d+) \| (\d+) \| (\d+) \|", table)]
    total, caught, left = map(sum, zip(*found, strict=True))
    assert total == caught + left
    assert caught >= 0.95 * total
    assert f"Of {total:,} mutants the tests catch {caught:,}" in table


def test_every_explained_survivor_has_its_notebook() -> None:
    names = {name_of(notebook) for notebook in NOTEBOOKS}
    assert {notebook for notebook, *_ in mutants.explained()} <= names


def test_an_explanation_has_at_least_five_words() -> None:
    assert all(len(why.split()) >= 5 for why in mutants.explained().values())


@pytest.mark.parametrize(
    ("source", "changes"),
    [
        pytest.param("x - 1", {
            "x - 1 → x + 1", "x - 1 → x", "x - 1 → 1", "1 → 2", "1 → 0"}, id="-"),
        pytest.param("x < 2", {"x < 2 → x <= 2", "x < 2 → x > 2", "2 → 3", "2 → 0"}, id="<"),
        pytest.param("x.sum(keepdim=True)", {
            "x.sum(keepdim=True) → x.mean(keepdim=True)", "x.sum(keepdim=True) → x",
            "x.sum(keepdim=True) → x.sum()", "True → False"}, id="a call"),
        pytest.param("x and not y", {
            "x and (not y) → x or not y", "x and (not y) → x", "x and (not y) → not y",
            "not y → y"}, id="and"),
    ],
)  # fmt: skip
def test_a_place_is_changed_in_every_way(source: str, changes: set[str]) -> None:
    found = mutants.mutants(f"def f(x, y=None):\n    return {source}")
    assert {mutant.change for mutant in found} == changes


def test_messages_and_docstrings_stay() -> None:
    source = 'def f(x):\n    """Text."""\n    if x:\n        raise ValueError("x")\n    return x'
    found = mutants.mutants(source)
    assert {mutant.change.partition(" → ")[2] for mutant in found} == {
        "if True: raise ValueError('x')",
        "if False: raise ValueError('x')",
        "pass",
    }
