"""Autograde a course: read ``submitted/``, write the gradebook and ``autograded/``.

The folders, the database and its rows are nbgrader's, so that its own commands work on them
afterwards. Only this process writes. Submissions that have not changed since they were graded are
skipped.
"""

from __future__ import annotations

import functools
import glob
import hashlib
import importlib.util
import json
import math
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, TypeVar

import dateutil.parser
import nbformat
from nbformat import v4
from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    InvalidEntry,
    MissingEntry,
    Notebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.apps.baseapp import NbGrader
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import AssignLatePenalties
from nbgrader.utils import compute_checksum, is_task, parse_utc
from sqlalchemy import make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import load_only
from tqdm import tqdm

from grader import GraderError
from grader.course import access
from grader.guard import Needs, needs_of
from grader.limits import Limits
from grader.sandbox import HERE
from grader.submission import beside, companions, plain
from grader.submission.cells import auto_score, grade_id, points, with_checksums
from grader.submission.task import ENDING, Graded, Results, Task
from grader.text import shown

VERDICTS = "verdicts.json"
"""The file beside an autograded notebook that holds every verdict, and what it was made from."""
NOT_WRITTEN = (OperationalError, InvalidEntry)
"""What a locked or full database raises; nbgrader calls some of it an invalid entry."""
NO_NAME = "nbgrader can't work with this name; rename the folder in submitted/ and grade again"
NO_FOLDER = "{path} is no folder; make a folder of that name and put the notebook into it"
MISPLACED = "{path} is not graded; if it is handed in for this assignment, move it to {right}"
NO_ASSIGNMENT = (
    "{path} is not graded, and its folder is named after no assignment; if it is handed in for "
    "this one, move it to {right}"
)
A_PATTERN = (
    "nbgrader's other commands take * ? [ in a name for a pattern, and find no files or those of "
    "others; rename the folder in submitted/ and grade again"
)
Anything = TypeVar("Anything")


