"""What nbgrader's metadata says of a cell."""

from __future__ import annotations

from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_solution


def is_test(cell: NotebookNode) -> bool:
    """Whether the cell decides points by itself."""
    return is_grade(cell) and not is_solution(cell) and cell.cell_type == "code"


def grade_id(cell: NotebookNode) -> str:
    """Return nbgrader's name of a cell, or an empty string."""
    metadata = cell.metadata.get("nbgrader")
    return str(metadata.get("grade_id", "")) if isinstance(metadata, dict) else ""
