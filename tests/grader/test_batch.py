"""A whole course graded by ``python -m grader autograde``: complete, repeatable, hard to break."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
import psutil
import pytest

from grader import GraderError
from grader.course import batch
from grader.course.batch import VERDICTS, Course, Summary, autograde
from grader.submission.grading import crashed
from grader.submission.task import Results, Task
from grader.workers.pool import grade_all
from grader.workers.worker import Worker
from tools import attacks
from tools.attacks import ASSIGNMENT, NOTEBOOK, POSSIBLE, RIGHT, TESTS, WRONG
from tools.gradebooks import COMMENTS, GRADES, Bar, nbgrader, rows

PARTLY = WRONG | {"double": RIGHT["double"]}
HANDED_IN: dict[str, tuple[dict[str, bytes], float]] = {
    "right": ({NOTEBOOK: attacks._bytes(attacks.notebook(RIGHT))}, POSSIBLE),
    "wrong": ({NOTEBOOK: attacks._bytes(attacks.notebook(WRONG))}, 0),
    "partly": ({NOTEBOOK: attacks._bytes(attacks.notebook(PARTLY))}, TESTS["test_double"][1]),
    "renamed": ({"my losses": attacks._bytes(attacks.notebook(RIGHT))}, POSSIBLE),
    "empty": ({NOTEBOOK: b""}, 0),
    "nothing": ({}, 0),
    "twice": (
        {
            NOTEBOOK: attacks._bytes(attacks.notebook(PARTLY)),
            "copy": attacks._bytes(attacks.notebook(RIGHT)),
        },
        TESTS["test_double"][1],
    ),
}


def hand_in(folder: Path, student: str, files: dict[str, bytes]) -> Path:
    place = folder / "submitted" / student / ASSIGNMENT
    place.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (place / f"{name}.ipynb").write_bytes(data)
    return place


def scores(folder: Path) -> dict[str, float]:
    found: dict[str, float] = {}
    for student, _, auto, manual, _ in rows(folder):
        found[student] = found.get(student, 0) + (auto if manual is None else manual)
    return found


def set_limit(folder: Path, line: str) -> None:
    with (folder / "nbgrader_config.py").open("a") as file:
        file.write(f"{line}\n")


def command(folder: Path, *words: str, **options: Any) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", "grader", "autograde", ASSIGNMENT, *words]
    return subprocess.run(
        line, cwd=folder, capture_output=True, text=True, check=False, timeout=300, **options
    )


@pytest.fixture(scope="session")
def plain_course(tmp_path_factory: pytest.TempPathFactory, bubblewrap: str) -> Path:
    folder = attacks.course_folder(tmp_path_factory.mktemp("course"))
    for name, (files, _) in HANDED_IN.items():
        hand_in(folder, name, files)
    return folder


@pytest.fixture
def course(plain_course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "course"
    shutil.copytree(plain_course, folder, symlinks=True)
    monkeypatch.chdir(folder)
    return folder


class Here:
    """Grades in this process, like a pool without threads."""

    def __init__(self, worker: Worker) -> None:
        self.worker = worker
        self.seen: list[str] = []

    def grade(self, tasks: Iterable[tuple[str, Task]]) -> Results:
        for name, task in tasks:
            self.seen.append(name)
            yield name, self.worker.grade(task)


@pytest.fixture
def run(worker: Worker, course: Path) -> Callable[..., tuple[Summary, list[str], list[str]]]:
    """Return a function that grades the course: the summary, the lines reported, who was graded."""

    def go(students: list[str] = [], **options: Any) -> tuple[Summary, list[str], list[str]]:  # noqa: B006
        here, bars = Here(worker), []

        def bar(total: int) -> Bar:
            bars.append(Bar(total))
            return bars[0]

        summary = autograde(Course.here(ASSIGNMENT), here.grade, students, bar=bar, **options)
        assert bars[0].n == bars[0].total == len(here.seen)
        return summary, bars[0].lines, here.seen

    return go


@pytest.fixture(scope="session")
def undisturbed(plain_course: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course after one run of the real command, on two workers."""
    folder = tmp_path_factory.mktemp("undisturbed") / "course"
    shutil.copytree(plain_course, folder)
    done = command(folder, "--workers", "2")
    assert done.returncode == 0, done.stderr
    assert f"{len(HANDED_IN)} graded, 0 unchanged, 0 not stored" in done.stdout
    return folder


def test_every_submission_has_a_complete_row_and_its_points(undisturbed):
    assert scores(undisturbed) == {name: points for name, (_, points) in HANDED_IN.items()}
    per_student = dict.fromkeys(HANDED_IN, 0)
    for student, _, auto, manual, needs_hand in rows(undisturbed):
        per_student[student] += 1
        assert auto is not None
        assert manual is None
        assert not needs_hand
    assert set(per_student.values()) == {len(TESTS)}


