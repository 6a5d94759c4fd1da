"""Read nbgrader's metadata of a cell."""

from __future__ import annotations

from collections.abc import Mapping

from nbformat import NotebookNode
from nbgrader.utils import compute_checksum, determine_grade, is_grade, is_solution, is_task


def is_test(cell: NotebookNode) -> bool:
    """Whether the cell is an autograded test."""
    return is_grade(cell) and not is_solution(cell) and cell.cell_type == "code"


def grade_id(cell: NotebookNode) -> str:
    """Return nbgrader's ``grade_id`` of a cell, or an empty string."""
    metadata = cell.metadata.get("nbgrader")
    return str(metadata.get("grade_id", "")) if isinstance(metadata, dict) else ""


def points(notebook: NotebookNode) -> dict[str, float]:
    """Return the points of each graded cell, including tasks, by name."""
    return {
        grade_id(cell): float(cell.metadata.nbgrader["points"])
        for cell in notebook.cells
        if is_grade(cell) or is_task(cell)
    }


def names(submission: NotebookNode, master: NotebookNode) -> list[str]:
    """Return for each cell of a submission the name of its cell in the master, or an empty string.

    Some editors remove a cell's metadata, including nbgrader's name, but keep the cell's id.

    Args:
        submission: the notebook that was handed in.
        master: the master that it belongs to.
    """
    known = {grade_id(cell): cell.get("id", "") for cell in master.cells if grade_id(cell)}
    by_id = {name: name for name in known} | {id: name for name, id in known.items() if id}
    found = [grade_id(cell) if grade_id(cell) in known else "" for cell in submission.cells]
    taken = {*found}
    for i, cell in enumerate(submission.cells):
        name = by_id.get(cell.get("id", ""), "")
        if not grade_id(cell) and name not in taken:
            found[i] = name
    return found


def with_checksums(notebook: NotebookNode, released: Mapping[str, str | None]) -> NotebookNode:
    """Store in a master's cells the checksums of their release, as nbgrader does before grading.

    Args:
        notebook: the master, which is changed.
        released: checksum of each released cell, by name.

    Returns:
        ``notebook``.
    """
    for cell in notebook.cells:
        if checksum := released.get(grade_id(cell)):
            cell.metadata.nbgrader["checksum"] = checksum
    return notebook


def is_answered(cell: NotebookNode) -> bool:
    """Whether an answer cell differs from its release, or its release is unknown."""
    return bool(cell.metadata.nbgrader.get("checksum") != compute_checksum(cell))


def auto_score(cell: NotebookNode | None) -> float | None:
    """Return a cell's points: 0 if it is missing, None if it has to be graded manually."""
    if cell is None:
        return 0.0
    score: float | None = None if is_task(cell) else determine_grade(cell)[0]
    return score
