"""What tests of a graded course share: the gradebook read back, and a bar that nobody sees."""

from __future__ import annotations

import io
import sqlite3
from pathlib import Path
from typing import Any

from tqdm import tqdm

GRADES = """
    SELECT student_id, base_cell.name, auto_score, manual_score, needs_manual_grade
    FROM grade JOIN base_cell ON base_cell.id = cell_id
    JOIN submitted_notebook ON submitted_notebook.id = grade.notebook_id
    JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id
    ORDER BY student_id, base_cell.name
"""
COMMENTS = """
    SELECT student_id, base_cell.name, auto_comment, late_submission_penalty
    FROM comment JOIN base_cell ON base_cell.id = cell_id
    JOIN submitted_notebook ON submitted_notebook.id = comment.notebook_id
    JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id
    ORDER BY student_id, base_cell.name
"""


def rows(course: Path, query: str = GRADES) -> list[tuple[Any, ...]]:
    """Return what a query finds in the gradebook of a course's folder."""
    database = sqlite3.connect(course / "gradebook.db")
    try:
        return database.execute(query).fetchall()
    finally:
        database.close()


class Bar(tqdm):
    """A progress bar that is not drawn, and keeps the lines written beside it."""

    def __init__(self, total: int) -> None:
        super().__init__(total=total, file=io.StringIO())
        self.lines: list[str] = []

    def write(self, line: str, *_: Any) -> None:
        """Keep a line."""
        self.lines.append(line)
