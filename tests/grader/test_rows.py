"""A problem of one submission leads to one complete row, and all others are graded."""

from __future__ import annotations

import copy
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import nbformat
import psutil
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from grader import GraderError
from grader.course import batch
from grader.course.batch import Course, Summary, autograde, handed_in_at
from grader.course.masters import probably_needed
from grader.guard import Needs, needs
from grader.sandbox import Sandbox, SandboxError, SandboxKilled
from grader.submission import judge, repair
from grader.submission.grading import grade
from grader.submission.task import Results, Task
from grader.text import valid
from grader.workers.worker import Preloaded, Worker
from tools import attacks
from tools.attacks import ASSIGNMENT, NOTEBOOK, POSSIBLE, RIGHT, TESTS
from tools.gradebooks import COMMENTS, GRADES, Bar, nbgrader, rows

FILE = f"{NOTEBOOK}.ipynb"
ANSWER = attacks._bytes(attacks.notebook(RIGHT))
PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ"
    "AAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def scores(folder: Path) -> dict[str, float]:
    """Return each student's points; every row must be complete."""
    found: dict[str, list[float]] = {}
    for student, _, auto, _, _ in rows(folder):
        found.setdefault(student, []).append(auto)
    assert all(len(points) == len(TESTS) for points in found.values())
    return {student: sum(points) for student, points in found.items()}


def hand_in(folder: Path, student: str, data: bytes = ANSWER, name: str | bytes = FILE) -> Path:
    place = folder / "submitted" / student / ASSIGNMENT
    place.mkdir(parents=True, exist_ok=True)
    with open(os.path.join(os.fsencode(place), os.fsencode(name)), "wb") as file:
        file.write(data)
    return place


def with_cell(source: str) -> bytes:
    notebook = attacks.notebook(RIGHT)
    attacks._before(notebook, source)
    return attacks._bytes(notebook)


def stamped(stamp: bytes) -> Callable[[Path], None]:
    def make(course: Path) -> None:
        (hand_in(course, "odd") / "timestamp.txt").write_bytes(stamp)

    return make


def handed_in(data: bytes = ANSWER, name: str | bytes = FILE) -> Callable[[Path], None]:
    def make(course: Path) -> None:
        hand_in(course, "odd", data, name)

    return make


def a_folder_like_a_notebook(course: Path) -> None:
    (hand_in(course, "odd") / "x.ipynb").mkdir()


def a_time_behind_a_link(course: Path) -> None:
    (course / "elsewhere").write_text("2026-01-02 00:00:00 UTC")
    (hand_in(course, "odd") / "timestamp.txt").symlink_to(course / "elsewhere")


def a_folder_like_a_time(course: Path) -> None:
    (hand_in(course, "odd") / "timestamp.txt").mkdir()


def a_time_without_an_end(course: Path) -> None:
    os.mkfifo(hand_in(course, "odd") / "timestamp.txt")


DISPLAY = with_cell("display({'text/plain': chr(0xd800)}, raw=True)")
NO_TIME = "timestamp.txt does not count, as if there were no time"
# The files that are handed in, and the messages about them.
TROUBLE: dict[str, tuple[Callable[[Path], None], str]] = {
    "surrogate in output": (handed_in(with_cell("print(chr(0xd800))")), ""),
    "surrogate displayed": (handed_in(DISPLAY), ""),
    "surrogate in source": (handed_in(with_cell("x = '\ud800'")), ""),
    "surrogate in an exception": (handed_in(with_cell("raise ValueError(chr(0xd800))")), ""),
    "an exception that can't be shown": (
        handed_in(with_cell("class E(Exception):\n    def __str__(self): raise self\nraise E")), ""
    ),
    "a null character in source": (handed_in(with_cell("x = 1\0")), ""),
    "a folder called x.ipynb": (a_folder_like_a_notebook, "x.ipynb was handed in and not graded"),
    "a time without a day": (stamped(b"18:30:00 UTC"), f'{NO_TIME}: it names no day, but'),
    "a time without a year": (stamped(b"2 Jan"), f"{NO_TIME}: it names no day"),
    "a time of a weekday": (stamped(b"Monday 18:30"), f"{NO_TIME}: it names no day"),
    "a time in words": (stamped(b"yesterday evening"), f'{NO_TIME}: it holds no time, but "yest'),
    "a time of year 12026": (stamped(b"12026-01-02 00:00:00 UTC"), f"{NO_TIME}: it holds no time"),
    "a time not in UTF-8": (stamped(b"\xff\xfe2\x00"), f"{NO_TIME}: it holds no time"),
    "a time out of range": (stamped(b"0001-01-01 00:00:00 +1400"), f"{NO_TIME}: it holds no time"),
    "a time behind a link": (a_time_behind_a_link, f"{NO_TIME}: the file is a link"),
    "a folder like a time": (a_folder_like_a_time, f"{NO_TIME}: it is a folder"),
    "a time in a pipe": (a_time_without_an_end, f"{NO_TIME}: this is not a file"),
    "a time with a BOM": (stamped(b"\xef\xbb\xbf2026-01-02 00:00:00 UTC"), ""),
    "a file name not in UTF-8": (handed_in(name=b"m\xe9.ipynb"), r"the file was called m\xe9"),
    "a file name of two lines": (handed_in(name="a\nb.ipynb"), r"the file was called a\nb.ipynb"),
}  # fmt: skip


