"""Autograde a course: from ``submitted/`` into the gradebook and ``autograded/``.

The folders, the database and its rows are nbgrader's; its own commands go on from here. One
process, this one, writes. What is already graded and has not changed since is left alone.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import torch
from nbformat import NotebookNode
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.apps.baseapp import NbGrader
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import AssignLatePenalties
from nbgrader.utils import compute_checksum, determine_grade, is_grade, is_solution
from sqlalchemy import make_url
from sqlalchemy.exc import OperationalError

from grader.farm import Farm
from grader.judge import TIMEOUT
from grader.repair import MOST_BYTES, grade_id
from grader.worker import Graded, Task

ROOT = Path(__file__).resolve().parent.parent
VERDICTS = "verdicts.json"
"""The file beside an autograded notebook that holds every verdict, and what it was made from."""


class BatchError(Exception):
    """The batch can't start; the message says why and what to do."""


@dataclass(frozen=True)
class Course:
    """A course folder, as its ``nbgrader_config.py`` describes it."""

    app: NbGrader
    directory: CourseDirectory

    @classmethod
    def here(cls) -> Course:
        """Return the course of the present folder."""
        app = NbGrader()
        app.load_config_file()
        return cls(app, CourseDirectory(parent=app, config=app.config))

    @property
    def timeout(self) -> float:
        """Seconds one cell may take."""
        return float(self.app.config.Execute.get("timeout", TIMEOUT))

    def folder(self, step: str, student: str, assignment: str) -> Path:
        """Return the folder of one step, such as ``submitted``, for a student."""
        name = getattr(self.directory, f"{step}_directory")
        return Path(self.directory.format_path(name, student, assignment))

    def gradebook(self) -> Gradebook:
        """Open the gradebook.

        Raises:
            BatchError: there is none.
        """
        url = make_url(self.directory.db_url)
        if url.drivername.startswith("sqlite") and not Path(url.database or "").is_file():
            raise BatchError(f"no gradebook {url.database}; run: nbgrader generate_assignment")
        return Gradebook(self.directory.db_url, self.directory.course_id)

    def masters(self, assignment: str) -> dict[str, str]:
        """Return the text of each master notebook of an assignment, by name.

        Raises:
            BatchError: there is none, or the gradebook knows another version of it.
        """
        folder = self.folder("source", ".", assignment)
        masters = {path.stem: path.read_text("utf-8") for path in sorted(folder.glob("*.ipynb"))}
        if not masters:
            raise BatchError(f"no notebook in {folder}; is {assignment!r} the assignment's name?")
        again = f"run: nbgrader generate_assignment {assignment}"
        with self.gradebook() as gradebook:
            try:
                known = gradebook.find_assignment(assignment).notebooks
            except MissingEntry:
                raise BatchError(f"the gradebook knows no {assignment!r}; {again}") from None
            rows = {
                notebook.name: {cell.name: cell.max_score for cell in notebook.grade_cells}
                for notebook in known
            }
        points = {name: _points(nbformat.reads(text, 4)) for name, text in masters.items()}
        if points != rows:
            raise BatchError(f"{folder} has changed since the gradebook read it; {again} --force")
        return masters

    def students(self, assignment: str) -> list[str]:
        """Return the students who handed in the assignment."""
        pattern = self.folder("submitted", "*", assignment)
        depth = pattern.parts.index("*")
        found = Path(*pattern.parts[:depth]).glob(str(Path(*pattern.parts[depth:])))
        return sorted(path.parts[depth] for path in found if path.is_dir())


def _points(notebook: NotebookNode) -> dict[str, float]:
    return {
        grade_id(c): float(c.metadata.nbgrader["points"]) for c in notebook.cells if is_grade(c)
    }


# --- Reading what was handed in ------------------------------------------------------------------


