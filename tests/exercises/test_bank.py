"""The bank of answers: every accepted one gets full marks, every wrong one the right message."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tools import bank
from tools.answers import functions_of, verdicts
from tools.bank import BANK, NOTEBOOKS, ROOT, cells_in, claim, notebook_for


def answers(kind: str) -> list[Any]:
    return [pytest.param(path, id=f"{path.parts[-3]}-{path.stem}") for path in bank.answers(kind)]


def run(answer: Path, only: Callable[[str], bool] = lambda test: True) -> dict[str, str]:
    cells = cells_in(notebook_for(answer))
    source = answer.read_text(encoding="utf-8")
    asked = {name for cell in cells if cell.is_solution for name in cell.functions}
    assert functions_of(source) & asked, f"{answer.name} defines none of {sorted(asked)}"
    return verdicts(cells, source, only=only)


@pytest.mark.parametrize("answer", answers("accepted"))
def test_an_accepted_answer_gets_full_marks(answer: Path) -> None:
    found = run(answer)
    assert found
    assert {cell: error for cell, error in found.items() if error} == {}


@pytest.mark.parametrize("answer", answers("wrong"))
def test_a_wrong_answer_fails_its_test_with_its_message(answer: Path) -> None:
    claimed = claim(answer)
    errors = run(answer, only=lambda test: test == claimed.fails)
    assert claimed.fails in errors, f"there is no test cell {claimed.fails}"
    assert claimed.says in errors[claimed.fails]


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_the_reference_gets_full_marks_within_its_time(
    notebook: Path,
) -> None:
    found = verdicts(cells_in(notebook), seconds=20)
    assert found
    assert set(found.values()) == {""}


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_each_test_cell_has_a_wrong_answer(notebook: Path) -> None:
    folders = [
        folder
        for folder in BANK.glob(f"{notebook.parent.name}/*")
        if notebook_for(folder / "wrong" / "any.py") == notebook
    ]
    assert folders, "no function of this notebook has a bank"
    wrong = {folder: sorted(folder.glob("wrong/*.py")) for folder in folders}
    for folder in folders:
        assert len(list(folder.glob("accepted/*.py"))) >= 2
        assert len(wrong[folder]) >= 4
    named = {claim(answer).fails for found in wrong.values() for answer in found}
    tests = {cell.grade_id for cell in cells_in(notebook) if cell.points}
    assert tests - named == set(), "a test cell that no wrong answer names"


def test_an_answer_that_never_ends_is_stopped_and_says_so() -> None:
    cells = cells_in(ROOT / "solutions" / "classification" / "cross_entropy.ipynb")
    endless = "def log_softmax(x, dim=-1):\n    while True:\n        pass"
    found = verdicts(cells, endless, seconds=2)
    assert found == {"test_log_softmax_values": "TimeoutError: still running after 2 s"}


def test_an_answer_that_kills_its_process_gets_no_full_marks() -> None:
    cells = cells_in(ROOT / "solutions" / "classification" / "cross_entropy.ipynb")
    deadly = "def log_softmax(x, dim=-1):\n    import os\n    os._exit(0)"
    with pytest.raises(RuntimeError, match="the process ended with 0 in test_log_softmax_values"):
        verdicts(cells, deadly)