@pytest.fixture(scope="module")
def plain_course(tmp_path_factory: pytest.TempPathFactory, bubblewrap: str) -> Path:
    folder = attacks.course_folder(tmp_path_factory.mktemp("course"))
    shutil.rmtree(folder / "submitted")
    for student in ("first", "zuletzt"):
        hand_in(folder, student)
    return folder


@pytest.fixture
def course(plain_course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "course"
    shutil.copytree(plain_course, folder)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def run(worker: Worker, course: Path) -> Callable[..., tuple[Summary, list[str]]]:
    """Return a function that grades the course in this process: the summary, the lines told."""

    def go(**options: Any) -> tuple[Summary, list[str]]:
        bars: list[Bar] = []

        def bar(total: int) -> Bar:
            bars.append(Bar(total))
            return bars[0]

        def judges(tasks: Iterable[tuple[str, Task]]) -> Results:
            for name, task in tasks:
                yield name, worker.grade(task)

        summary = autograde(Course.here(ASSIGNMENT), judges, bar=bar, **options)
        assert bars[0].n == bars[0].total
        return summary, bars[0].lines

    return go


def command(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", "grader", "autograde", ASSIGNMENT, *words]
    return subprocess.run(
        line, cwd=folder, capture_output=True, text=True, timeout=300, check=False
    )


@pytest.mark.parametrize(("make", "said"), TROUBLE.values(), ids=TROUBLE)
def test_a_malformed_submission_changes_no_other_row(course, run, make, said):
    make(course)
    summary, told = run()
    assert (summary.graded, summary.failed, summary.given_up) == (3, 0, 0), told
    assert scores(course) == dict.fromkeys(("first", "odd", "zuletzt"), POSSIBLE)
    assert [line for line in told if line.startswith(f"odd: {NOTEBOOK}: {said}")] == told
    assert len(told) == bool(said)
    top = nbformat.read(course / "autograded" / "odd" / ASSIGNMENT / FILE, 4).cells[0].source
    assert not said or said.replace("\\", "") in top.replace("\\", "")


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["losses.zip"], "losses.zip"),
        ([f"{n}.py" for n in range(7)], "0.py, 1.py, 2.py, 3.py, 4.py and 2 more"),
        (["a\nb.pdf"], r"a\nb.pdf"),
    ],
)
def test_files_in_place_of_a_notebook_are_named(course, run, names, said):
    for name in names:
        hand_in(course, "odd", b"", name)
    told = run()[1]
    sentence = f"no notebook {FILE} was handed in; handed in instead: {said}"
    assert told == [f"odd: {NOTEBOOK}: {sentence}"]
    assert scores(course)["odd"] == 0


def test_all_malformed_submissions_are_graded_by_the_commands(course):
    for student, (make, _) in enumerate(TROUBLE.values()):
        make(course)
        (course / "submitted" / "odd").rename(course / "submitted" / f"odd{student}")
    done = command(course, "--workers", "2")
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert f"{len(TROUBLE) + 2} graded, 0 unchanged, 0 not stored; " in done.stdout.splitlines()[-1]
    assert set(scores(course).values()) == {POSSIBLE}
    for _ in range(2):  # the second run compares the times of both folders
        assert nbgrader(course, "generate_feedback", ASSIGNMENT) == 0
        assert (
            len(list(course.glob(f"feedback/*/{ASSIGNMENT}/{NOTEBOOK}.html"))) == len(TROUBLE) + 2
        )