def collect(folder: Path, masters: dict[str, str], timeout: float, bubble: bool) -> Task:
    """Read a student's folder; a link or a huge file is not opened, and the task says so."""
    files: dict[str, bytes] = {}
    refused: dict[str, str] = {}
    home = folder.parent.parent.resolve() / folder.parent.name / folder.name
    for path in sorted(folder.rglob("*.ipynb")):
        if ".ipynb_checkpoints" in path.parts:
            continue
        try:
            handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except OSError:
            refused[path.stem] = "the file is a link, or can't be opened; hand in the file itself"
            continue
        with os.fdopen(handle, "rb") as file:
            if not path.is_file() or not path.resolve().is_relative_to(home):
                refused[path.stem] = "this is not a file of the submission's folder"
            else:
                files[path.stem] = file.read(MOST_BYTES + 1)
    return Task(masters, files, refused, timeout, bubble)


def fingerprint(task: Task) -> str:
    """Return a hash of everything that the verdicts depend on."""
    digest = hashlib.sha256(repr(task).encode())
    for folder in ("grader", "lossutil"):
        for path in sorted((ROOT / folder).glob("*.py")):
            digest.update(path.read_bytes())
    digest.update(f"{sys.version} {torch.__version__}".encode())
    return digest.hexdigest()


def is_graded(destination: Path, mark: str) -> bool:
    """Whether these very verdicts lie in the folder, unchanged."""
    try:
        record = json.loads((destination / VERDICTS).read_text("utf-8"))
        return record["made_from"] == mark and all(
            hashlib.sha256((destination / f"{name}.ipynb").read_bytes()).hexdigest()
            == entry["hash"]
            for name, entry in record["notebooks"].items()
        )
    except (OSError, ValueError, KeyError):
        return False


# --- Writing -------------------------------------------------------------------------------------


def store(
    course: Course,
    gradebook: Gradebook,
    assignment: str,
    student: str,
    results: dict[str, Graded],
    mark: str,
) -> float:
    """Write one submission's verdicts: notebooks, then the gradebook, then the mark; its score.

    A run that is cut off in between leaves no mark, and the next run does it again.
    """
    source = course.folder("submitted", student, assignment)
    destination = course.folder("autograded", student, assignment)
    destination.mkdir(parents=True, exist_ok=True)
    (destination / VERDICTS).unlink(missing_ok=True)
    for name, graded in results.items():
        _replace(destination / f"{name}.ipynb", graded.notebook)
    if (source / "timestamp.txt").is_file():
        shutil.copyfile(source / "timestamp.txt", destination / "timestamp.txt")
    score = _into_gradebook(course, gradebook, assignment, student, results, source)
    record = {
        "made_from": mark,
        "notebooks": {
            name: {
                "hash": hashlib.sha256(graded.notebook.encode()).hexdigest(),
                "notes": graded.notes,
                "verdicts": graded.verdicts,
            }
            for name, graded in results.items()
        },
    }
    _replace(destination / VERDICTS, json.dumps(record, indent=1, ensure_ascii=False))
    return score


def _replace(path: Path, text: str) -> None:
    """Write a file as a whole or not at all."""
    handle, partial = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(partial, 0o644)
        os.replace(partial, path)
    except BaseException:
        os.unlink(partial)
        raise


def _into_gradebook(
    course: Course,
    gradebook: Gradebook,
    assignment: str,
    student: str,
    results: dict[str, Graded],
    source: Path,
) -> float:
    timestamp = course.directory.get_existing_timestamp(str(source))
    gradebook.update_or_create_student(student)
    when = {"timestamp": timestamp} if timestamp else {}
    submission = gradebook.update_or_create_submission(assignment, student, **when)
    for rows in submission.notebooks:
        cells = {
            grade_id(cell): cell for cell in nbformat.reads(results[rows.name].notebook, 4).cells
        }
        for grade in rows.grades:
            cell = cells.get(grade.name)
            # A cell that is graded by hand has no points yet; one that is missing gets none.
            grade.auto_score = 0.0 if cell is None else determine_grade(cell)[0]
            by_hand = grade.manual_score is not None or grade.auto_score is None
            grade.needs_manual_grade = by_hand
        for comment in rows.comments:
            cell = cells.get(comment.name)
            answered = (
                cell is not None
                and is_solution(cell)
                and _checksum(cell) != (compute_checksum(cell))
            )
            comment.auto_comment = None if answered else "No response."
        rows.late_submission_penalty = None
    gradebook.db.commit()
    if submission.total_seconds_late > 0:
        for name in results:
            place = {"notebook": name, "assignment": assignment, "student": student}
            place["db_url"] = course.directory.db_url
            AssignLatePenalties(parent=course.app).preprocess(
                nbformat.v4.new_notebook(), {"nbgrader": place}
            )
    return sum(v["points"] for graded in results.values() for v in graded.verdicts)


