"""Find the masters of a course and what they need, without loading torch or nbgrader."""

from __future__ import annotations

import json
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
