"""Autograde a course: from ``submitted/`` into the gradebook and ``autograded/``.

The folders, the database and its rows are nbgrader's; its own commands go on from here. One
process, this one, writes. What is already graded and has not changed since is left alone.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
import stat
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar

import nbformat
from nbgrader.api import Gradebook, InvalidEntry, MissingEntry
from nbgrader.apps.baseapp import NbGrader
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import AssignLatePenalties
from nbgrader.utils import compute_checksum, is_task, parse_utc
from sqlalchemy import make_url
from sqlalchemy.exc import OperationalError
from tqdm import tqdm

from grader import GraderError
from grader.cells import auto_score, grade_id, points, with_checksums
from grader.task import ENDING, MOST_BYTES, MOST_READ, TIMEOUT, Graded, Results, Task
from grader.text import shown

ROOT = Path(__file__).resolve().parent.parent
VERDICTS = "verdicts.json"
"""The file beside an autograded notebook that holds every verdict, and what it was made from."""
TRIES = 5
"""So often a locked gradebook is asked before a submission is not stored."""
NOT_WRITTEN = (OperationalError, InvalidEntry)
"""What a locked or full database raises; nbgrader calls some of it an invalid entry."""
NO_NAME = "no gradebook can hold this name; rename the folder in submitted/ and grade again"
Anything = TypeVar("Anything")


def patiently(
    act: Callable[[], Anything], undo: Callable[[], object] = lambda: None, tries: int = TRIES
) -> Anything:
    """Do something that a locked database may refuse, waiting longer each time."""
    for attempt in range(tries - 1):
        try:
            return act()
        except NOT_WRITTEN:
            undo()
            time.sleep(0.5 * 2**attempt)
    return act()


@dataclass(frozen=True)
class Course:
    """One assignment of a course folder, as its ``nbgrader_config.py`` describes it."""

    app: NbGrader
    directory: CourseDirectory
    assignment: str

    @classmethod
    def here(cls, assignment: str) -> Course:
        """Return the assignment of the course in the present folder."""
        app = NbGrader()
        app.load_config_file()
        return cls(app, CourseDirectory(parent=app, config=app.config), assignment)

    @property
    def timeout(self) -> float:
        """Seconds one cell may take."""
        return float(self.app.config.Execute.get("timeout", TIMEOUT))

    def folder(self, step: str, student: str) -> Path:
        """Return the folder of one step, such as ``submitted``, for a student."""
        name = getattr(self.directory, f"{step}_directory")
        return Path(self.directory.format_path(name, student, self.assignment))

    def gradebook(self) -> Gradebook:
        """Open the gradebook.

        Raises:
            GraderError: there is none, or it stays locked.
        """
        address = self.directory.db_url
        url = make_url(address)
        if url.drivername.startswith("sqlite") and not Path(url.database or "").is_file():
            raise GraderError(f"no gradebook {url.database}; run: nbgrader generate_assignment")
        try:
            return patiently(lambda: Gradebook(address, self.directory.course_id))
        except NOT_WRITTEN as error:
            raise GraderError(f"the gradebook cannot be opened: {_line(error)}") from error

    def masters(self) -> dict[str, str]:
        """Return the text of each master notebook, by name.

        Raises:
            GraderError: there is none, or the gradebook knows another version of it.
        """
        folder = self.folder("source", ".")
        masters = {path.stem: nbformat.read(path, 4) for path in sorted(folder.glob("*.ipynb"))}
        if not masters:
            raise GraderError(f"no notebook in {folder}; is {self.assignment!r} its name?")
        again = f"run: nbgrader generate_assignment {self.assignment}"
        with self.gradebook() as gradebook:
            try:
                known = gradebook.find_assignment(self.assignment).notebooks
            except MissingEntry:
                words = f"the gradebook knows no {self.assignment!r}; {again}"
                raise GraderError(words) from None
            rows = {
                book.name: {
                    cell.name: cell.max_score for cell in (*book.grade_cells, *book.task_cells)
                }
                for book in known
            }
            released = {
                book.name: {cell.name: cell.checksum for cell in book.source_cells}
                for book in known
            }
        if {name: points(notebook) for name, notebook in masters.items()} != rows:
            raise GraderError(f"{folder} has changed since the gradebook read it; {again} --force")
        return {
            name: nbformat.writes(with_checksums(notebook, released[name]))
            for name, notebook in masters.items()
        }

    def chosen(self, students: Iterable[str]) -> list[str]:
        """Return these students, or everybody who handed in.

        Raises:
            GraderError: one of them, or nobody, handed in.
        """
        pattern = self.folder("submitted", "*")
        depth = pattern.parts.index("*")
        found = Path(*pattern.parts[:depth]).glob(str(Path(*pattern.parts[depth:])))
        present = {path.parts[depth] for path in found if os.path.isdir(path)}
        missing = sorted(set(students) - present)
        if missing or not present:
            who = ", ".join(map(shown, missing)) or "anybody"
            folder = self.folder("submitted", "<student>")
            raise GraderError(f"nothing handed in by {who}: looked for {folder}")
        return list(students) or sorted(present)


def _line(error: Exception) -> str:
    name = type(error).__name__
    first = next(iter(str(error).splitlines()), name)
    return first if isinstance(error, (OSError, *NOT_WRITTEN)) else f"{name}: {first}"


# --- Reading what was handed in ------------------------------------------------------------------


def collect(folder: Path, masters: dict[str, str], timeout: float, bubble: bool) -> Task:
    """Read a student's folder; a link or a huge file is not opened, and the task says so."""
    found: list[tuple[float, str, bytes]] = []
    refused: dict[str, str] = {}
    left = MOST_READ
    for path in _notebooks(folder, refused):
        name = shown(str(path.relative_to(folder)))
        try:
            age, data = _contents(path, folder, min(left, MOST_BYTES) + 1)
        except OSError as error:
            refused[name] = str(error)
            continue
        left -= len(data)
        if left < 0:
            refused[name] = f"the files together have more than {MOST_READ:,} bytes"
            break
        found.append((-age, name, data))
    _, complaint = handed_in_at(folder)
    files = {name: data for _, name, data in sorted(found)}
    return Task(masters, files, refused, timeout, bubble, (complaint,) if complaint else ())