def test_every_submission_has_its_verdicts_in_its_notebook(undisturbed):
    for name in HANDED_IN:
        folder = undisturbed / "autograded" / name / ASSIGNMENT
        record = json.loads((folder / VERDICTS).read_text())["notebooks"][NOTEBOOK]
        assert [verdict["name"] for verdict in record["verdicts"]] == list(TESTS)
        cells = nbformat.read(folder / f"{NOTEBOOK}.ipynb", 4).cells
        told = {c.metadata.nbgrader.grade_id: c for c in cells if "nbgrader" in c.metadata}
        for verdict in record["verdicts"]:
            outputs = [o for o in told[verdict["name"]].outputs if o.output_type == "error"]
            assert bool(outputs) == (verdict["outcome"] != "passed")
            if outputs:
                assert verdict["message"] in outputs[0].evalue


def test_nbgrader_reads_what_was_written_and_makes_feedback(undisturbed, tmp_path):
    folder = tmp_path / "course"
    shutil.copytree(undisturbed, folder)
    assert nbgrader(folder, "generate_feedback", ASSIGNMENT) == 0
    pages = {
        name: folder / "feedback" / name / ASSIGNMENT / f"{NOTEBOOK}.html" for name in HANDED_IN
    }
    assert all(page.is_file() for page in pages.values())
    assert "twice 3 is 6" in pages["wrong"].read_text("utf-8")
    assert "the file is empty" in pages["empty"].read_text("utf-8")
    assert nbgrader(folder, "export") == 0
    assert f"right,,,,{POSSIBLE:.1f}" in (folder / "grades.csv").read_text()


def test_stock_autograde_gives_the_same_rows(undisturbed, plain_course, tmp_path):
    folders = {"stock": plain_course, "ours": undisturbed}
    for name, folder in folders.items():
        folders[name] = tmp_path / name
        shutil.copytree(folder, folders[name])
        release = folder / "exercises" / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
        hand_in(folders[name], "untouched", {NOTEBOOK: release.read_bytes()})
    assert command(folders["ours"], "--student", "untouched").returncode == 0
    for student in ("right", "wrong", "partly", "untouched"):
        done = nbgrader(folders["stock"], "autograde", ASSIGNMENT, f"--student={student}")
        assert done == 0
    for query in (GRADES, COMMENTS):
        ours = {row[:2]: row for row in rows(folders["ours"], query)}
        stock = rows(folders["stock"], query)
        assert stock
        assert stock == [ours[row[:2]] for row in stock]
    said = {row[2] for row in stock if row[0] == "untouched"}
    assert said == {"No response."}


def test_an_unchanged_submission_is_not_graded_again(course, run):
    first, _, seen = run(["right", "wrong"])
    assert (first.graded, seen) == (2, ["right", "wrong"])
    again, _, seen = run(["right", "wrong"])
    assert (again.graded, again.unchanged, seen) == (0, 2, [])
    hand_in(course, "wrong", HANDED_IN["right"][0])
    _, _, seen = run(["right", "wrong"])
    assert seen == ["wrong"]
    assert scores(course)["wrong"] == POSSIBLE
    _, _, seen = run(["right"], force=True)
    assert seen == ["right"]
    graded = course / "autograded" / "right" / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
    graded.write_text(graded.read_text().replace("mse_loss", "mse_lost", 1))
    _, _, seen = run(["right"])
    assert seen == ["right"]


DAMAGED = ["", "[]", "7", '{"made_from": 7}', '{"made_from": %s, "notebooks": {"%s": 7}}']


@pytest.mark.parametrize("text", DAMAGED)
def test_a_damaged_record_is_none_and_the_notebook_is_graded(course, run, text):
    run(["right"])
    record = course / "autograded" / "right" / ASSIGNMENT / VERDICTS
    mark = json.dumps(json.loads(record.read_text())["made_from"])
    record.write_text(text % (mark, NOTEBOOK) if "%" in text else text)
    summary, _, _ = run(["right"])
    assert (summary.graded, summary.failed) == (1, 0)
    settle(run, "right")


def test_a_new_gradebook_is_filled_again(course, run, undisturbed):
    run()
    (course / "gradebook.db").unlink()
    assert nbgrader(course, "generate_assignment", ASSIGNMENT, "--force") == 0
    summary, _, seen = run()
    assert (summary.updated, summary.unchanged, seen) == (len(HANDED_IN), 0, [])
    same_as(undisturbed, course)