def patiently(
    act: Callable[[], Anything], tries: int, undo: Callable[[], object] = lambda: None
) -> Anything:
    """Retry an operation while the database is locked, and wait longer each time.

    Args:
        act: the operation.
        tries: how often to try it; the last error is raised.
        undo: called after each failure.

    Returns:
        The result of the operation.
    """
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
    limits: Limits = Limits()

    @classmethod
    def here(cls, assignment: str, given: Iterable[str] = ()) -> Course:
        """Return the assignment of the course in the present folder.

        Args:
            assignment: its name.
            given: limits that override those of ``nbgrader_config.py``: see ``Limits.of``.

        Raises:
            GraderError: a limit is not known, or out of its range.
        """
        app = NbGrader()
        app.load_config_file()
        directory = CourseDirectory(parent=app, config=app.config)
        return cls(app, directory, assignment, Limits.of(app.config, given))

    def penalty(self, student: str, score: float, late: float) -> tuple[float | None, str]:
        """Return the points that the course deducts from a notebook ``late`` by so many seconds.

        Args:
            student: the student's ID.
            score: points before the deduction.
            late: seconds after the due date.

        Returns:
            Points from 0 to ``score``, None without a penalty; and a sentence if the course's
            plugin returned points outside that range.

        Raises:
            GraderError: the plugin returned no number.
        """
        if late <= 0:
            return None, ""
        return deducted(self._late_plugin.late_submission_penalty(student, score, late), score)

    @functools.cached_property
    def _late_plugin(self) -> Any:
        penalties = AssignLatePenalties(parent=self.app)
        penalties.init_plugin()
        return penalties.plugin_inst

    @property
    def refuse_suspicion(self) -> bool:
        """Whether suspicious answers, which may hide what they compute, get no points.

        Raises:
            GraderError: ``c.ByHand.suspicion`` has another value than "flag" and "refuse".
        """
        chosen = self.app.config.ByHand.get("suspicion", "flag")
        if chosen not in ("flag", "refuse"):
            raise GraderError(f'c.ByHand.suspicion is {chosen!r}; expected "flag" or "refuse"')
        return bool(chosen == "refuse")

    def folder(self, step: str, student: str) -> Path:
        """Return the folder of one step, such as ``submitted``, for a student.

        Args:
            step: the step, a folder of the course.
            student: the student's ID.
        """
        name = getattr(self.directory, f"{step}_directory")
        return Path(self.directory.format_path(name, student, self.assignment))

    def companions(self, student: str) -> tuple[dict[str, bytes], list[str]]:
        """Return the files handed in beside the notebooks, and a sentence on each that is left out.

        The time is written in a form that nbgrader's next command can read.
        """
        limits, folder = self.limits, self.folder("submitted", student)
        files, left_out = companions.read(
            folder,
            [*self.directory.ignore, VERDICTS, "timestamp.txt"],
            limits.bytes_of("max_file_size"),
            limits.bytes_of("max_dir_size"),
            limits.path,
        )
        if timestamp := handed_in_at(folder, limits.timestamp)[0]:
            files["timestamp.txt"] = f"{timestamp} UTC\n".encode()
        return files, left_out

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
            return patiently(
                lambda: Gradebook(address, self.directory.course_id), self.limits.tries
            )
        except NOT_WRITTEN as error:
            raise GraderError(f"the gradebook cannot be opened: {_line(error)}") from error

    def warning(self) -> str | None:
        """Return a warning of what other accounts of this computer can read or change here."""
        root = Path(self.directory.root)
        url = make_url(self.directory.db_url)
        database = url.drivername.startswith("sqlite") and url.database
        private = [*([Path(database)] if database else []), self.folder("source", ".")]
        everybody = self.folder("submitted", "*")
        above = Path(*everybody.parts[: everybody.parts.index("*")])
        submitted = [above, *self._submissions().values()]
        shared = self.directory.groupshared
        read = [path for path in private if access.can_read(path, shared)]
        written = [path for path in submitted if access.can_write(path, shared)]
        return access.warning(root, read, written)

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
        """Return these students, by default everybody who handed in.

        Raises:
            GraderError: one of them, or nobody, handed in.
        """
        present = self._submissions().keys()
        missing = sorted(set(students) - present)
        if missing or not present:
            who = ", ".join(map(shown, missing)) or "anybody"
            folder = self.folder("submitted", "<student>")
            words = [f"nothing handed in by {who}: looked for {folder}", *self.misplaced(missing)]
            raise GraderError("\n".join(words))
        return list(students) or sorted(present)

    def _submissions(self) -> dict[str, Path]:
        """Return what each student handed in: a folder, or by mistake something else."""
        pattern = self.folder("submitted", "*")
        depth = pattern.parts.index("*")
        found = Path(*pattern.parts[:depth]).glob(str(Path(*pattern.parts[depth:])))
        return {path.parts[depth]: path for path in found}

    def misplaced(self, students: Iterable[str] = ()) -> list[str]:
        """Return a sentence on each notebook that lies above its place in ``submitted``.

        Notebooks of a folder that is named after no assignment are among them.

        Args:
            students: whose notebooks; everybody's, and nobody's, by default.
        """
        pattern = self.folder("submitted", "*")
        depth = pattern.parts.index("*")
        top, below = Path(*pattern.parts[:depth]), pattern.parts[depth:]
        found = [
            (folder, MISPLACED)
            for level in range(len(below))
            for folder in _folders(top, below[:level])
        ]
        if below[-1] == self.assignment:
            known = {path.name for path in self.folder("source", ".").parent.iterdir()}
            beside = _folders(top, (*below[:-1], "*"))
            found += [(folder, NO_ASSIGNMENT) for folder in beside if folder.name not in known]
        who = set(students)
        sentences = []
        for folder, words in found:
            owner = folder.parts[depth] if len(folder.parts) > depth else "<student>"
            if owner in who or not who:
                right = self._shown(self.folder("submitted", owner))
                paths = map(self._shown, _notebooks_in(folder))
                sentences += [words.format(path=path, right=right) for path in paths]
        return sentences

    def _shown(self, path: Path) -> str:
        return shown(os.path.relpath(path, self.directory.root))

    def not_gradable(self, student: str) -> str | None:
        """Return why nothing of a student's can be graded, or None if it can.

        Args:
            student: the student's ID.
        """
        # nbgrader keeps names as UTF-8, and ends where it finds a line break in one.
        if student.encode("utf-8", "ignore").decode() != student or "\n" in student:
            return NO_NAME
        folder = self.folder("submitted", student)
        if not os.path.isdir(folder):
            return NO_FOLDER.format(path=self._shown(folder))
        return None


