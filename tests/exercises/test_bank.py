"""The bank of answers: every accepted one gets full marks, every wrong one the right message.

``tests/bank/<assignment>/<function>/{accepted,wrong}/*.py``. An answer defines some of the
functions that the exercise asks for; the reference solution supplies the others. A wrong answer's
docstring names the test cell that must fail, and a phrase of its message:

    fails: test_weighted_mean
    says: you divided by N
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tools.answers import Cell, cells_of, functions_of, verdicts

ROOT = Path(__file__).resolve().parents[2]
BANK = ROOT / "tests" / "bank"
NOTEBOOKS = sorted((ROOT / "solutions").glob("*/*.ipynb"))


def answers(kind: str) -> list[Any]:
    paths = sorted(BANK.glob(f"*/*/{kind}/*.py"))
    return [pytest.param(path, id=f"{path.parts[-3]}-{path.stem}") for path in paths]


@cache
def cells_in(notebook: Path) -> list[Cell]:
    return cells_of(notebook)


def notebook_for(answer: Path) -> Path:
    """Return the notebook of the answer's assignment that asks for the answer's function."""
    assignment, function = answer.parts[-4:-2]
    asking = [
        notebook
        for notebook in NOTEBOOKS
        if notebook.parent.name == assignment
        and any(function in cell.functions for cell in cells_in(notebook) if cell.is_solution)
    ]
    of_its_own = [notebook for notebook in asking if notebook.stem == function]
    assert len(of_its_own or asking) == 1, f"{assignment}: {len(asking)} ask for {function}()"
    return (of_its_own or asking)[0]


def header(answer: Path) -> tuple[str, str]:
    text = ast.get_docstring(ast.parse(answer.read_text(encoding="utf-8"))) or ""
    found = re.search(r"^fails: (\S+)\nsays: (.+)$", text, re.MULTILINE)
    assert found, f"{answer.name}: its docstring needs the lines 'fails: …' and 'says: …'"
    return found[1], found[2]


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
def test_a_wrong_answer_fails_where_it_must_with_the_message_it_needs(answer: Path) -> None:
    cell, phrase = header(answer)
    errors = run(answer, only=lambda test: test == cell)
    assert cell in errors, f"there is no test cell {cell}"
    assert phrase in errors[cell]


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_the_reference_solution_gets_full_marks_in_less_time_than_a_learner_would_mind(
    notebook: Path,
) -> None:
    found = verdicts(cells_in(notebook), seconds=20)
    assert found
    assert set(found.values()) == {""}


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_an_exercise_has_enough_answers_and_each_test_cell_has_a_wrong_one(notebook: Path) -> None:
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
    named = {header(answer)[0] for found in wrong.values() for answer in found}
    tests = {cell.grade_id for cell in cells_in(notebook) if cell.points}
    assert tests - named == set(), "a test cell that no wrong answer names"


def test_an_answer_that_never_ends_is_stopped_and_says_so() -> None:
    cells = cells_in(ROOT / "solutions" / "classification" / "cross_entropy.ipynb")
    endless = "def log_softmax(x, dim=-1):\n    while True:\n        pass"
    found = verdicts(cells, endless, seconds=2)
    assert found == {"test_log_softmax_values": "TimeoutError: still running after 2 s"}


def test_an_answer_that_kills_its_process_is_no_full_mark() -> None:
    cells = cells_in(ROOT / "solutions" / "classification" / "cross_entropy.ipynb")
    deadly = "def log_softmax(x, dim=-1):\n    import os\n    os._exit(0)"
    with pytest.raises(RuntimeError, match="the process ended with 0 in test_log_softmax_values"):
        verdicts(cells, deadly)
