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
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
BANK = ROOT / "tests" / "bank"
NOTEBOOKS = sorted((ROOT / "solutions").glob("*/*.ipynb"))
Run = Callable[..., dict[str, str]]
Read = Callable[[Path], list[Any]]


def answers(kind: str) -> list[Any]:
    paths = sorted(BANK.glob(f"*/*/{kind}/*.py"))
    return [pytest.param(path, id=f"{path.parts[-3]}-{path.stem}") for path in paths]


def notebook_for(answer: Path, read: Read) -> Path:
    """Return the notebook of the answer's assignment that asks for the answer's function."""
    assignment, function = answer.parts[-4:-2]
    asking = [
        notebook
        for notebook in NOTEBOOKS
        if notebook.parent.name == assignment
        and any(function in cell.functions for cell in read(notebook) if cell.is_solution)
    ]
    assert len(asking) == 1, f"{assignment}: {len(asking)} notebooks ask for {function}()"
    return asking[0]


def header(answer: Path) -> tuple[str, str]:
    text = ast.get_docstring(ast.parse(answer.read_text(encoding="utf-8"))) or ""
    found = re.search(r"^fails: (\S+)\nsays: (.+)$", text, re.MULTILINE)
    assert found, f"{answer.name}: its docstring needs the lines 'fails: …' and 'says: …'"
    return found[1], found[2]


@pytest.fixture(scope="module")
def verdicts(exercise_cells: Read, run_exercise: Run) -> Callable[[Path], dict[str, str]]:
    """Test cell → error for an answer; an answer is run once."""
    known: dict[Path, dict[str, str]] = {}

    def of(answer: Path) -> dict[str, str]:
        if answer not in known:
            cells = exercise_cells(notebook_for(answer, exercise_cells))
            source = answer.read_text(encoding="utf-8")
            asked = {name for cell in cells if cell.is_solution for name in cell.functions}
            defined = {n.name for n in ast.parse(source).body if isinstance(n, ast.FunctionDef)}
            assert defined & asked, f"{answer.name} defines none of {sorted(asked)}"
            known[answer] = run_exercise(cells, source)
        return known[answer]

    return of


@pytest.mark.parametrize("answer", answers("accepted"))
def test_an_accepted_answer_gets_full_marks(
    answer: Path, verdicts: Callable[[Path], dict[str, str]]
) -> None:
    assert {cell: error for cell, error in verdicts(answer).items() if error} == {}


@pytest.mark.parametrize("answer", answers("wrong"))
def test_a_wrong_answer_fails_where_it_must_with_the_message_it_needs(
    answer: Path, verdicts: Callable[[Path], dict[str, str]]
) -> None:
    cell, phrase = header(answer)
    errors = verdicts(answer)
    assert cell in errors, f"there is no test cell {cell}"
    assert phrase in errors[cell]


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_the_reference_solution_gets_full_marks(
    notebook: Path, exercise_cells: Read, run_exercise: Run
) -> None:
    verdicts = run_exercise(exercise_cells(notebook))
    assert verdicts
    assert set(verdicts.values()) == {""}


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_an_exercise_has_enough_answers_and_each_test_cell_has_a_wrong_one(
    notebook: Path, exercise_cells: Read
) -> None:
    folders = [
        folder
        for folder in BANK.glob(f"{notebook.parent.name}/*")
        if notebook_for(folder / "wrong" / "any.py", exercise_cells) == notebook
    ]
    assert folders, "no function of this notebook has a bank"
    wrong = {folder: sorted(folder.glob("wrong/*.py")) for folder in folders}
    for folder in folders:
        assert len(list(folder.glob("accepted/*.py"))) >= 2
        assert len(wrong[folder]) >= 4
    named = {header(answer)[0] for found in wrong.values() for answer in found}
    tests = {cell.grade_id for cell in exercise_cells(notebook) if cell.points}
    assert tests - named == set(), "a test cell that no wrong answer names"