def test_oddities_are_reported_in_a_plain_sentence(course, run):
    link = course / "submitted" / "link" / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
    link.parent.mkdir(parents=True)
    link.symlink_to(course / "solutions" / ASSIGNMENT / f"{NOTEBOOK}.ipynb")
    folder_link = course / "submitted" / "folder_link"
    folder_link.mkdir()
    (folder_link / ASSIGNMENT).symlink_to(course / "submitted" / "right" / ASSIGNMENT)
    _, told, _ = run(["renamed", "empty", "nothing", "twice", "link", "folder_link"])
    assert scores(course)["link"] == 0
    assert scores(course)["folder_link"] == 0
    for words in (
        f"renamed: {NOTEBOOK}: the file was called my losses.ipynb",
        f"empty: {NOTEBOOK}: the file is empty",
        f"nothing: {NOTEBOOK}: no notebook {NOTEBOOK}.ipynb was handed in",
        f"link: {NOTEBOOK}: the file is a link, or can't be opened; hand in the file itself",
    ):
        assert words in told


def test_manual_points_are_kept_and_need_another_review(course, run):
    run(["wrong"])
    execute(course, "UPDATE grade SET manual_score = 0.5")
    run(["wrong"], force=True)
    assert {row[2:] for row in rows(course)} == {(0.0, 0.5, 1)}


# --- What a grade depends on ---------------------------------------------------------------------


def execute(folder: Path, *statements: str) -> None:
    """Edit the gradebook, and assert that rows were changed."""
    database = sqlite3.connect(folder / "gradebook.db")
    try:
        for statement in statements:
            assert database.execute(statement).rowcount > 0, statement
        database.commit()
    finally:
        database.close()


def settle(run: Callable[..., Any], student: str) -> None:
    """Run again, and assert that nothing is left to do."""
    summary, _, seen = run([student])
    assert (summary.updated, summary.unchanged, seen) == (0, 1, [])


def rewritten(run: Callable[..., Any], student: str) -> None:
    """Assert that the rows are written again without running a notebook."""
    summary, _, seen = run([student])
    assert (summary.graded, summary.updated, summary.unchanged, seen) == (0, 1, 0, [])
    settle(run, student)


def test_a_restored_gradebook_gets_the_newer_grades(course, run):
    run(["right"])
    hand_in(course, "partly", HANDED_IN["wrong"][0])
    run(["partly"])
    shutil.copyfile(course / "gradebook.db", course / "backup.db")
    hand_in(course, "partly", HANDED_IN["partly"][0])
    run(["partly"])
    after = rows(course)
    shutil.copyfile(course / "backup.db", course / "gradebook.db")
    assert rows(course) != after
    rewritten(run, "partly")
    assert rows(course) == after
    settle(run, "right")