def _folders(top: Path, below: tuple[str, ...]) -> list[Path]:
    """Return the folders below one that match a pattern's parts, without hidden ones and links."""
    if not below:
        return [top] if top.is_dir() else []
    found = top.glob("/".join(below))
    return sorted(p for p in found if p.is_dir() and not p.is_symlink() and p.name[0] != ".")


def _notebooks_in(folder: Path) -> list[Path]:
    """Return the files of a folder, without its subfolders, that have a notebook's name."""
    try:
        found = [path for path in folder.iterdir() if ENDING.search(path.name)]
    except OSError:
        return []
    return sorted(path for path in found if path.name[0] != "." and not path.is_dir())


def deducted(penalty: Any, score: float) -> tuple[float | None, str]:
    """Return a penalty within its range, and a sentence if it was outside.

    Args:
        penalty: what a late-submission plugin returned; None for no penalty.
        score: points before the deduction.

    Raises:
        GraderError: it is no number. The database would store nan as no penalty.

    >>> deducted(2, 10), deducted(None, 10)
    ((2.0, ''), (None, ''))
    >>> deducted(12, 10)
    (10.0, 'the late penalty 12.0 is out of range; 10.0 was deducted')
    """
    if penalty is None:
        return None, ""
    try:
        points = math.nan if isinstance(penalty, (str, bytes)) else float(penalty)
    except (TypeError, ValueError, OverflowError):
        points = math.nan
    if math.isnan(points):
        came = shown(repr(penalty)[:50])
        raise GraderError(f"the late-submission plugin returned {came}; expected points or None")
    kept = min(max(points, 0.0), float(score))
    changed = f"the late penalty {points} is out of range; {kept} was deducted"
    return kept, changed if kept != points else ""


def _line(error: Exception) -> str:
    name = type(error).__name__
    first = next(iter(str(error).splitlines()), name)
    plain = isinstance(error, (GraderError, OSError, *NOT_WRITTEN))
    return first if plain else f"{name}: {first}"


# --- Reading what was handed in ------------------------------------------------------------------


def collect(folder: Path, masters: dict[str, str], limits: Limits, bubble: bool) -> Task:
    """Read a student's folder; links and oversized files are not opened but named in the task.

    Args:
        folder: the student's folder of the assignment.
        masters: the text of each master, by name.
        limits: what may be read, and what the notebooks may use.
        bubble: False runs student code without the sandbox.
    """
    found: list[tuple[float, str, bytes]] = []
    refused: dict[str, str] = {}
    left = limits.notebooks
    for path in _notebooks(folder, refused):
        name = shown(str(path.relative_to(folder)))
        try:
            age, data = _contents(path, folder, min(left, limits.notebook) + 1)
        except OSError as error:
            refused[name] = str(error)
            continue
        left -= len(data)
        if left < 0:
            refused[name] = f"the files together have more than {limits.notebooks:,} bytes"
            break
        found.append((-age, name, data))
    _, complaint = handed_in_at(folder, limits.timestamp)
    files = {name: data for _, name, data in sorted(found)}
    notes = (complaint,) if complaint else ()
    return Task(masters, files, refused, limits, bubble, notes=notes)


def _notebooks(folder: Path, refused: dict[str, str]) -> Iterator[Path]:
    """Yield the files that have a notebook's name, those of the top folder first."""
    todo = [folder]
    for here in todo:  # grows in the loop
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
    try:
        data, about = plain.read(path, plain.home_of(folder), most)
    except plain.NotOpened:
        words = "the file is a link, or can't be opened; hand in the file itself"
        raise OSError(words) from None
    except plain.Folder:
        raise IsADirectoryError("this is a folder; hand in the notebook itself") from None
    except plain.NotPlain:
        raise OSError("this is not a file of the submission's folder") from None
    except OSError as error:
        raise OSError(f"the file can't be read: {_words(error)}") from None
    return about.st_mtime, data


def _words(error: OSError) -> str:
    return error.strerror or str(error)


