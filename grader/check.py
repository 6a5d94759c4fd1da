"""Check one notebook against its exercise, without an instructor and without a gradebook.

The verdicts are those of ``python -m grader autograde``: the same repair, judge and sandbox.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from pathlib import Path

import nbformat

from grader import GraderError, repair
from grader.beside import companions
from grader.cells import grade_id
from grader.judge import Verdict, judge
from grader.limits import Limits
from grader.sandbox import Sandbox
from grader.task import SOLUTIONS, stem


def check(
    notebook: Path, sandbox: Sandbox, solutions: Path = SOLUTIONS, limits: Limits = Limits()
) -> tuple[str, list[Verdict]]:
    """Run a learner's notebook under its exercise's tests, hidden tests included.

    Args:
        notebook: the learner's file. It is read, not changed, and may have any name. Where its
            cells fit two exercises alike, the name decides. Other files in its folder, but no
            folders, are there for it.
        sandbox: where the learner's code runs.
        solutions: folder of the masters, ``<assignment>/<name>.ipynb``.
        limits: what the notebook may use.

    Returns:
        The exercise as ``assignment/name``, and one verdict for each test cell of the master.

    Raises:
        GraderError: the file can't be read, or belongs to no exercise in ``solutions``.
        SandboxError: the sandbox does not start.
    """
    try:
        submission = repair.read(notebook.read_bytes(), limits)
    except OSError as error:
        raise GraderError(f"can't read {notebook}: {error.strerror}") from error
    except repair.Unreadable as error:
        raise GraderError(f"{notebook}: {error}") from error
    masters = {
        f"{path.parent.name}/{path.stem}": nbformat.read(path, as_version=4)
        for path in sorted(solutions.glob("*/*.ipynb"))
    }
    if not masters:
        raise GraderError(f"no exercises in {solutions}; name their folder with --solutions")
    exercise = repair.find_master(submission, stem(notebook.name), masters)
    if exercise is None and not any(map(grade_id, submission.cells)):
        raise GraderError(f"{notebook} has no nbgrader cells; start from a notebook in exercises/")
    if exercise is None:
        raise GraderError(
            f"{notebook} belongs to no exercise in {solutions}: its cells are unknown"
        )
    repaired = repair.repair(submission, masters[exercise])
    beside, _ = companions(notebook.resolve().parent, limits.beside, deep=False)
    return exercise, judge(repaired, sandbox, limits, companions=beside)


def table(exercise: str, verdicts: Iterable[Verdict]) -> str:
    """Return the verdicts as a table for a terminal: a row for each test, messages indented.

    Example:
        >>> print(table("demo/sum", [Verdict("adds", "failed", 0, 2, "1 + 1 is 2")]))
        demo/sum
        <BLANKLINE>
        test   verdict      points
        adds   failed        0 /  2
            1 + 1 is 2
        total                0 /  2
    """
    rows = list(verdicts)
    points, possible = sum(v.points for v in rows), sum(v.possible for v in rows)
    rows.append(Verdict("total", "", points, possible))
    width = max(len(row.name) for row in rows)
    lines = [exercise, "", f"{'test':<{width}}  {'verdict':<11}  points"]
    for row in rows:
        lines.append(f"{row.name:<{width}}  {row.outcome:<11} {row.points:>3g} /{row.possible:>3g}")
        if row.message and row.outcome != "to do":
            lines.append(textwrap.indent(row.message, "    "))
    return "\n".join(lines)
