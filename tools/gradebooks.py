"""Helpers for tests of a graded course: nbgrader's commands, the gradebook, a progress bar."""

from __future__ import annotations

import io
import os
import sqlite3
import subprocess
import sys
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


def nbgrader(folder: Path, *words: str) -> int:
    """Run a command of stock nbgrader in a course's folder and return its exit code."""
    programs = f"{Path(sys.executable).parent}:{os.environ['PATH']}"  # nbgrader runs alembic
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *words],
        cwd=folder,
        env=os.environ | {"PATH": programs},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=120,
        check=False,
    )
    return done.returncode


def rows(course: Path, query: str = GRADES) -> list[tuple[Any, ...]]:
    """Return the rows that a query finds in the gradebook of a course's folder."""
    database = sqlite3.connect(course / "gradebook.db")
    try:
        return database.execute(query).fetchall()
    finally:
        database.close()


class Bar(tqdm):
    """A progress bar that is not drawn, but keeps the lines written with it."""

    def __init__(self, total: int) -> None:
        super().__init__(total=total, file=io.StringIO())
        self.lines: list[str] = []

    def write(self, line: str, *_: Any) -> None:
        """Keep a line."""
        self.lines.append(line)