def handed_in_at(folder: Path, most: int = Limits.timestamp) -> tuple[datetime | None, str]:
    """Return the time of a submission in UTC, if there is one, and what is wrong with it, if so.

    nbgrader writes it into ``timestamp.txt``; other programs and people may have written the file.

    Args:
        folder: the submission.
        most: bytes of ``timestamp.txt`` to read.
    """
    path = folder / "timestamp.txt"
    if not os.path.lexists(path):
        return None, ""
    try:
        data = _contents(path, folder, most)[1]
        text = data.decode("utf-8-sig").strip()
        found = parse_utc(text) if text else None
        if found is None or _names_a_day(text):
            return found, ""
        why = f'it names no day, but holds "{shown(text[:50])}"'
    except IsADirectoryError:
        why = "it is a folder"
    except OSError as error:
        why = str(error)
    except Exception:  # Unicode errors, and any error of the date parser
        why = f'it holds no time, but "{shown(data[:50].decode("utf-8", "backslashreplace"))}"'
    return None, f"timestamp.txt does not count, as if there were no time: {why}"


def _names_a_day(text: str) -> bool:
    """Whether a text that ``parse_utc`` reads has a year, a month and a day.

    The parser takes what is missing from the day on which it runs.

    >>> _names_a_day("2026-01-02 03:04:05 UTC"), _names_a_day("03:04"), _names_a_day("2 Jan")
    (True, False, False)
    """
    parts = text.split(" ")
    if len(parts) == 3:  # parse_utc takes the last one for the time zone
        text = " ".join([*parts[:2], "UTC"])
    defaults = datetime(2000, 1, 1), datetime(2001, 2, 2)
    found = {dateutil.parser.parse(text, default=day, ignoretz=True).date() for day in defaults}
    return len(found) == 1


def fingerprint(task: Task) -> str:
    """Return a hash of everything that the verdicts depend on."""
    return _hash(repr((task, _grader(needs_of(tuple(task.masters.values()))))))


@functools.cache
def _grader(needs: Needs) -> str:
    """Return a hash of the code that grades and guards, and of the versions of what it uses."""
    guard = needs.guard.partition(".")[0]
    spec = importlib.util.find_spec(guard) if guard else None
    folders = [str(HERE), *((spec and spec.submodule_search_locations) or [])]
    files = (path for folder in folders for path in Path(folder).rglob("*.py"))
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(files)))
    return f"{digest.hexdigest()} {sys.version} {list(map(_version, sorted(needs.packages)))}"


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def recorded(destination: Path, mark: str) -> dict[str, Any] | None:
    """Return the record of these verdicts, if the folder holds them unchanged.

    Args:
        destination: the submission's folder in ``autograded/``.
        mark: the fingerprint that the record must have.
    """
    try:
        record: dict[str, Any] = json.loads((destination / VERDICTS).read_text("utf-8"))
        whole = {"made_from", "copied", "time"} <= record.keys()
        same = record["made_from"] == mark and all(
            {"notes", "verdicts", "scores", "comments"} <= entry.keys()
            and _hash((destination / f"{name}.ipynb").read_text("utf-8")) == entry["hash"]
            for name, entry in record["notebooks"].items()
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):  # missing, or damaged
        return None
    return record if whole and same else None


def results_of(destination: Path, record: dict[str, Any]) -> dict[str, Graded]:
    """Return the stored results, from a folder that ``recorded`` has accepted.

    Args:
        destination: the submission's folder in ``autograded/``.
        record: its record.
    """
    return {
        name: Graded(
            (destination / f"{name}.ipynb").read_text("utf-8"), entry["notes"], entry["verdicts"]
        )
        for name, entry in record["notebooks"].items()
    }


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


# --- The rows ------------------------------------------------------------------------------------


@dataclass
class Rows:
    """What the gradebook holds of one submission, by notebook and by cell."""

    time: str
    late: float
    scores: dict[str, dict[str, float | None]] = field(default_factory=dict)
    """The points that the grader gave."""
    totals: dict[str, float] = field(default_factory=dict)
    """The points that count, with the manual points and extra credit."""
    comments: dict[str, dict[str, str | None]] = field(default_factory=dict)
    """The grader's comment, without what a person wrote."""
    penalties: dict[str, float | None] = field(default_factory=dict)