def test_a_student_id_that_is_not_utf_8_is_named_and_counted(course):
    os.makedirs(os.fsencode(course / "submitted") + b"/m\xe9/" + ASSIGNMENT.encode())
    done = command(course, "--workers", "1")
    assert done.returncode == 1
    assert r"m\xe9: not graded: nbgrader can't work with this name" in done.stdout
    assert done.stdout.splitlines()[-1].startswith("2 graded, 0 unchanged, 1 not stored; ")
    assert "Traceback" not in done.stderr
    assert scores(course) == dict.fromkeys(("first", "zuletzt"), POSSIBLE)


def test_a_student_id_of_two_lines_costs_nobody_the_feedback(course, run):
    hand_in(course, "o\ndd")
    summary, told = run()
    assert (summary.graded, summary.failed) == (2, 1)
    assert told == [rf"o\ndd: not graded: {batch.NO_NAME}"]
    assert scores(course) == dict.fromkeys(("first", "zuletzt"), POSSIBLE)
    assert nbgrader(course, "generate_feedback", ASSIGNMENT) == 0
    assert len(list(course.glob(f"feedback/*/{ASSIGNMENT}/{NOTEBOOK}.html"))) == 2


@pytest.mark.parametrize("name", ["Jane Doe [DE]", "o*d", "odd?"])
def test_a_student_id_that_is_a_pattern_is_graded_and_named(course, run, name):
    hand_in(course, name)
    summary, told = run()
    assert (summary.graded, scores(course)[name]) == (3, POSSIBLE)
    assert told == [f"{name}: {batch.A_PATTERN}"]


def a_file(place: Path) -> None:
    place.write_bytes(ANSWER)


def a_link_to_a_file(place: Path) -> None:
    place.symlink_to(place.parents[1] / "first" / ASSIGNMENT / FILE)


@pytest.mark.parametrize("make", [a_file, a_link_to_a_file])
def test_a_file_in_place_of_the_folder_is_named_and_counted(course, run, make):
    place = course / "submitted" / "odd" / ASSIGNMENT
    place.parent.mkdir()
    make(place)
    summary, told = run()
    assert (summary.graded, summary.failed) == (2, 1)
    sentence = batch.NO_FOLDER.format(path=f"submitted/odd/{ASSIGNMENT}")
    assert told == [f"odd: not graded: {sentence}"]


MOVED = {
    FILE: batch.MISPLACED.format(path="{path}", right=f"submitted/<student>/{ASSIGNMENT}"),
    "x.ipynb.txt": batch.MISPLACED.format(path="{path}", right=f"submitted/<student>/{ASSIGNMENT}"),
    f"first/{FILE}": batch.MISPLACED.format(path="{path}", right=f"submitted/first/{ASSIGNMENT}"),
    f"new/{FILE}": batch.MISPLACED.format(path="{path}", right=f"submitted/new/{ASSIGNMENT}"),
    f"new/Losses/{FILE}": batch.NO_ASSIGNMENT.format(
        path="{path}", right=f"submitted/new/{ASSIGNMENT}"
    ),
}


@pytest.mark.parametrize(("place", "said"), MOVED.items(), ids=MOVED)
def test_a_notebook_in_the_wrong_folder_is_named(course, run, place, said):
    path = course / "submitted" / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(ANSWER)
    summary, told = run()
    assert (summary.graded, summary.failed) == (2, 0)
    assert told == [said.format(path=f"submitted/{place}")]
    if place == f"new/{FILE}":  # nobody's but this student's are named
        path.with_name("first").mkdir()
        assert Course.here(ASSIGNMENT).misplaced(["first"]) == []
        assert Course.here(ASSIGNMENT).misplaced(["new"]) == told


def test_files_that_belong_where_they_lie_are_not_named(course, run):
    other = course / "solutions" / "another" / FILE
    other.parent.mkdir()
    other.write_bytes(ANSWER)
    for place in ("first/another", "first/.ipynb_checkpoints"):
        (course / "submitted" / place).mkdir()
        (course / "submitted" / place / FILE).write_bytes(ANSWER)
    (course / "submitted" / "grades.csv").write_text("first,1")
    assert run()[1] == []


def test_a_class_of_misplaced_notebooks_is_told_where_they_go(course):
    place = course / "submitted" / "first"
    (place / ASSIGNMENT / FILE).rename(place / FILE)
    shutil.rmtree(place / ASSIGNMENT)
    shutil.rmtree(course / "submitted" / "zuletzt")
    done = command(course)
    assert done.returncode == 2
    assert "nothing handed in by anybody" in done.stderr
    assert f"move it to submitted/first/{ASSIGNMENT}" in done.stderr