def _checksum(cell: NotebookNode) -> str:
    return str(cell.metadata.nbgrader.get("checksum", ""))


# --- The batch -----------------------------------------------------------------------------------


@dataclass
class Summary:
    """What a batch did."""

    graded: int = 0
    unchanged: int = 0
    failed: int = 0
    seconds: float = 0.0


def autograde(
    course: Course,
    assignment: str,
    farm: Farm,
    students: Iterable[str] | None = None,
    *,
    force: bool = False,
    bubble: bool = True,
    report: Callable[[str], object] = print,
    progress: Callable[[Iterator[Any], int], Iterable[Any]] = lambda todo, total: todo,
) -> Summary:
    """Grade every submission of an assignment that is new or has changed.

    Args:
        course: the course folder.
        assignment: its name.
        farm: where notebooks are judged.
        students: whom to grade; everybody who handed in by default.
        force: grade again what has not changed, too.
        bubble: False leaves the sandbox out.
        report: gets a line for each submission that is no ordinary one.
        progress: wraps the results as they come in, and how many there will be.

    Raises:
        BatchError: there is nothing to grade, or nothing to grade it against.
        SandboxError: a worker has no sandbox.
    """
    start = time.monotonic()
    masters = course.masters(assignment)
    present = course.students(assignment)
    missing = sorted(set(students or ()) - set(present))
    if missing or not present:
        who = ", ".join(missing) or "anybody"
        folder = course.folder("submitted", "<student>", assignment)
        raise BatchError(f"nothing handed in by {who}: looked for {folder}")
    summary = Summary()
    todo: dict[str, str] = {}
    for student in students or present:
        task = collect(
            course.folder("submitted", student, assignment), masters, course.timeout, bubble
        )
        mark = fingerprint(task)
        if not force and is_graded(course.folder("autograded", student, assignment), mark):
            summary.unchanged += 1
        else:
            todo[student] = mark

    if not todo:
        return summary

    def tasks() -> Iterator[tuple[str, Task]]:
        for student in todo:  # read once more: a class does not fit into memory
            folder = course.folder("submitted", student, assignment)
            yield student, collect(folder, masters, course.timeout, bubble)

    with course.gradebook() as gradebook:
        for student, results in progress(farm.grade(tasks()), len(todo)):
            try:
                patiently(
                    functools.partial(
                        store, course, gradebook, assignment, student, results, todo[student]
                    ),
                    gradebook.db.rollback,
                )
            except (OSError, OperationalError) as error:
                gradebook.db.rollback()
                summary.failed += 1
                report(f"{student}: could not be stored: {str(error).splitlines()[0]}")
                continue
            summary.graded += 1
            for name, graded in results.items():
                for note in graded.notes:
                    report(f"{student}: {name}: {note}")
    summary.seconds = time.monotonic() - start
    return summary


def patiently(act: Callable[[], object], undo: Callable[[], object], tries: int = 5) -> None:
    """Do something that a locked database may refuse, waiting longer each time."""
    for attempt in range(tries):
        try:
            act()
            return
        except OperationalError:
            undo()
            if attempt == tries - 1:
                raise
            time.sleep(0.5 * 2**attempt)