def rows_of(gradebook: Gradebook, assignment: str) -> dict[str, Rows]:
    """Return the rows of every submission of an assignment, by student.

    Args:
        gradebook: where to read.
        assignment: the assignment's name.
    """

    def query(*columns: Any) -> Any:
        # Join the tables by columns: each object of nbgrader's would cost a query.
        return (
            gradebook.db.query(SubmittedAssignment.student_id, Notebook.name, *columns)
            .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
            .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
            .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
            .filter(Assignment.name == assignment)
        )

    submissions = gradebook.db.query(SubmittedAssignment).options(
        load_only(
            SubmittedAssignment.student_id,
            SubmittedAssignment.assignment_id,
            SubmittedAssignment.timestamp,
            SubmittedAssignment.extension,
        )
    )
    found = {
        row.student_id: Rows(str(row.timestamp), row.total_seconds_late)
        for row in submissions.join(Assignment).filter(Assignment.name == assignment)
    }
    for student, notebook, penalty in query(SubmittedNotebook.late_submission_penalty):
        rows = found[student]
        rows.penalties[notebook] = penalty
        rows.scores[notebook], rows.comments[notebook], rows.totals[notebook] = {}, {}, 0.0
    grades = (
        query(BaseCell.name, Grade.auto_score, Grade.score)
        .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
        .join(BaseCell, BaseCell.id == Grade.cell_id)
    )
    for student, notebook, cell, given, counts in grades:
        found[student].scores[notebook][cell] = given
        found[student].totals[notebook] += counts
    comments = (
        query(BaseCell.name, Comment.auto_comment)
        .join(Comment, Comment.notebook_id == SubmittedNotebook.id)
        .join(BaseCell, BaseCell.id == Comment.cell_id)
    )
    for student, notebook, cell, said in comments:
        found[student].comments[notebook][cell] = said
    return found


def is_written(course: Course, student: str, record: dict[str, Any], rows: Rows | None) -> bool:
    """Whether folder and gradebook hold what follows from these verdicts now.

    The rows also depend on the time of the submission, its due date, the course's penalty and the
    manual points. Manual points are read and never changed.

    Args:
        course: the assignment.
        student: the student's ID.
        record: the record of the verdicts.
        rows: what the gradebook holds; None if it has no submission.
    """
    files, _ = course.companions(student)
    if rows is None or record["copied"] != companions.digest(files):
        return False
    notebooks = record["notebooks"]
    return (
        companions.are_in(course.folder("autograded", student), files)
        and record["time"] == rows.time
        and {name: entry["scores"] for name, entry in notebooks.items()} == rows.scores
        and {name: entry["comments"] for name, entry in notebooks.items()} == rows.comments
        and all(
            _is_penalty(course, student, rows.totals[name], rows.late, penalty)
            for name, penalty in rows.penalties.items()
        )
    )


def _is_penalty(
    course: Course, student: str, score: float, late: float, penalty: float | None
) -> bool:
    """Whether a penalty is the course's; False if its plugin fails, as it does again on writing."""
    try:
        return _is_same(course.penalty(student, score, late)[0], penalty)
    except Exception:  # the plugin is the course's own code
        return False


def _is_same(one: float | None, other: float | None) -> bool:
    """Compare two penalties up to rounding: the database may add points in another order."""
    return one == other or (one is not None and other is not None and math.isclose(one, other))


# --- Writing -------------------------------------------------------------------------------------


def store(
    course: Course,
    gradebook: Gradebook,
    student: str,
    results: dict[str, Graded],
    mark: str,
    books: dict[str, Book],
    *,
    anew: bool = True,
) -> list[str]:
    """Write one submission's verdicts: notebooks, then the gradebook, then the fingerprint.

    A run that is interrupted leaves no fingerprint, and the next run grades the submission again.

    Args:
        course: the assignment.
        gradebook: where to.
        student: whose submission.
        results: the verdicts, by notebook.
        mark: what they were made from.
        books: the assignment, as ``books_of`` returns it.
        anew: whether the notebooks have just been graded; False updates the rows of older verdicts.

    Returns:
        A sentence on each file that was handed in and is not copied, and on each late penalty out
        of range.
    """
    destination = course.folder("autograded", student)
    destination.mkdir(parents=True, exist_ok=True)
    (destination / VERDICTS).unlink(missing_ok=True)
    for name, graded in results.items():
        _replace(destination / f"{name}.ipynb", graded.notebook)
    files, left_out = course.companions(student)
    companions.write(files, destination)
    rows, corrected = _into_gradebook(course, gradebook, student, results, anew, books)
    notebooks = {
        name: {
            "hash": _hash(graded.notebook),
            "notes": graded.notes,
            "verdicts": graded.verdicts,
            "scores": rows.scores[name],
            "comments": rows.comments[name],
        }
        for name, graded in results.items()
    }
    record = {
        "made_from": mark,
        "copied": companions.digest(files),
        "time": rows.time,
        "notebooks": notebooks,
    }
    _replace(destination / VERDICTS, json.dumps(record, indent=1, ensure_ascii=False))
    return left_out + corrected