def test_output_that_the_terminal_cannot_show_is_escaped(course):
    hand_in(course, "odd", name="Łódź.ipynb")
    line = [sys.executable, "-m", "grader", "autograde", ASSIGNMENT, "--workers", "1"]
    environment = os.environ | {"PYTHONIOENCODING": "ascii"}
    done = subprocess.run(
        line, cwd=course, capture_output=True, text=True, check=False, env=environment, timeout=300
    )
    assert done.returncode == 0, done.stderr
    assert r"the file was called \u0141\xf3d\u017a.ipynb" in done.stdout


def test_an_error_of_the_gradebook_affects_one_student(course, run, monkeypatch):
    hand_in(course, "odd")
    original = batch._into_gradebook

    def trip(course: Course, gradebook: Any, student: str, *rest: Any) -> Any:
        if student == "odd":
            raise ZeroDivisionError
        return original(course, gradebook, student, *rest)

    monkeypatch.setattr(batch, "_into_gradebook", trip)
    summary, told = run()
    assert (summary.graded, summary.failed) == (2, 1)
    assert told == ["odd: could not be stored: ZeroDivisionError: ZeroDivisionError"]
    assert scores(course) == dict.fromkeys(("first", "zuletzt"), POSSIBLE)


def test_an_error_of_the_judge_is_one_row_of_zero(course, sandbox, monkeypatch):
    monkeypatch.setattr(judge, "judge", lambda *_, **__: 1 / 0)
    task = Task({NOTEBOOK: nbformat.writes(attacks.master())}, {FILE: ANSWER})
    graded = grade(task, sandbox)[NOTEBOOK]
    assert graded.given_up
    assert [v["points"] for v in graded.verdicts] == [0] * len(TESTS)
    assert graded.notes == ["the grader stopped: ZeroDivisionError: division by zero"]


# --- Times ---------------------------------------------------------------------------------------

TIMES = {
    "2026-01-02 03:04:05 UTC": datetime(2026, 1, 2, 3, 4, 5),
    "2026-01-02 03:04:05.678 Europe/Paris": datetime(2026, 1, 2, 2, 4, 5, 678000),
    "\ufeff2026-01-02 03:04:05 UTC\r\n": datetime(2026, 1, 2, 3, 4, 5),
    "2026-01-02": datetime(2026, 1, 2),
    "Fri Jan 2 03:04:05 2026": datetime(2026, 1, 2, 3, 4, 5),
    "2026-01-02T03:04:05+0100": datetime(2026, 1, 2, 2, 4, 5),
    "": None,
}


@pytest.mark.parametrize(("text", "when"), TIMES.items())
def test_a_time_is_read_as_nbgrader_reads_it(course, text, when):
    place = hand_in(course, "odd")
    (place / "timestamp.txt").write_text(text, "utf-8")
    assert handed_in_at(place) == (when, "")


def test_a_bad_time_leaves_no_file_that_nbgrader_would_read(course, run):
    place = hand_in(course, "odd")
    (place / "timestamp.txt").write_text("2026-01-02 03:04:05 UTC")
    run()
    copied = course / "autograded" / "odd" / ASSIGNMENT / "timestamp.txt"
    assert copied.read_text() == "2026-01-02 03:04:05 UTC\n"
    (place / "timestamp.txt").write_text("soon")
    run(force=True)
    assert not copied.exists()


# --- What is killed while it starts --------------------------------------------------------------


class Killed(Sandbox):
    """A sandbox whose preloaded process is killed so many times while it starts."""

    def __init__(self, times: int) -> None:
        super().__init__(needs([attacks.master()]))
        self.times = times
        self.dead = 0

    def _first_word(self, seconds: float) -> bytes:
        if self.times:
            self.times -= 1
            assert self.process
            os.kill(self.process.pid, signal.SIGKILL)
            assert self.process.wait(30) == -signal.SIGKILL
            self.dead += 1
        return super()._first_word(seconds)