def _notebooks(folder: Path, refused: dict[str, str]) -> Iterator[Path]:
    """Yield what is called like a notebook, the top folder first."""
    todo = [folder]
    for here in todo:  # grows on the way
        try:
            entries = sorted(os.scandir(here), key=lambda entry: entry.name)
        except OSError as error:
            if here != folder:
                refused[shown(str(here.relative_to(folder)))] = _words(error)
            continue
        for entry in entries:
            if ENDING.search(entry.name):
                yield Path(entry.path)
            if entry.is_dir(follow_symlinks=False) and entry.name != ".ipynb_checkpoints":
                todo.append(Path(entry.path))


def _contents(path: Path, folder: Path, most: int) -> tuple[float, bytes]:
    """Return when a file of the submission's folder was written, and its first bytes.

    Raises:
        OSError: it is no such file; the message says what to hand in.
    """
    home = folder.parent.parent.resolve() / folder.parent.name / folder.name
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        words = "the file is a link, or can't be opened; hand in the file itself"
        raise OSError(words) from None
    try:
        about = os.fstat(handle)
        if stat.S_ISDIR(about.st_mode):
            raise OSError("this is a folder; hand in the notebook itself")
        if not stat.S_ISREG(about.st_mode) or not path.resolve().is_relative_to(home):
            raise OSError("this is not a file of the submission's folder")
        try:
            with os.fdopen(handle, "rb", closefd=False) as file:
                return about.st_mtime, file.read(most)
        except OSError as error:
            raise OSError(f"the file can't be read: {_words(error)}") from None
    finally:
        os.close(handle)


def _words(error: OSError) -> str:
    return error.strerror or str(error)