def _replace(path: Path, text: str) -> None:
    """Write a file atomically."""
    partial = path.with_name(f".{path.name}.partial")
    try:
        partial.write_text(text, "utf-8")
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


def _into_gradebook(
    course: Course,
    gradebook: Gradebook,
    student: str,
    results: dict[str, Graded],
    anew: bool,
    books: dict[str, Book],
) -> tuple[Rows, list[str]]:
    """Write the rows in one transaction; return them, and a sentence on each odd penalty."""
    timestamp, _ = handed_in_at(course.folder("submitted", student), course.limits.timestamp)
    submission = _submission(gradebook, course.assignment, student)
    submission.timestamp = timestamp
    _complete(submission, books)
    written = Rows(str(submission.timestamp), submission.total_seconds_late)
    for rows in submission.notebooks:
        book = books[rows.notebook_id]
        graded = results[book.name]
        # This grader has written the notebook, so it need not be validated again.
        cells = {grade_id(cell): cell for cell in v4.reads(graded.notebook).cells}
        points = {verdict["name"]: verdict["points"] for verdict in graded.verdicts}
        suspected = {verdict["name"] for verdict in graded.verdicts if verdict.get("suspicion")}
        for grade in rows.grades:
            name = book.cells[grade.cell_id]
            # A cell that is graded by hand has no points yet; one that is missing gets none.
            found = points[name] if name in points else auto_score(cells.get(name))
            before, grade.auto_score = grade.auto_score, found
            if anew or found != before:
                by_hand = grade.manual_score is not None or found is None
                grade.needs_manual_grade = by_hand or name in suspected
        for comment in rows.comments:
            name = book.cells[comment.cell_id]
            cell = cells.get(name)
            changed = cell and compute_checksum(cell) != book.released.get(name)
            answered = cell and (is_task(cell) or changed)
            comment.auto_comment = None if answered else "No response."
        written.scores[book.name] = {book.cells[g.cell_id]: g.auto_score for g in rows.grades}
        written.comments[book.name] = {book.cells[c.cell_id]: c.auto_comment for c in rows.comments}
    gradebook.db.flush()
    corrected = []
    for rows in submission.notebooks:
        rows.late_submission_penalty = None
        if written.late > 0:
            gradebook.db.refresh(rows, ["score"])
            penalty, sentence = course.penalty(student, rows.score, written.late)
            rows.late_submission_penalty = penalty
            if sentence:
                corrected.append(f"{books[rows.notebook_id].name}: {sentence}")
    gradebook.db.commit()
    return written, corrected


@dataclass(frozen=True)
class Book:
    """What the gradebook holds of one notebook of an assignment, the same for all students."""

    name: str
    cells: dict[str, str]
    """The name of each cell, by its number in the database."""
    released: dict[str, str | None]
    """The checksum of each released cell, by its name."""
    graded: frozenset[str]
    """Numbers of the cells that get a grade."""
    commented: frozenset[str]
    """Numbers of the cells that get a comment."""


def books_of(gradebook: Gradebook, assignment: str) -> dict[str, Book]:
    """Return the notebooks of an assignment by their number in the database.

    Args:
        gradebook: where to read.
        assignment: the assignment's name.
    """
    return {
        book.id: Book(
            book.name,
            {c.id: c.name for c in (*book.grade_cells, *book.solution_cells, *book.task_cells)},
            {cell.name: cell.checksum for cell in book.source_cells},
            frozenset(cell.id for cell in (*book.grade_cells, *book.task_cells)),
            frozenset(cell.id for cell in (*book.solution_cells, *book.task_cells)),
        )
        for book in gradebook.find_assignment(assignment).notebooks
    }


def _submission(gradebook: Gradebook, assignment: str, student: str) -> SubmittedAssignment:
    """Return a student's submission, and create it if there is none.

    nbgrader's own functions commit three times, and each commit waits for the disk.
    """
    try:
        return gradebook.find_submission(assignment, student)
    except MissingEntry:
        person = gradebook.db.get(Student, student) or Student(id=student)
        found = SubmittedAssignment(
            assignment_id=gradebook.find_assignment(assignment).id, student=person
        )
        gradebook.db.add(found)
        gradebook.db.flush()
        return found


