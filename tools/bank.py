"""The bank of answers: ``tests/bank/<assignment>/<function>/{accepted,wrong}/*.py``.

An answer defines some of the functions that an exercise asks for; the reference solution supplies
the others. A wrong answer's docstring says what its author expects of the tests:

    fails: the test cell that must fail
    says: a phrase of its message
    also: a phrase of another diagnosis that is true of this answer; as many lines as there are
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tools.answers import Cell, cells_of

ROOT = Path(__file__).resolve().parent.parent
BANK = ROOT / "tests" / "bank"
NOTEBOOKS = sorted((ROOT / "solutions").glob("*/*.ipynb"))


@dataclass(frozen=True)
class Claim:
    """What the author of a wrong answer says about it.

    Attributes:
        fails: the test cell that must fail.
        says: a phrase of its message.
        causes: phrases of the diagnoses that are true of the answer; ``says`` is the first.
    """

    fails: str
    says: str
    causes: tuple[str, ...]


def name_of(notebook: Path) -> str:
    """Return ``assignment/notebook``."""
    return f"{notebook.resolve().parent.name}/{notebook.stem}"


def answers(kind: str, notebook: Path | None = None) -> list[Path]:
    """Return the answers of a kind, ``"accepted"`` or ``"wrong"``, to one exercise or to all."""
    paths = sorted(BANK.glob(f"*/*/{kind}/*.py"))
    return [path for path in paths if notebook in (None, notebook_for(path))]


@cache
def cells_in(notebook: Path) -> list[Cell]:
    """Return the code cells of a notebook; it is read once."""
    return cells_of(notebook)


def notebook_for(answer: Path) -> Path:
    """Return the notebook of the answer's assignment that asks for the answer's function."""
    return _notebook(*answer.parts[-4:-2])


@cache
def _notebook(assignment: str, function: str) -> Path:
    asking = [
        notebook
        for notebook in NOTEBOOKS
        if notebook.parent.name == assignment
        and any(function in cell.functions for cell in cells_in(notebook) if cell.is_solution)
    ]
    of_its_own = [notebook for notebook in asking if notebook.stem == function]
    if len(of_its_own or asking) != 1:
        raise ValueError(f"{assignment}: {len(asking)} notebooks ask for {function}()")
    return (of_its_own or asking)[0]


def claim(answer: Path) -> Claim:
    """Read what the docstring of a wrong answer claims.

    Raises:
        ValueError: a line is missing.
    """
    text = ast.get_docstring(ast.parse(answer.read_text(encoding="utf-8"))) or ""
    found = re.search(r"^fails: (\S+)\nsays: (.+)$", text, re.MULTILINE)
    if not found:
        raise ValueError(f"{answer}: its docstring needs the lines 'fails: …' and 'says: …'")
    also = re.findall(r"^also: (.+)$", text, re.MULTILINE)
    return Claim(found[1], found[2], (found[2], *also))