def handed_in_at(folder: Path) -> tuple[datetime | None, str]:
    """Return the time of a submission in UTC, if there is one, and what is wrong with it, if so.

    nbgrader writes it into ``timestamp.txt``, other programs and people do so, too.
    """
    path = folder / "timestamp.txt"
    if not os.path.lexists(path):
        return None, ""
    try:
        data = _contents(path, folder, 1000)[1]
        text = data.decode("utf-8-sig").strip()
        return (parse_utc(text) if text else None), ""
    except OSError as error:
        why = str(error)
    except Exception:  # of Unicode, and whatever a parser of dates has
        why = f'it holds no time, but "{shown(data[:50].decode("utf-8", "backslashreplace"))}"'
    return None, f"timestamp.txt does not count, as if there were no time: {why}"


def fingerprint(task: Task) -> str:
    """Return a hash of everything that the verdicts depend on."""
    return _hash(repr((task, _grader())))


@functools.cache
def _grader() -> str:
    """Return a hash of what grades, and the versions that it runs on."""
    files = (path for folder in ("grader", "lossutil") for path in (ROOT / folder).glob("*.py"))
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(files)))
    return f"{digest.hexdigest()} {sys.version} {version('torch')}"


def is_graded(destination: Path, mark: str) -> bool:
    """Whether these very verdicts lie in the folder, unchanged."""
    try:
        record = json.loads((destination / VERDICTS).read_text("utf-8"))
        return record["made_from"] == mark and all(
            _hash((destination / f"{name}.ipynb").read_text("utf-8")) == entry["hash"]
            for name, entry in record["notebooks"].items()
        )
    except (OSError, ValueError, KeyError):
        return False


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


# --- Writing -------------------------------------------------------------------------------------


def store(
    course: Course, gradebook: Gradebook, student: str, results: dict[str, Graded], mark: str
) -> None:
    """Write one submission's verdicts: notebooks, then the gradebook, then the mark.

    A run that is cut off in between leaves no mark, and the next run does it again.
    """
    source = course.folder("submitted", student)
    destination = course.folder("autograded", student)
    destination.mkdir(parents=True, exist_ok=True)
    (destination / VERDICTS).unlink(missing_ok=True)
    for name, graded in results.items():
        _replace(destination / f"{name}.ipynb", graded.notebook)
    (destination / "timestamp.txt").unlink(missing_ok=True)
    if timestamp := handed_in_at(source)[0]:  # as nbgrader's next command can read it
        _replace(destination / "timestamp.txt", f"{timestamp} UTC\n")
    _into_gradebook(course, gradebook, student, results)
    notebooks = {
        name: {"hash": _hash(graded.notebook), "notes": graded.notes, "verdicts": graded.verdicts}
        for name, graded in results.items()
    }
    record = {"made_from": mark, "notebooks": notebooks}
    _replace(destination / VERDICTS, json.dumps(record, indent=1, ensure_ascii=False))


def _replace(path: Path, text: str) -> None:
    """Write a file as a whole or not at all."""
    partial = path.with_name(f".{path.name}.partial")
    try:
        partial.write_text(text, "utf-8")
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