def _complete(submission: SubmittedAssignment, books: dict[str, Book]) -> None:
    """Add the rows that nbgrader creates with a submission and that are missing."""
    there = {rows.notebook_id: rows for rows in submission.notebooks}
    for number, book in books.items():
        if number not in there:
            there[number] = SubmittedNotebook(notebook_id=number)
            submission.notebooks.append(there[number])
        rows = there[number]
        graded = {grade.cell_id for grade in rows.grades}
        commented = {comment.cell_id for comment in rows.comments}
        rows.grades.extend(Grade(cell_id=cell) for cell in book.graded - graded)
        rows.comments.extend(Comment(cell_id=cell) for cell in book.commented - commented)


# --- The batch -----------------------------------------------------------------------------------


@dataclass
class Summary:
    """What a batch did."""

    graded: int = 0
    updated: int = 0
    unchanged: int = 0
    failed: int = 0
    """Submissions without rows; the log says why."""
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

    If the verdicts still hold and only the rows are out of date, because the time, the due date or
    the gradebook has changed, no notebook is run: the rows are written again.

    Args:
        course: the assignment.
        grade: grades submissions, such as ``pool.grade_all``.
        students: whom to grade; everybody who handed in by default.
        force: also grade submissions that have not changed.
        bubble: False runs student code without the sandbox.
        bar: makes a progress bar for a total; its lines report whatever needs attention.

    Returns:
        How many submissions were graded, unchanged, updated, not stored and given up.

    Raises:
        GraderError: there is nothing to grade, or nothing to grade it against.
        SandboxError: a worker has no sandbox.
    """
    masters = course.masters()
    chosen = course.chosen(students)
    summary = Summary()
    marks: dict[str, str] = {}
    tries = course.limits.tries

    def stored(student: str, results: dict[str, Graded], mark: str, *, anew: bool) -> bool:
        nonlocal tries
        write = functools.partial(
            store, course, gradebook, student, results, mark, books, anew=anew
        )
        try:
            left_out = patiently(write, tries, gradebook.db.rollback)
        except Exception as error:  # any error affects this student only
            gradebook.db.rollback()
            if isinstance(error, (OSError, *NOT_WRITTEN)):
                tries = 1  # a full disk fails for the next student, too
            summary.failed += 1
            progress.write(f"{shown(student)}: could not be stored: {_line(error)}")
            return False
        tries = course.limits.tries
        for sentence in left_out:
            progress.write(f"{shown(student)}: {sentence}")
        return True

    def changed() -> Iterator[tuple[str, Task]]:
        for student in chosen:
            if why := course.not_gradable(student):
                summary.failed += 1
                progress.total -= 1
                progress.write(f"{shown(student)}: not graded: {why}")
                continue
            if glob.escape(student) != student:
                progress.write(f"{shown(student)}: {A_PATTERN}")
            folder = course.folder("submitted", student)
            task = collect(folder, masters, course.limits, bubble)
            files, left_out = beside.companions(folder, course.limits.beside)
            task = replace(
                task,
                companions=files,
                left_out=left_out,
                refuse_suspicion=course.refuse_suspicion,
            )
            mark = fingerprint(task)
            graded = course.folder("autograded", student)
            record = None if force else recorded(graded, mark)
            if record is None:
                marks[student] = mark
                yield student, task
                continue
            progress.total -= 1
            if is_written(course, student, record, known.get(student)):
                summary.unchanged += 1
            elif stored(student, results_of(graded, record), mark, anew=False):
                summary.updated += 1

    with (
        course.gradebook() as gradebook,
        bar(total=len(chosen)) as progress,
        closing(grade(changed())) as graded,
    ):
        for sentence in course.misplaced(students):
            progress.write(sentence)
        known = rows_of(gradebook, course.assignment)
        books = books_of(gradebook, course.assignment)
        for student, results in graded:
            given_up = any(result.given_up for result in results.values())
            mark = marks.pop(student)
            if stored(student, results, "" if given_up else mark, anew=True):
                summary.given_up += given_up
                summary.graded += not given_up
                for name, result in results.items():
                    for note in result.notes:
                        progress.write(f"{shown(student)}: {name}: {note}")
            progress.update()
        summary.seconds = progress.format_dict["elapsed"]
    return summary