@pytest.mark.parametrize(("times", "given_up"), [(1, False), (2, False), (3, True)])
def test_a_sandbox_killed_at_its_start_is_started_again(bubblewrap, times, given_up):
    found = Worker()
    sandbox = Killed(times)
    found.sandboxes[sandbox.needs, True] = sandbox
    try:
        task = Task({NOTEBOOK: nbformat.writes(attacks.master())}, {FILE: ANSWER})
        graded = found.grade(task)[NOTEBOOK]
        assert sandbox.dead == times
        assert graded.given_up == given_up
        assert attacks.points_of(graded) == (0 if given_up else POSSIBLE)
        if given_up:  # the next student is graded
            assert graded.notes == ["grading ended 3 times before there was a result"]
            assert attacks.points_of(found.grade(task)[NOTEBOOK]) == POSSIBLE
    finally:
        sandbox.close()


def test_a_sandbox_that_ends_by_itself_ends_the_batch(bubblewrap, monkeypatch):
    monkeypatch.setattr("grader.sandbox._bubble", lambda packages: [bubblewrap, "--no-such-option"])
    with pytest.raises(SandboxError) as raised:
        Worker().grade(Task({NOTEBOOK: nbformat.writes(attacks.master())}, {FILE: ANSWER}))
    assert not isinstance(raised.value, SandboxKilled)


KILL = {
    "process that forks judges": "grader.workers.fork_server",
    "sandbox": "grader.inside.session",
}


