"""From what a student handed in to a notebook that can be graded.

Locked cells come from the master: an edited one is restored, a deleted one returns, of a copied
one the last counts. What can't be read at all becomes the master without any answer, and a
sentence that says why.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Mapping
from dataclasses import dataclass, field

import nbformat
from nbformat import NotebookNode
from nbgrader.preprocessors import ClearOutput
from nbgrader.utils import is_locked, is_solution

from grader import source
from grader.cells import grade_id, is_test
from grader.task import MOST_BYTES

_DEFINITION = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Assign | ast.AnnAssign


class Unreadable(Exception):
    """A file that is no notebook of this course; the message is a plain sentence."""


@dataclass(frozen=True)
class Repaired:
    """A notebook to grade, and what was done to it."""

    notebook: NotebookNode
    notes: list[str] = field(default_factory=list)
    answers: frozenset[str] = frozenset()
    """The names that the master leaves to the student to define."""


def read(data: bytes) -> NotebookNode:
    """Return the notebook in the bytes of a file.

    Raises:
        Unreadable: they hold none; the message says what they hold.
    """
    if not data.strip():
        raise Unreadable("the file is empty")
    if len(data) > MOST_BYTES:
        raise Unreadable(f"the file has {len(data):,} bytes; at most {MOST_BYTES:,} are read")
    try:
        # Not nbformat.read: it warns about copied cells, which are no matter here.
        notebook = nbformat.convert(nbformat.reader.reads(data.decode("utf-8")), 4)
        for cell in notebook.cells:
            _ = cell.cell_type, cell.source + "", cell.metadata.items()
    except Exception as error:  # nbformat lets JSON, Unicode, key and version errors through
        raise Unreadable(
            "the file is not a notebook: open it in JupyterLab, repair and save it"
        ) from error
    return notebook


def find_master(
    submission: NotebookNode, stem: str, masters: Mapping[str, NotebookNode]
) -> str | None:
    """Return the name of the master whose cells the submission has, or None.

    Two masters may share the name of a cell: most in common decides, then the file's name.
    """
    ids = {grade_id(cell) for cell in submission.cells} - {""}
    common = {name: len(ids & set(map(grade_id, nb.cells))) for name, nb in masters.items()}
    best = max(common, key=lambda name: (common[name], name == stem), default=None)
    return best if best is not None and common[best] else None


def repair(submission: NotebookNode, master: NotebookNode) -> Repaired:
    """Return the submission with the locked cells, tests among them, of the master."""
    originals = {grade_id(cell): cell for cell in master.cells if grade_id(cell)}
    last = {grade_id(cell): i for i, cell in enumerate(submission.cells)}
    notes, cells = [], []
    for i, cell in enumerate(submission.cells):
        name = grade_id(cell)
        if name in originals and last[name] == i:
            restored = copy.deepcopy(originals[name])
            if not is_locked(restored):
                restored.source = cell.source
            elif cell.cell_type != restored.cell_type:
                notes.append(f"{name} was no code cell any more and was restored")
        else:
            restored = _plain_cell(cell)
            if name:
                notes.append(f"a copy of {name} does not count; the last one does")
        cells.append(restored)
    previous = None  # no cell's name: a deleted first cell goes to the top
    for name, original in originals.items():
        if name not in last and is_solution(original):
            notes.append(f"{name} is missing: the cell of this answer was deleted")
        if name not in last and is_locked(original):
            before = (i for i, cell in enumerate(cells) if grade_id(cell) == previous)
            cells.insert(next(before, -1) + 1, copy.deepcopy(original))
            notes.append(f"{name} was deleted and was put back")
        elif name not in last:
            continue
        previous = name
    notebook = copy.deepcopy(master)
    notebook.cells = cells
    return Repaired(ClearOutput().preprocess(notebook, {})[0], notes, answers(master))


def without_answers(master: NotebookNode, sentence: str) -> Repaired:
    """Return the master's tests alone, below a sentence that says why there is nothing else."""
    notebook = copy.deepcopy(master)
    notebook.cells = [
        nbformat.v4.new_markdown_cell(f"**Nothing could be graded:** {sentence}."),
        *(cell for cell in notebook.cells if is_test(cell)),
    ]
    return Repaired(ClearOutput().preprocess(notebook, {})[0], [sentence])


def answers(master: NotebookNode) -> frozenset[str]:
    """Return the names that the master's unlocked cells define: they are the student's."""
    return frozenset(
        name
        for cell in master.cells
        if cell.cell_type == "code" and not is_locked(cell)
        for statement in source.statements(cell.source)
        if isinstance(statement, _DEFINITION)
        for name in source.names(statement)[0]
    )


def _plain_cell(cell: NotebookNode) -> NotebookNode:
    new = {
        "code": nbformat.v4.new_code_cell,
        "raw": nbformat.v4.new_raw_cell,
    }.get(cell.cell_type, nbformat.v4.new_markdown_cell)
    return new(cell.source)
