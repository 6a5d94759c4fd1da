"""Check notebooks against their exercises, without an instructor and without a gradebook.

The verdicts are those of ``python -m grader autograde``: the same repair, judge and sandbox.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.utils import is_solution

from grader import GraderError
from grader.course.masters import masters_in, needed
from grader.limits import Limits
from grader.sandbox import Sandbox
from grader.submission import repair
from grader.submission.beside import companions
from grader.submission.cells import grade_id, is_test
from grader.submission.judge import Verdict, judge
from grader.submission.task import Graded, Results, Task, stem

MOST_NAMED = 3
"""Tests that one line of the table names."""


def check(
    notebook: Path,
    sandbox: Sandbox,
    solutions: Path,
    limits: Limits = Limits(),
    *,
    found: Callable[[str, list[str]], None] = lambda exercise, tests: None,
    fell: Callable[[Verdict], None] = lambda verdict: None,
) -> tuple[str, list[Verdict]]:
    """Run a learner's notebook under its exercise's tests, hidden tests included.

    Args:
        notebook: the learner's file. It is read, not changed, and may have any name. If its cells
            match two exercises equally well, the file name decides. Student code also sees the
            other files in its folder, without subfolders.
        sandbox: where the learner's code runs.
        solutions: folder of the masters, ``<assignment>/<name>.ipynb``, or one master.
        limits: what the notebook may use.
        found: called with the exercise and the names of its tests, before any test runs.
        fell: called with each verdict as soon as it is known.

    Returns:
        The exercise as ``assignment/name``, and one verdict for each test cell of the master.

    Raises:
        GraderError: the file can't be read, or belongs to no exercise in ``solutions``.
        SandboxError: the sandbox does not start.
    """
    masters = _masters(solutions)
    exercise, submission = _matched(notebook, masters, limits)
    if exercise is None and not any(map(grade_id, submission.cells)):
        raise GraderError(f"{notebook} has no nbgrader cells; start from a released notebook")
    if exercise is None:
        raise GraderError(
            f"{notebook} belongs to no exercise in {solutions}: its cells are unknown"
        )
    master = nbformat.reads(masters[exercise].text, as_version=4)
    repaired = repair.repair(submission, master)
    found(exercise, [grade_id(cell) for cell in repaired.notebook.cells if is_test(cell)])
    beside, _ = companions(notebook.resolve().parent, limits.beside, deep=False)
    return exercise, judge(repaired, sandbox, limits, companions=beside, fell=fell)


def reference(exercise: str, solutions: Path) -> str:
    """Return the solutions of an exercise with their comments, without nbgrader's markers.

    Args:
        exercise: ``assignment/name``, as ``check`` returns it.
        solutions: folder of the masters, or one master.
    """
    master = nbformat.reads(_masters(solutions)[exercise].text, as_version=4)
    answers = [cell.source for cell in master.cells if is_solution(cell)]
    return "\n\n\n".join(_MARKER.sub("", answer).strip() for answer in answers)


_MARKER = re.compile(r"^[ \t]*#+ *(BEGIN|END) SOLUTION.*\n?", re.MULTILINE)


@dataclass(frozen=True)
class _Master:
    text: str
    notebook: NotebookNode
    """Its cells, for comparison; the notebook has not been validated."""


def _masters(solutions: Path) -> dict[str, _Master]:
    """Return the masters by ``assignment/name``.

    Raises:
        GraderError: there is none.
    """
    found = {}
    for path in masters_in(solutions):
        text = path.read_text("utf-8")
        cells = json.loads(text).get("cells")
        plain = nbformat.from_dict({"cells": cells}) if cells else nbformat.reads(text, 4)
        found[f"{path.resolve().parent.name}/{path.stem}"] = _Master(text, plain)
    return found


def _matched(
    notebook: Path, masters: Mapping[str, _Master], limits: Limits
) -> tuple[str | None, NotebookNode]:
    """Return the exercise that a file belongs to, if there is one, and what the file holds.

    Raises:
        GraderError: the file can't be read.
    """
    try:
        submission = repair.read(notebook.read_bytes(), limits)
    except OSError as error:
        raise GraderError(f"can't read {notebook}: {error.strerror}") from error
    except repair.Unreadable as error:
        raise GraderError(f"{notebook}: {error}") from error
    known = {name: master.notebook for name, master in masters.items()}
    return repair.find_master(submission, stem(notebook.name), known), submission


class Table:
    """The verdicts on one notebook, as lines for a terminal; each can be printed at once.

    Example:
        >>> rows = [Verdict("adds", "failed", 0, 2, "1 + 1 is 2")]
        >>> table = Table("demo/sum", ["adds"])
        >>> print(table.head(), *map(table.row, rows), table.total(rows), sep="\\n")
        demo/sum
        <BLANKLINE>
        test   verdict      points
        adds   failed        0 /  2
            1 + 1 is 2
        total                0 /  2
    """

    def __init__(self, exercise: str, tests: Iterable[str]) -> None:
        self.exercise = exercise
        self.width = max(map(len, [*tests, "total"]))

    def head(self) -> str:
        """Return the lines above the first verdict."""
        return f"{self.exercise}\n\n{'test':<{self.width}}  {'verdict':<11}  points"

    def row(self, verdict: Verdict) -> str:
        """Return the line of one verdict, and its message, indented."""
        line = self._line(verdict.name, verdict.outcome, verdict.points, verdict.possible)
        if not verdict.message or verdict.outcome == "to do":
            return line
        return f"{line}\n{textwrap.indent(verdict.message, '    ')}"

    def total(self, verdicts: Sequence[Verdict]) -> str:
        """Return the last line."""
        return self._line(
            "total", "", sum(v.points for v in verdicts), sum(v.possible for v in verdicts)
        )

    def _line(self, name: str, outcome: str, points: float, possible: float) -> str:
        return f"{name:<{self.width}}  {outcome:<11} {points:>3g} /{possible:>3g}"


# --- A folder ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Standing:
    """Where a learner stands in one exercise."""

    exercise: str
    notebook: str
    """Its path in the folder, empty if there is none."""
    points: float
    possible: float
    left: str
    """What is left to do, empty if nothing is."""


def check_folder(
    folder: Path,
    grade: Callable[[Iterable[tuple[str, Task]]], Results],
    solutions: Path,
    limits: Limits = Limits(),
    *,
    order: Sequence[str] = (),
    bubble: bool = True,
    progress: Callable[[Iterator[tuple[str, dict[str, Graded]]], int], Results] = (
        lambda results, total: results  # type: ignore[assignment,return-value]
    ),
) -> tuple[list[Standing], list[str]]:
    """Check every notebook in a folder and its subfolders.

    Args:
        folder: the learner's.
        grade: grades notebooks, such as ``pool.grade_all``.
        solutions: folder of the masters; notebooks in it are not the learner's.
        limits: what each notebook may use.
        order: assignments in the order of the course; all others come after these.
        bubble: False runs student code without the sandbox.
        progress: shows how many of a total are done, as ``tqdm`` does.

    Returns:
        One standing for each notebook of an exercise and each exercise without a notebook, in the
        course's order; and a sentence on each notebook that belongs to no exercise.

    Raises:
        GraderError: no notebook in the folder belongs to an exercise.
        SandboxError: a worker has no sandbox.
    """
    masters, tasks, others = _masters(solutions), {}, []
    together = needed(solutions)
    for path in _notebooks(folder, solutions):
        name = str(path.relative_to(folder))
        try:
            exercise, _ = _matched(path, masters, limits)
        except GraderError as error:
            others.append(str(error))
            continue
        if exercise is None:
            others.append(f"{path} belongs to no exercise")
            continue
        beside, _ = companions(path.resolve().parent, limits.beside, deep=False)
        text = {exercise: masters[exercise].text}
        files = {path.name: path.read_bytes()}
        tasks[name] = Task(
            text, files, limits=limits, bubble=bubble, companions=beside, needs=together
        )
    if not tasks:
        raise GraderError(f"no notebook of an exercise in {folder}")
    standings = [
        _standing(exercise, name, graded)
        for name, results in progress(grade(tasks.items()), len(tasks))
        for exercise, graded in results.items()
    ]
    missing = masters.keys() - {standing.exercise for standing in standings}
    for exercise in missing:
        cells = masters[exercise].notebook.cells
        possible = sum(float(c.metadata.nbgrader["points"]) for c in cells if is_test(c))
        standings.append(Standing(exercise, "", 0, possible, "no notebook"))
    rank = {assignment: place for place, assignment in enumerate(order)}

    def place(standing: Standing) -> tuple[int, str, str]:
        assignment = standing.exercise.split("/")[0]
        return rank.get(assignment, len(rank)), standing.exercise, standing.notebook

    return sorted(standings, key=place), others


def _notebooks(folder: Path, solutions: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*.ipynb")):
        inside = path.relative_to(folder).parts
        masters = solutions.resolve() in path.resolve().parents and folder != solutions
        if not masters and not any(part.startswith(".") for part in inside):
            yield path


def _standing(exercise: str, notebook: str, graded: Graded) -> Standing:
    verdicts = [Verdict(**verdict) for verdict in graded.verdicts]
    points, possible = sum(v.points for v in verdicts), sum(v.possible for v in verdicts)
    return Standing(exercise, notebook, points, possible, left_to_do(verdicts))


def left_to_do(verdicts: Iterable[Verdict]) -> str:
    """Return one line that says what is missing for full marks.

    >>> left_to_do([Verdict("adds", "failed", 0, 2), Verdict("subtracts", "to do", 0, 1)])
    '1 test to do; fails: adds'
    """
    lost = [v for v in verdicts if v.points < v.possible]
    unwritten = sum(v.outcome == "to do" for v in lost)
    failed = [v.name for v in lost if v.outcome != "to do"]
    parts = []
    if unwritten:
        parts.append(f"{unwritten} test{'s' * (unwritten > 1)} to do")
    if failed:
        more = len(failed) - MOST_NAMED
        words = f" and {more} more" if more > 0 else ""
        parts.append(f"fails: {', '.join(failed[:MOST_NAMED])}{words}")
    return "; ".join(parts)


def folder_table(standings: Sequence[Standing]) -> str:
    """Return one table of all exercises: notebook, points, what is left to do.

    >>> print(folder_table([Standing("demo/sum", "demo/sum.ipynb", 1, 2, "fails: adds")]))
    notebook       points  left to do
    demo/sum      1 /   2  fails: adds
    total         1 /   2
    """
    usual = {f"{standing.exercise}.ipynb" for standing in standings}
    names = [
        standing.exercise
        if standing.notebook in usual or not standing.notebook
        else f"{standing.exercise} ({standing.notebook})"
        for standing in standings
    ]
    width = max(map(len, [*names, "notebook"]))
    rows = [(name, s.points, s.possible, s.left) for name, s in zip(names, standings, strict=True)]
    rows.append(("total", sum(s.points for s in standings), sum(s.possible for s in standings), ""))
    lines = [f"{'notebook':<{width}}  {'points':>11}  left to do"]
    lines += [
        f"{name:<{width}}  {points:>5g} /{possible:>4g}  {left}".rstrip()
        for name, points, possible, left in rows
    ]
    return "\n".join(lines)