@pytest.mark.parametrize("victim", KILL)
def test_a_process_killed_at_its_start_changes_no_result(course, victim):
    line = [sys.executable, "-m", "grader", "autograde", ASSIGNMENT, "--workers", "1"]
    driver = subprocess.Popen(
        line, cwd=course, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        found = None
        end = time.monotonic() + 120
        while not found and driver.poll() is None and time.monotonic() < end:
            found = next(filter(calls(KILL[victim]), family(driver.pid)), None)
            time.sleep(0.002)
        assert found, "nothing to kill"
        found.kill()
        assert psutil.wait_procs([found], 30)[0]
        output, _ = driver.communicate(timeout=120)
    finally:
        driver.kill()
        driver.wait()
    assert driver.returncode == 0
    assert output.splitlines()[-1].startswith("2 graded, 0 unchanged, 0 not stored; ")
    assert scores(course) == dict.fromkeys(("first", "zuletzt"), POSSIBLE)


def family(pid: int) -> list[psutil.Process]:
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.Error:
        return []


def calls(word: str) -> Callable[[psutil.Process], bool]:
    def check(process: psutil.Process) -> bool:
        try:
            return word in " ".join(process.cmdline())
        except psutil.Error:
            return False

    return check


def forks(preloaded: Preloaded) -> list[psutil.Process]:
    assert preloaded.process
    return family(preloaded.process.pid)


@pytest.mark.parametrize("victim", ["what all workers share", "the fork server of one"])
def test_workers_go_on_after_their_processes_were_killed(bubblewrap, victim):
    preloaded = Preloaded()
    workers = [Worker(preloaded), Worker(preloaded)]
    task = Task({NOTEBOOK: nbformat.writes(attacks.master())}, {FILE: ANSWER})
    try:
        for _ in range(2):
            for each in workers:
                assert attacks.points_of(each.grade(task)[NOTEBOOK]) == POSSIBLE
            servers = forks(preloaded)
            assert len(servers) == 2, "a worker has no fork server of its own, or no shared origin"
            assert preloaded.process
            shared = psutil.Process(preloaded.process.pid)
            (shared if victim.startswith("what") else servers[0]).kill()
            assert psutil.wait_procs(servers[:1], 30)[0], "nothing was killed"
    finally:
        for each in workers:
            each.close()
    with pytest.raises(GraderError, match="closed"):
        workers[0].grade(task)


def test_a_wrong_guess_of_what_to_load_changes_no_result(bubblewrap):
    with Preloaded() as preloaded:
        preloaded.launch(Needs(frozenset({"json"})))
        assert preloaded.process
        first = preloaded.process.pid
        worker = Worker(preloaded)
        task = Task({NOTEBOOK: nbformat.writes(attacks.master())}, {FILE: ANSWER})
        try:
            assert attacks.points_of(worker.grade(task)[NOTEBOOK]) == POSSIBLE
            assert preloaded.process.pid != first
        finally:
            worker.close()


def test_what_is_loaded_ahead_is_never_read_from_submissions(course):
    assert probably_needed(ASSIGNMENT) == needs([attacks.master()])
    (odd := course / "submitted" / "odd" / ASSIGNMENT).mkdir(parents=True)
    shutil.copy(course / "solutions" / ASSIGNMENT / FILE, odd)
    shutil.rmtree(course / "solutions")
    shutil.rmtree(course / "exercises", ignore_errors=True)
    assert probably_needed(ASSIGNMENT) is None


def test_a_submission_that_was_given_up_is_graded_again(course, run, worker, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(worker, "_in_a_fork", lambda task, sandbox: None)
        summary, told = run()
    assert (summary.graded, summary.given_up) == (0, 2)
    assert scores(course) == dict.fromkeys(("first", "zuletzt"), 0)
    assert len(told) == 2
    summary, _ = run()
    assert (summary.graded, summary.unchanged) == (2, 0)
    assert scores(course) == dict.fromkeys(("first", "zuletzt"), POSSIBLE)


def test_exit_code_and_last_line_report_who_was_given_up(monkeypatch, capsys, course):
    from grader import __main__

    for summary, code, line in (
        (Summary(2), 0, "2 graded, 0 unchanged, 0 not stored; 0.0 s"),
        (Summary(1, failed=3), 1, "1 graded, 0 unchanged, 3 not stored; 0.0 s"),
        (Summary(1, given_up=2), 1, "1 graded, 0 unchanged, 0 not stored, 2 given up; 0.0 s"),
    ):
        monkeypatch.setattr(batch, "autograde", lambda *_, summary=summary, **__: summary)
        assert __main__.main(["autograde", ASSIGNMENT]) == code
        assert capsys.readouterr().out.splitlines()[-1] == line


# --- Cells of every kind -------------------------------------------------------------------------


def nbgrader_cell(name: str, kind: Callable[..., Any], source: str, **about: Any) -> Any:
    plain = {"grade": False, "solution": False, "locked": False, "task": False}
    metadata = {"grade_id": name, "schema_version": 3} | plain | about
    return kind(source, id=name, metadata={"nbgrader": metadata})


SOLVED = "### BEGIN SOLUTION\n{}\n### END SOLUTION"
KINDS = [
    nbgrader_cell("description", new_markdown_cell, "Read this.", locked=True),
    nbgrader_cell("read_only", new_code_cell, "import math", locked=True),
    nbgrader_cell(
        "essay", new_markdown_cell, SOLVED.format("Because."), grade=True, solution=True, points=3
    ),
    nbgrader_cell(
        "by_hand", new_code_cell, SOLVED.format("area = 3"), grade=True, solution=True, points=2
    ),
    nbgrader_cell("task", new_markdown_cell, "Draw it.", task=True, locked=True, points=4),
    nbgrader_cell("notes", new_code_cell, SOLVED.format("n = 1"), solution=True),
]
STOCK_CONFIG = (
    "from nbgrader import preprocessors\n"
    "c.OverwriteCells.add_missing_cells = True\n"
    "c.ClearSolutions.code_stub = {'python': '# YOUR CODE HERE'}\n"
)


@pytest.fixture(scope="module")
def all_kinds(tmp_path_factory: pytest.TempPathFactory, bubblewrap: str) -> Path:
    """A course whose master has each kind of cell, and three submissions."""
    folder = attacks.course_folder(tmp_path_factory.mktemp("kinds"))
    shutil.rmtree(folder / "submitted")
    with (folder / "nbgrader_config.py").open("a") as file:
        file.write(STOCK_CONFIG)
    path = folder / "solutions" / ASSIGNMENT / FILE
    master = nbformat.read(path, 4)
    master.cells += copy.deepcopy(KINDS)
    nbformat.write(master, path)
    assert nbgrader(folder, "generate_assignment", ASSIGNMENT, "--force") == 0
    release = (folder / "exercises" / ASSIGNMENT / FILE).read_bytes()
    answered = nbformat.reads(release.decode(), 4)
    for cell in answered.cells:
        if cell.id in ("essay", "by_hand", "notes", "double"):
            cell.source = RIGHT.get(cell.id, "area = 'mine'")
        elif cell.id == "task":  # a cell that students must not change
            cell.source = "Draw nothing."
    answered.cells.append(new_markdown_cell("My drawing."))
    deleted = nbformat.reads(release.decode(), 4)
    # Stock nbgrader adds a notice to a deleted answer, takes it for the answer, and wants manual
    # grading.
    deleted.cells = [c for c in deleted.cells if c.id not in ("task", "description")]
    for name, data in (
        ("answered", attacks._bytes(answered)),
        ("deleted", attacks._bytes(deleted)),
        ("untouched", release),
    ):
        hand_in(folder, name, data)
    return folder


@pytest.fixture(scope="module")
def both(all_kinds: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The same course, graded by this grader and by stock nbgrader."""
    folders = {name: tmp_path_factory.mktemp(name) / "course" for name in ("ours", "stock")}
    for folder in folders.values():
        shutil.copytree(all_kinds, folder)
    done = command(folders["ours"], "--workers", "1")
    assert done.returncode == 0, done.stderr
    for who in ("answered", "deleted", "untouched"):
        words = ("autograde", ASSIGNMENT, f"--student={who}")
        assert nbgrader(folders["stock"], *words) == 0, who
    return folders


@pytest.mark.parametrize("query", [GRADES, COMMENTS], ids=["grades", "comments"])
@pytest.mark.parametrize("who", ["answered", "deleted", "untouched"])
def test_cells_of_every_kind_have_stock_s_rows(both, query, who):
    ours, stock = (
        [row for row in rows(both[name], query) if row[0] == who] for name in ("ours", "stock")
    )
    assert {row[1] for row in stock} >= {"essay", "by_hand", "task"}
    assert ours == stock


def test_cells_without_a_test_need_a_manual_grade(both):
    waiting = {row[:2] for row in rows(both["ours"]) if row[4]}
    assert {("answered", name) for name in ("essay", "by_hand", "task")} <= waiting
    assert ("untouched", "essay") not in waiting


def test_feedback_on_cells_of_every_kind_has_answers_and_tasks(both):
    assert nbgrader(both["ours"], "generate_feedback", ASSIGNMENT) == 0
    for student in ("answered", "deleted", "untouched"):
        page = both["ours"] / "feedback" / student / ASSIGNMENT / f"{NOTEBOOK}.html"
        text = page.read_text("utf-8")
        assert "Draw it." in text
        assert ("My drawing." in text) == (student == "answered")


# --- Notebooks that editors write ----------------------------------------------------------------


def edited(change: Callable[[dict[str, Any]], Any]) -> bytes:
    notebook = json.loads(ANSWER)
    change(notebook)
    return json.dumps(notebook).encode()


def each_cell(change: Callable[[dict[str, Any]], Any]) -> bytes:
    return edited(lambda notebook: [change(cell) for cell in notebook["cells"]])


def own_cell(**fields: Any) -> bytes:
    return edited(lambda notebook: notebook["cells"].insert(1, fields))


def by_grade_id(cell: dict[str, Any]) -> None:
    cell["id"] = cell["metadata"].get("nbgrader", {}).get("grade_id", "title")
    cell["metadata"] = {}


EDITORS: dict[str, bytes] = {
    "a UTF-8 BOM": b"\xef\xbb\xbf" + ANSWER,
    "UTF-16": ANSWER.decode().encode("utf-16"),
    "a word in another encoding": with_cell("# na@ve").replace(b"na@ve", b"na\xefve"),
    "no metadata in the notebook": edited(lambda notebook: notebook.pop("metadata")),
    "null metadata in the notebook": edited(lambda notebook: notebook.update(metadata=None)),
    "no format": edited(lambda notebook: [notebook.pop(k) for k in ("nbformat", "nbformat_minor")]),
    "no outputs": each_cell(lambda cell: cell.pop("outputs", None)),
    "null outputs": each_cell(lambda cell: cell.update(outputs=None)),
    "a cell without metadata": own_cell(cell_type="markdown", source="mine"),
    "a cell with null metadata": own_cell(cell_type="code", source="1", metadata=None, outputs=[]),
    "a cell without source": own_cell(cell_type="code", metadata={}, outputs=[]),
    "a cell with null source": own_cell(cell_type="code", metadata={}, source=None),
    "a cell with null lines": own_cell(cell_type="markdown", metadata={}, source=["a", None]),
    "a null cell": edited(lambda notebook: notebook["cells"].append(None)),
    "a cell of no kind": own_cell(source="mine", metadata={}),
    "strange tags": each_cell(lambda cell: cell["metadata"].update(tags="x", jupyter=3)),
    "metadata stripped, ids kept": each_cell(lambda cell: cell.update(metadata={})),
    "metadata gone, ids kept": each_cell(lambda cell: cell.pop("metadata")),
    "metadata stripped, ids are names": each_cell(by_grade_id),
    "no ids": each_cell(lambda cell: cell.pop("id")),
    "one id for all": each_cell(lambda cell: cell.update(id="same")),
    "ids that are none": each_cell(lambda cell: cell.update(id=["?"])),
}


@pytest.mark.parametrize("data", EDITORS.values(), ids=EDITORS)
def test_a_notebook_saved_by_an_editor_keeps_full_marks(sandbox, recwarn, data):
    task = Task({NOTEBOOK: nbformat.writes(attacks.master())}, {FILE: data})
    graded = grade(task, sandbox)[NOTEBOOK]
    assert attacks.points_of(graded) == POSSIBLE
    nbformat.validate(nbformat.reads(graded.notebook, 4))
    assert not [w for w in recwarn if "nbformat" in str(w.category)]


def test_cells_are_matched_by_name_before_id():
    notebook = attacks.notebook(RIGHT)
    notebook.cells.insert(0, new_code_cell("mine", id="double"))
    repaired = repair.repair(notebook, attacks.master()).notebook
    assert [cell.source for cell in repaired.cells[:1]] == ["mine"]
    assert sum(cell.source == RIGHT["double"] for cell in repaired.cells) == 1


def test_a_repaired_cell_keeps_its_metadata_and_pictures():
    notebook = attacks.notebook(RIGHT)
    picture = {"image.png": {"image/png": PIXEL}}
    own = new_markdown_cell("![](attachment:image.png)", metadata={"tags": ["mine"]})
    own["attachments"] = picture
    notebook.cells.append(own)
    attacks._cell_of(notebook, "double").metadata["collapsible"] = "yes"
    repaired = repair.repair(repair.read(attacks._bytes(notebook)), attacks.master()).notebook
    assert repaired.cells[-1].attachments == picture
    assert repaired.cells[-1].metadata == {"tags": ["mine"]}
    about = attacks._cell_of(repaired, "double").metadata
    assert about.collapsible == "yes"
    assert about.nbgrader == attacks._cell_of(attacks.master(), "double").metadata.nbgrader


PICTURES: dict[str, tuple[str, Any]] = {
    "pasted": ("![image.png](attachment:image.png)", {"image.png": {"image/png": PIXEL}}),
    "a space in its name": ("![x](attachment:my%20x.png)", {"my x.png": {"image/png": PIXEL}}),
    "lost": ("![image.png](attachment:image.png)", None),
    "empty": ("![image.png](attachment:image.png)", {"image.png": {}}),
    "not attached but listed": ("no picture", {"image.png": {"image/png": PIXEL}}),
    "of no form": ("![x](attachment:x)", ["x"]),
}


def test_feedback_is_there_for_every_kind_of_picture(course):
    for number, (text, attached) in enumerate(PICTURES.values()):
        cell = {"cell_type": "markdown", "metadata": {}, "source": text, "attachments": attached}
        hand_in(course, f"painter{number}", own_cell(**cell))
    assert command(course, "--workers", "1").returncode == 0
    assert nbgrader(course, "generate_feedback", ASSIGNMENT) == 0
    for number, name in enumerate(PICTURES):
        page = course / "feedback" / f"painter{number}" / ASSIGNMENT / f"{NOTEBOOK}.html"
        shows = f"data:image/png;base64,{PIXEL}" in page.read_text("utf-8")
        assert shows == (name in ("pasted", "a space in its name")), name


# --- Values of a test's cell ---------------------------------------------------------------------

CREDIT = {"0.5": 0.5, "np.float64(0.5)": 0.5, "torch.tensor(0.5)": 0.5, "double(3)": 0, "None": 1}


@pytest.mark.parametrize(("value", "points"), CREDIT.items(), ids=CREDIT)
def test_a_test_s_value_gives_one_credit_everywhere(sandbox, value, points):
    from nbgrader.utils import determine_grade

    master = attacks.master()
    attacks._cell_of(master, "test_double").source = f"import numpy as np\n{value}"
    task = Task({NOTEBOOK: nbformat.writes(master)}, {FILE: ANSWER})
    graded = grade(task, sandbox)[NOTEBOOK]
    assert graded.verdicts[-1]["points"] == points
    cell = attacks._cell_of(nbformat.reads(graded.notebook, 4), "test_double")
    assert determine_grade(cell)[0] == points


def test_valid_text_is_unchanged():
    for value in ("ä ‖ \U0001f600", {"a": [1, 2.5, None, True]}, "\\ud800"):
        assert valid(value) == value
    assert valid([float("nan"), "\udfff"]) == [None, "\\udfff"]
    deep: Any = "x"
    for _ in range(900):
        deep = [deep]
    json.dumps(valid(deep)).encode()