def _into_gradebook(
    course: Course, gradebook: Gradebook, student: str, results: dict[str, Graded]
) -> None:
    timestamp, _ = handed_in_at(course.folder("submitted", student))
    gradebook.update_or_create_student(student)
    when = {"timestamp": timestamp} if timestamp else {}
    submission = gradebook.update_or_create_submission(course.assignment, student, **when)
    for rows in submission.notebooks:
        book = rows.notebook  # its cells all at once: each ``grade.name`` would be a query
        cells_of = [*book.grade_cells, *book.solution_cells, *book.task_cells]
        names = {cell.id: cell.name for cell in cells_of}
        released = {cell.name: cell.checksum for cell in book.source_cells}
        cells = {
            grade_id(cell): cell for cell in nbformat.reads(results[rows.name].notebook, 4).cells
        }
        for grade in rows.grades:
            cell = cells.get(names[grade.cell_id])
            # A cell that is graded by hand has no points yet; one that is missing gets none.
            grade.auto_score = auto_score(cell)
            by_hand = grade.manual_score is not None or grade.auto_score is None
            grade.needs_manual_grade = by_hand
        for comment in rows.comments:
            name = names[comment.cell_id]
            cell = cells.get(name)
            answered = cell and (is_task(cell) or compute_checksum(cell) != released.get(name))
            comment.auto_comment = None if answered else "No response."
        rows.late_submission_penalty = None
    gradebook.db.commit()
    if submission.total_seconds_late > 0:
        where = {"assignment": course.assignment, "student": student}
        for name in results:
            where |= {"notebook": name, "db_url": course.directory.db_url}
            AssignLatePenalties(parent=course.app).preprocess(
                nbformat.v4.new_notebook(), {"nbgrader": where}
            )


# --- The batch -----------------------------------------------------------------------------------


@dataclass
class Summary:
    """What a batch did."""

    graded: int = 0
    unchanged: int = 0
    failed: int = 0
    """Submissions without rows: the log says why."""
    given_up: int = 0
    """Submissions with rows of 0, because the grader could not finish; the next run tries again."""
    seconds: float = 0.0


def autograde(
    course: Course,
    grade: Callable[[Iterable[tuple[str, Task]]], Results],
    students: Iterable[str] = (),
    *,
    force: bool = False,
    bubble: bool = True,
    bar: Callable[..., tqdm[Any]] = tqdm,
) -> Summary:
    """Grade every submission of an assignment that is new or has changed.

    Args:
        course: the assignment.
        grade: judges submissions, such as ``farm.grade_all``.
        students: whom to grade; everybody who handed in by default.
        force: grade again what has not changed, too.
        bubble: False leaves the sandbox out.
        bar: makes what shows the progress to a total, and a line for whatever is not ordinary.

    Raises:
        GraderError: there is nothing to grade, or nothing to grade it against.
        SandboxError: a worker has no sandbox.
    """
    masters = course.masters()
    chosen = course.chosen(students)
    summary = Summary()
    marks: dict[str, str] = {}

    def changed() -> Iterator[tuple[str, Task]]:
        for student in chosen:
            if student.encode("utf-8", "ignore").decode() != student:  # a name that is not UTF-8
                summary.failed += 1
                progress.total -= 1
                progress.write(f"{shown(student)}: not graded: {NO_NAME}")
                continue
            folder = course.folder("submitted", student)
            task = collect(folder, masters, course.timeout, bubble)
            marks[student] = fingerprint(task)
            graded = course.folder("autograded", student)
            if force or student not in known or not is_graded(graded, marks[student]):
                yield student, task
            else:
                summary.unchanged += 1
                progress.total -= 1

    with (
        course.gradebook() as gradebook,
        bar(total=len(chosen)) as progress,
        closing(grade(changed())) as graded,
    ):
        known = {row.student_id for row in gradebook.assignment_submissions(course.assignment)}
        tries = TRIES
        for student, results in graded:
            given_up = any(result.given_up for result in results.values())
            mark = marks.pop(student)
            write = functools.partial(
                store, course, gradebook, student, results, "" if given_up else mark
            )
            try:
                patiently(write, gradebook.db.rollback, tries)
            except Exception as error:  # whatever it is, the others go on
                gradebook.db.rollback()
                if isinstance(error, (OSError, *NOT_WRITTEN)):
                    tries = 1  # a disk that is full for one is full for the next
                summary.failed += 1
                progress.write(f"{shown(student)}: could not be stored: {_line(error)}")
            else:
                tries = TRIES
                summary.given_up += given_up
                summary.graded += not given_up
                for name, result in results.items():
                    for note in result.notes:
                        progress.write(f"{shown(student)}: {name}: {note}")
            progress.update()
        summary.seconds = progress.format_dict["elapsed"]
    return summary