EDITS = {
    "points": ["UPDATE grade SET auto_score = 500"],
    "no points": ["UPDATE grade SET auto_score = NULL, needs_manual_grade = 1"],
    "a comment": ["UPDATE comment SET auto_comment = 'No response.'"],
    "a penalty": ["UPDATE submitted_notebook SET late_submission_penalty = 1"],
    "a time": ["UPDATE submitted_assignment SET timestamp = '2026-01-01 00:00:00.000000'"],
    "a lost grade": ["DELETE FROM grade WHERE auto_score = 3"],
    "a lost comment": ["DELETE FROM comment"],
    "a lost notebook": [
        "DELETE FROM grade",
        "DELETE FROM comment",
        "DELETE FROM submitted_notebook",
    ],
    "a lost submission": [
        "DELETE FROM grade",
        "DELETE FROM comment",
        "DELETE FROM submitted_notebook",
        "DELETE FROM submitted_assignment",
    ],
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_an_edited_row_is_written_again(course, run, edit):
    handed_in_at(course, "right", "2026-01-02 00:00:00 UTC")
    run(["right"])
    before = [rows(course, query) for query in (GRADES, COMMENTS, TIMES)]
    execute(course, *edit)
    assert [rows(course, query) for query in (GRADES, COMMENTS, TIMES)] != before
    rewritten(run, "right")
    assert [rows(course, query) for query in (GRADES, COMMENTS, TIMES)] == before


def test_an_instructors_entries_are_kept_without_regrading(course, run):
    run(["partly"])
    typed = [
        "UPDATE grade SET manual_score = 0.5, extra_credit = 2, needs_manual_grade = 0",
        "UPDATE comment SET manual_comment = 'See me.'",
        "UPDATE submitted_notebook SET flagged = 1",
    ]
    execute(course, *typed)
    settle(run, "partly")
    execute(course, "UPDATE grade SET auto_score = 9 WHERE auto_score = 1")
    execute(course, "UPDATE comment SET auto_comment = 'edited'")
    rewritten(run, "partly")
    assert sorted(row[2] for row in rows(course)) == [0, 0, 0, 0, 1]
    assert set(rows(course, "SELECT manual_score, extra_credit FROM grade")) == {(0.5, 2)}
    said = rows(course, "SELECT manual_comment, auto_comment FROM comment")
    assert set(said) == {("See me.", None)}
    assert rows(course, "SELECT flagged FROM submitted_notebook") == [(1,)]
    # Only a cell whose points differ from those that a person reviewed needs another review.
    assert [row[1] for row in rows(course) if row[4]] == ["test_double"]


TIMES = "SELECT student_id, timestamp FROM submitted_assignment ORDER BY student_id"
LATE = """
from nbgrader.plugins import BasePlugin
class Late(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return {formula}
"""


def handed_in_at(folder: Path, student: str, when: str) -> None:
    (folder / "submitted" / student / ASSIGNMENT / "timestamp.txt").write_text(when)


def penalties(folder: Path) -> set[float | None]:
    return {row[3] for row in rows(folder, COMMENTS)}


def configure(folder: Path, *lines: str) -> None:
    with (folder / "nbgrader_config.py").open("a") as file:
        file.write("".join(f"{line}\n" for line in lines))


@pytest.fixture
def penalize(course: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Return a function that sets a formula for the late penalty, and a due date in the past."""
    monkeypatch.syspath_prepend(course)
    execute(course, "UPDATE assignment SET duedate = '2026-01-01 00:00:00.000000'")
    configure(course, "from late import Late", "c.AssignLatePenalties.plugin_class = Late")

    def change(formula: str) -> None:
        (course / "late.py").write_text(LATE.format(formula=formula))
        shutil.rmtree(course / "__pycache__", ignore_errors=True)
        sys.modules.pop("late", None)

    change("score / 2")
    return change


@pytest.mark.parametrize(
    ("formula", "penalty"),
    [
        ("score / 2", POSSIBLE / 2),
        ("__import__('numpy').float64(1.5)", 1.5),
        ("__import__('fractions').Fraction(3, 2)", 1.5),
        ("None", None),
    ],
)
def test_a_late_submission_gets_the_course_s_penalty(course, run, penalize, formula, penalty):
    penalize(formula)
    handed_in_at(course, "right", "2026-01-02 00:00:00 UTC")
    _, told, _ = run(["right"])
    assert penalties(course) == {penalty}
    assert told == []
    settle(run, "right")


@pytest.mark.parametrize(
    ("formula", "came", "penalty"),
    [
        ("-1", "-1.0", 0.0),
        ("score + 1", str(POSSIBLE + 1.0), float(POSSIBLE)),
        ("float('inf')", "inf", float(POSSIBLE)),
    ],
)
def test_a_penalty_out_of_range_is_clamped_and_named(course, run, penalize, formula, came, penalty):
    penalize(formula)
    handed_in_at(course, "right", "2026-01-02 00:00:00 UTC")
    _, told, _ = run(["right"])
    assert penalties(course) == {penalty}
    sentence = f"the late penalty {came} is out of range; {penalty} was deducted"
    assert told == [f"right: {NOTEBOOK}: {sentence}"]
    settle(run, "right")


@pytest.mark.parametrize("formula", ["float('nan')", "'3'", "[1]", "1j", "10**400"])
def test_a_penalty_that_is_no_number_affects_one_student(course, run, penalize, formula):
    for student in ("right", "partly"):
        handed_in_at(course, student, "2026-01-02 00:00:00 UTC")
    penalize(f"score / 5 if student_id == 'right' else {formula}")
    summary, told, _ = run(["partly", "right"])
    assert (summary.graded, summary.failed) == (1, 1)
    (line,) = told
    assert line.startswith("partly: could not be stored: the late-submission plugin returned ")
    assert line.endswith("; expected points or None")
    assert penalties(course) == {POSSIBLE / 5}


def test_the_same_notebook_handed_in_later_is_late(course, run, penalize):
    handed_in_at(course, "right", "2025-12-31 00:00:00 UTC")
    run(["right"])
    assert penalties(course) == {None}
    handed_in_at(course, "right", "2026-01-02 00:00:00 UTC")
    rewritten(run, "right")
    assert penalties(course) == {POSSIBLE / 2}
    assert rows(course, TIMES) == [("right", "2026-01-02 00:00:00.000000")]


@pytest.mark.parametrize("when", [None, "soon"])
def test_a_newer_submission_without_a_time_keeps_no_old_one(course, run, penalize, when):
    handed_in_at(course, "right", "2026-01-02 00:00:00 UTC")
    run(["right"])
    assert penalties(course) == {POSSIBLE / 2}
    stamp = course / "submitted" / "right" / ASSIGNMENT / "timestamp.txt"
    stamp.write_text(when) if when else stamp.unlink()
    run(["right"])
    assert rows(course, TIMES) == [("right", None)]
    assert penalties(course) == {None}
    settle(run, "right")


def test_a_penalty_that_fails_for_one_affects_no_other(course, run, penalize):
    for student in ("right", "partly"):
        handed_in_at(course, student, "2026-01-02 00:00:00 UTC")
    run(["right", "partly"])
    penalize("score / 5 if student_id == 'right' else 1 / 0")
    summary, told, _ = run(["partly", "right"])
    assert (summary.updated, summary.failed) == (1, 1)
    assert told == ["partly: could not be stored: ZeroDivisionError: division by zero"]
    assert POSSIBLE / 5 in penalties(course)


EXTENSIONS = {
    "for all": "UPDATE assignment SET duedate = '2026-01-03 00:00:00.000000'",
    "for one": "UPDATE submitted_assignment SET extension = '1970-01-03 00:00:00.000000'",
}


@pytest.mark.parametrize("extend", EXTENSIONS.values(), ids=EXTENSIONS)
def test_an_extended_due_date_removes_the_penalty(course, run, penalize, extend):
    handed_in_at(course, "right", "2026-01-02 00:00:00 UTC")
    run(["right"])
    assert penalties(course) == {POSSIBLE / 2}
    execute(course, extend)
    rewritten(run, "right")
    assert penalties(course) == {None}


def test_a_changed_penalty_is_applied(course, run, penalize):
    handed_in_at(course, "right", "2026-01-02 00:00:00 UTC")
    run(["right"])
    penalize("score / 5")
    rewritten(run, "right")
    assert penalties(course) == {POSSIBLE / 5}
    stock = "nbgrader.plugins.LateSubmissionPlugin"
    configure(course, f"c.AssignLatePenalties.plugin_class = {stock!r}")
    rewritten(run, "right")
    assert penalties(course) == {None}
    configure(course, "c.LateSubmissionPlugin.penalty_method = 'zero'")
    rewritten(run, "right")
    assert penalties(course) == {POSSIBLE}


def test_the_penalty_follows_points_given_by_hand(course, run, penalize):
    handed_in_at(course, "right", "2026-01-02 00:00:00 UTC")
    run(["right"])
    execute(course, "UPDATE grade SET manual_score = 0.1, needs_manual_grade = 0")
    rewritten(run, "right")
    assert list(penalties(course)) == pytest.approx([0.1 * len(TESTS) / 2])
    assert {row[2:] for row in rows(course)} == {(t[1], 0.1, 0) for t in TESTS.values()}


def test_rows_that_cannot_be_updated_are_named(course, run, monkeypatch):
    run(["right"])
    execute(course, "UPDATE grade SET auto_score = 500")

    def full(path: Path, text: str) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(batch, "_replace", full)
    set_limit(course, "c.Batch.tries = 1")
    summary, told, _ = run(["right"])
    assert (summary.failed, summary.updated) == (1, 0)
    assert any("could not be stored" in line for line in told)


# --- What lies beside the notebooks --------------------------------------------------------------


SECRET = {"timestamp.txt": b"2026-01-02 00:00:00 UTC\n", "submission_secret.txt": b"5ec4e7"}


def beside(folder: Path, student: str, files: dict[str, bytes]) -> None:
    for name, data in files.items():
        path = folder / "submitted" / student / ASSIGNMENT / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def copied(folder: Path, student: str) -> dict[str, bytes]:
    place = folder / "autograded" / student / ASSIGNMENT
    ours = {VERDICTS, f"{NOTEBOOK}.ipynb"}
    found = {str(path.relative_to(place)): path for path in place.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in found.items() if name not in ours}


def test_files_beside_a_notebook_are_copied_with_it(course, run):
    files = SECRET | {"data/one.csv": b"1,2", "Übung.png": b"\x89PNG"}
    beside(course, "right", files | {".hidden": b"", "x/.cache/y": b"", "more.IPYNB": b"{}"})
    _, told, _ = run(["right"])
    assert copied(course, "right") == files
    assert len(told) == 1
    assert "more.IPYNB was handed in and not graded" in told[0]
    settle(run, "right")


def test_a_missing_submission_secret_is_copied_again(course, run):
    beside(course, "right", SECRET)
    run(["right"])
    (course / "autograded" / "right" / ASSIGNMENT / "submission_secret.txt").unlink()
    rewritten(run, "right")
    assert copied(course, "right") == SECRET


def test_files_of_a_new_submission_replace_those_of_the_first(course, run):
    beside(course, "right", SECRET | {"old.txt": b"old", "data/a": b"a", "b": b"b"})
    run(["right"])
    for path in (course / "autograded").rglob("*.txt"):
        path.chmod(0o444)  # as stock nbgrader leaves them
    shutil.rmtree(course / "submitted" / "right")
    hand_in(course, "right", HANDED_IN["right"][0])
    newer = {name: data + b"0" for name, data in SECRET.items()} | {"data": b"file", "b/c": b"c"}
    newer["timestamp.txt"] = b"2026-02-02 00:00:00 UTC\n"
    beside(course, "right", newer)
    assert run(["right"])[0].graded == 1  # notebooks may read the files beside them
    assert copied(course, "right") == newer


def test_a_secret_that_is_not_handed_in_again_is_removed(course, run):
    beside(course, "right", SECRET)
    run(["right"])
    for name in SECRET:
        (course / "submitted" / "right" / ASSIGNMENT / name).unlink()
    rewritten(run, "right")
    assert copied(course, "right") == {}


def test_nothing_is_copied_through_a_linked_folder(course, run):
    beside(course, "right", SECRET)
    (course / "submitted" / "thief").mkdir()
    (course / "submitted" / "thief" / ASSIGNMENT).symlink_to(
        course / "submitted" / "right" / ASSIGNMENT
    )
    _, told, _ = run(["thief"])
    assert copied(course, "thief") == {}
    assert sum("was not copied: it is a link" in line for line in told) == len(SECRET) - 1
    assert any("timestamp.txt does not count" in line for line in told)


def test_harmful_files_are_left_out_and_named(course, run):
    configure(course, "c.CourseDirectory.max_file_size = 1", "c.CourseDirectory.max_dir_size = 2")
    files = SECRET | {"a": bytes(1000), "b": bytes(900), "c": bytes(900), "d": bytes(1001)}
    forged = {"verdicts.json": b"{}", "Verdicts.JSON": b"{}", f".{NOTEBOOK}.ipynb.partial/x": b""}
    beside(course, "right", files | forged | {"/".join(["long" * 20] * 4): b""})
    place = course / "submitted" / "right" / ASSIGNMENT
    (place / "link").symlink_to(course / "gradebook.db")
    (place / "links").symlink_to(course / "solutions")
    os.mkfifo(place / "pipe")
    Path(os.fsdecode(os.fsencode(place) + b"/\xff\x1b[31m")).symlink_to("/etc/passwd")
    _, told, _ = run(["right"])
    assert copied(course, "right") == {name: files[name] for name in (*SECRET, "a", "b")}
    told = [line for line in told if "was not copied" in line]
    reasons = "".join(sorted(told))
    for name in ("'c'", "'d'"):
        assert f"{name} was not copied: it is too large" in reasons
    for name in ("'link'", "'pipe'", r"'\udcff\x1b[31m'"):
        assert f"{name} was not copied: it is a link, or can't be read" in reasons
    assert "… was not copied: its name is too long" in reasons
    assert len(told) == 6
    assert scores(course)["right"] == POSSIBLE
    settle(run, "right")


@pytest.mark.parametrize(
    ("break_it", "complaint"),
    [
        (lambda c: shutil.rmtree(c / "solutions"), "no notebook in"),
        (lambda c: shutil.rmtree(c / "submitted"), "nothing handed in by anybody"),
        (lambda c: (c / "gradebook.db").unlink(), "run: nbgrader generate_assignment"),
    ],
    ids=["no master", "no submissions", "no gradebook"],
)
def test_a_batch_that_can_do_nothing_says_what_to_do(course, break_it, complaint):
    break_it(course)
    done = command(course)
    assert done.returncode == 2
    assert complaint in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_master_that_the_gradebook_does_not_know_is_named(course, run):
    path = course / "solutions" / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
    master = nbformat.read(path, 4)
    attacks._cell_of(master, "test_double").metadata.nbgrader["points"] = 5
    nbformat.write(master, path)
    with pytest.raises(GraderError, match="has changed since the gradebook read it"):
        run()


# --- Faults --------------------------------------------------------------------------------------


def same_as(undisturbed: Path, course: Path) -> None:
    for query in (GRADES, COMMENTS):
        assert rows(course, query) == rows(undisturbed, query)


def test_a_killed_run_is_resumed_by_the_next(course, undisturbed):
    line = [sys.executable, "-m", "grader", "autograde", ASSIGNMENT, "--workers", "2"]
    driver = subprocess.Popen(line, cwd=course, stderr=subprocess.DEVNULL, start_new_session=True)
    end = time.monotonic() + 120
    while not list(course.glob(f"autograded/*/*/{VERDICTS}")) and time.monotonic() < end:
        time.sleep(0.02)
    family = psutil.Process(driver.pid).children(recursive=True)
    driver.kill()
    assert driver.wait() == -signal.SIGKILL, "it had ended before"
    gone, alive = psutil.wait_procs(family, timeout=30)
    assert gone
    assert not alive, "processes outlive a killed driver"
    done_before = len(list(course.glob(f"autograded/*/*/{VERDICTS}")))
    done = command(course, "--workers", "2")
    assert done.returncode == 0, done.stderr
    assert f"{done_before} unchanged" in done.stdout
    same_as(undisturbed, course)


def test_a_killed_sandbox_or_judge_changes_no_result(course, worker, undisturbed, judges):
    killed: dict[str, list[int]] = {"sandboxes": [], "judges": []}

    def kill_a_judge() -> None:
        end = time.monotonic() + 60
        while not killed["judges"] and time.monotonic() < end:
            for judge in judges():
                judge.kill()
                judge.wait()
                killed["judges"].append(judge.pid)

    class Hunted(Here):
        def grade(self, tasks: Iterable[tuple[str, Task]]) -> Results:
            for number, (name, task) in enumerate(tasks):
                running = [s.process for s in self.worker.sandboxes.values() if s.process]
                if number % 2 and running[0].poll() is None:
                    running[0].kill()
                    killed["sandboxes"].append(running[0].pid)
                hunt = threading.Thread(target=kill_a_judge)
                if number == 2:
                    hunt.start()
                yield name, self.worker.grade(task)
                if number == 2:
                    hunt.join()

    summary = autograde(Course.here(ASSIGNMENT), Hunted(worker).grade)
    assert len(killed["sandboxes"]) == len(HANDED_IN) // 2
    assert killed["judges"]
    assert summary.graded == len(HANDED_IN)
    same_as(undisturbed, course)


def test_a_task_that_always_ends_its_judge_is_a_crash(worker, monkeypatch):
    monkeypatch.setattr(worker, "_in_a_fork", lambda task, sandbox: None)
    task = Task({NOTEBOOK: nbformat.writes(attacks.master())}, HANDED_IN["right"][0])
    graded = worker.grade(task)[NOTEBOOK]
    assert {v["outcome"] for v in graded.verdicts} == {"crash"}
    assert graded.verdicts == crashed(task, graded.notes[0])[NOTEBOOK].verdicts


@contextmanager
def locked(folder: Path, seconds: float) -> Iterator[None]:
    """Lock the gradebook for some seconds."""
    database = sqlite3.connect(folder / "gradebook.db", check_same_thread=False)
    database.execute("BEGIN EXCLUSIVE")
    timer = threading.Timer(seconds, database.rollback)
    timer.start()
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        sqlite3.connect(folder / "gradebook.db", timeout=0).execute("SELECT * FROM grade")
    yield
    timer.join()


def test_a_locked_gradebook_is_waited_for(course, run, undisturbed):
    with locked(course, 7):  # longer than SQLite's own timeout
        summary, _, _ = run()
    assert summary.failed == 0
    same_as(undisturbed, course)


def test_a_gradebook_that_stays_locked_is_named(course):
    set_limit(course, "c.Batch.tries = 1")
    with (
        locked(course, 7),
        pytest.raises(GraderError, match=r"cannot be opened: .*database is locked"),
    ):
        autograde(Course.here(ASSIGNMENT), grade_all)


def test_a_gradebook_locked_in_the_middle_of_a_run_is_waited_for(course, run, undisturbed):
    original = batch._into_gradebook

    def lock_first(*args: Any) -> tuple[batch.Rows, list[str]]:
        if not began:
            began.append(lock.enter_context(locked(course, 7)))
        return original(*args)

    began: list[None] = []
    with contextlib.ExitStack() as lock, pytest.MonkeyPatch.context() as patch:
        patch.setattr(batch, "_into_gradebook", lock_first)
        summary, told, _ = run()
    assert (summary.failed, summary.graded) == (0, len(HANDED_IN)), told
    same_as(undisturbed, course)


def test_a_full_disk_loses_nothing_and_the_next_run_completes(
    course, run, undisturbed, monkeypatch
):
    original = batch._replace
    writes = iter(range(1000))

    def full(path: Path, text: str) -> None:
        if 3 <= next(writes) < 8:
            raise OSError(errno.ENOSPC, "No space left on device")
        original(path, text)

    monkeypatch.setattr(batch, "_replace", full)
    summary, told, _ = run()
    assert summary.failed > 0
    assert summary.failed + summary.graded == len(HANDED_IN)
    assert sum("No space left on device" in line for line in told) == summary.failed
    monkeypatch.setattr(batch, "_replace", original)
    summary, _, _ = run()
    assert summary.failed == 0
    same_as(undisturbed, course)
    assert not list(course.rglob(".*.ipynb.*"))


FILL_AND_FREE = """
cp -r {course}/. . || exit 9
head -c $(($(df -B1 --output=avail . | tail -1) - {free})) /dev/zero > filler
{grade} > {out}/first 2>&1
echo $? >> {out}/first
find . -name '*.partial' > {out}/left
rm filler
{grade} > {out}/second 2>&1 && cp gradebook.db {out}
"""


@pytest.mark.parametrize("free", [0, 6_000, 40_000], ids=["no notebook", "no student", "no grades"])
def test_a_disk_that_is_really_full_loses_nothing(course, undisturbed, bubblewrap, tmp_path, free):
    small, out = tmp_path / "small", tmp_path / "out"
    small.mkdir()
    out.mkdir()
    grade = f"{sys.executable} -m grader autograde {ASSIGNMENT} --workers 1"
    script = FILL_AND_FREE.format(course=course, out=out, grade=grade, free=free)
    inside = [bubblewrap, "--dev-bind", "/", "/", "--size", "3000000", "--tmpfs", str(small)]
    line = [*inside, "--chdir", str(small), "sh", "-c", script]
    done = subprocess.run(line, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    first = (out / "first").read_text()
    assert re.search("No space left on device|disk is full", first), first
    assert "Traceback" not in first
    assert re.search(r"[1-7] not stored; .* s\n1\n$", first), first
    assert not (out / "left").read_text()
    assert "0 not stored" in (out / "second").read_text()
    same_as(undisturbed, out)


# --- Other machines and databases ----------------------------------------------------------------


def test_a_cluster_that_loses_a_worker_gives_the_same_rows(course, undisturbed, tmp_path):
    program = Path(sys.executable).parent / "dask"
    address = tmp_path / "scheduler.json"
    common = ["--scheduler-file", str(address)]
    quiet = {"stderr": subprocess.DEVNULL, "cwd": tmp_path, "start_new_session": True}
    lines = [
        [str(program), "scheduler", "--port", "0", "--no-dashboard", *common],
        *([str(program), "worker", "--nthreads", "1", "--no-dashboard", *common] for _ in range(2)),
    ]
    running = [subprocess.Popen(line, **quiet) for line in lines]
    try:
        end = time.monotonic() + 60
        while not address.exists() and time.monotonic() < end:
            time.sleep(0.1)
        scheduler = json.loads(address.read_text())["address"]

        def lose_one() -> None:
            while not list(course.glob(f"autograded/*/*/{VERDICTS}")):
                time.sleep(0.02)
            os.killpg(running[-1].pid, signal.SIGKILL)

        threading.Thread(target=lose_one, daemon=True).start()
        done = command(course, "--scheduler", scheduler, "--unencrypted")
        assert done.returncode == 0, done.stderr
        same_as(undisturbed, course)
        assert running[-1].wait(30) == -signal.SIGKILL
    finally:
        for process in running:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def test_a_pool_reports_a_missing_sandbox(course, monkeypatch):
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent))
    done = command(course, "--workers", "1")
    assert done.returncode == 2
    assert "bubblewrap was not found" in done.stderr


def test_the_command_line_loads_neither_torch_nor_nbgrader():
    load = "import sys, grader.__main__, grader.workers.pool"
    code = f"{load}; print({{'torch', 'nbgrader'}} & {{*sys.modules}})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_postgresql_holds_the_same_gradebook(course, undisturbed, postgresql):
    with (course / "nbgrader_config.py").open("a") as file:
        file.write(f"c.CourseDirectory.db_url = {postgresql!r}\n")
    assert nbgrader(course, "generate_assignment", ASSIGNMENT, "--force") == 0
    done = command(course, "--workers", "2")
    assert done.returncode == 0, done.stderr
    import psycopg

    with psycopg.connect(postgresql.replace("+psycopg", "")) as database:
        found = [(*row[:4], int(row[4])) for row in database.execute(GRADES).fetchall()]
    assert sorted(found) == sorted(rows(undisturbed))


@pytest.fixture
def postgresql(
    program: Callable[..., str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address of a database on a server that this test starts."""
    folders = "usr/lib/postgresql/*/bin"
    pg_ctl, initdb = (program("postgresql", x, folders=folders) for x in ("pg_ctl", "initdb"))
    place = Path(tempfile.mkdtemp(prefix="lbh-"))  # socket paths must be short
    account: dict[str, Any] = {"stdout": subprocess.DEVNULL, "check": True, "cwd": "/"}
    if os.getuid() == 0:  # the server refuses to run as root
        shutil.chown(place, "postgres")
        account["user"] = "postgres"
    data = place / "data"
    subprocess.run([initdb, "-D", data, "-A", "trust", "-U", "course", "-N"], **account)
    options = f"-k {place} -c listen_addresses="
    subprocess.run(
        [pg_ctl, "-D", data, "-o", options, "-w", "-l", place / "log", "start"], **account
    )
    try:
        yield f"postgresql+psycopg://course@/postgres?host={place}"
    finally:
        subprocess.run([pg_ctl, "-D", data, "-m", "immediate", "stop"], **account)
        shutil.rmtree(place)


def test_a_pool_is_not_started_when_there_is_nothing_to_do(undisturbed, tmp_path, monkeypatch):
    folder = tmp_path / "course"
    shutil.copytree(undisturbed, folder)
    monkeypatch.chdir(folder)
    monkeypatch.setattr("grader.workers.pool.ThreadPoolExecutor", None)
    assert autograde(Course.here(ASSIGNMENT), grade_all).unchanged == len(HANDED_IN)
    with pytest.raises(TypeError):  # with something to do, it is started
        autograde(Course.here(ASSIGNMENT), grade_all, force=True)
