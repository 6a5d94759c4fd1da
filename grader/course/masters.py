"""Find the masters of a course and what they need, without loading torch or nbgrader."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

from grader import GraderError
from grader.guard import Needs, needs


def masters_in(solutions: Path) -> list[Path]:
    """Return the masters in a folder of assignments, in a folder of notebooks, or the file itself.

    Raises:
        GraderError: there is none.
    """
    if solutions.is_file():
        return [solutions]
    found = sorted(solutions.glob("*/*.ipynb")) or sorted(solutions.glob("*.ipynb"))
    if not found:
        raise GraderError(
            f"no master notebook in {solutions}; run the check in the course's folder, or name the "
            "master, or the folder of the masters: --master PATH"
        )
    return found


def needed(solutions: Path) -> Needs:
    """Return what the masters need of the sandbox.

    Raises:
        GraderError: there is no master.
    """
    return needs(json.loads(path.read_text("utf-8")) for path in masters_in(solutions))


def probably_needed(assignment: str) -> Needs | None:
    """Guess what an assignment needs, before nbgrader's settings say where its masters are.

    Masters and releases need the same, and both are in a folder of the course's folder. What
    students hand in is one folder deeper, and is not read.

    Args:
        assignment: its name.

    Returns:
        What to load ahead; None without a guess. A wrong guess costs time and nothing else.
    """
    folders = (folder / assignment for folder in sorted(Path().iterdir()) if folder.is_dir())
    with suppress(OSError, ValueError, GraderError):
        return next((needed(folder) for folder in folders if any(folder.glob("*.ipynb"))), None)
    return None
