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
from grader.guard import Needs, needs
from grader.judge import Verdict, judge
from grader.limits import Limits
from grader.sandbox import Sandbox
from grader.task import stem


def check(
    notebook: Path, sandbox: Sandbox, solutions: Path, limits: Limits = Limits()
) -> tuple[str, list[Verdict]]:
    """Run a learner's notebook under its exercise's tests, hidden tests included.

    Args:
        notebook: the learner's file. It is read, not changed, and may have any name. Where its
            cells fit two exercises alike, the name decides. Other files in its folder, but no
            folders, are there for it.
        sandbox: where the learner's code runs.
        solutions: folder of the masters, ``<assignment>/<name>.ipynb``, or one master.
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
        f"{path.resolve().parent.name}/{path.stem}": nbformat.read(path, as_version=4)
        for path in masters_in(solutions)
    }
    exercise = repair.find_master(submission, stem(notebook.name), masters)
    if exercise is None and not any(map(grade_id, submission.cells)):
        raise GraderError(f"{notebook} has no nbgrader cells; start from a released notebook")
    if exercise is None:
        raise GraderError(
            f"{notebook} belongs to no exercise in {solutions}: its cells are unknown"
        )
    repaired = repair.repair(submission, masters[exercise])
    beside, _ = companions(notebook.resolve().parent, limits.beside, deep=False)
    return exercise, judge(repaired, sandbox, limits, companions=beside)


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
    return needs(nbformat.read(path, as_version=4) for path in masters_in(solutions))


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
