"""Honest notebooks get the same rows from stock nbgrader as from the course's grader."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import pytest
from nbgrader.apps import AutogradeApp
from nbgrader.preprocessors import Execute

from grader.course.batch import Course, autograde
from grader.submission.task import Results, Task
from tools import attacks
from tools.attacks import ASSIGNMENT, POSSIBLE, TESTS, Entry, Places
from tools.gradebooks import Bar, rows
from tools.kernels import Forks

HONEST = {entry.name.replace("/", "-"): entry for entry in attacks.bank() if entry.honest}

NOT_STOCK = {
    "edits-copied_tests": "stock ends with an error and leaves every cell to be graded by hand",
    "edits-deleted_setup": "stock does not put the course's setup cell back",
    "edits-deleted_tests": "stock does not put tests back",
    "edits-renamed_file": "stock takes no file of another name",
}
"""Where the rows differ, and why; the course's grader gives full marks."""


def hand_in(course: Path, entries: dict[str, Entry]) -> None:
    shutil.rmtree(course / "submitted")
    for student, entry in entries.items():
        for name, data in entry.files(Places(course, course, 9)).items():
            path = course / "submitted" / student / ASSIGNMENT / name
            path = path if path.suffix else path.with_suffix(".ipynb")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bubblewrap: str) -> Path:
    """A course in the current folder, in which every honest oddity is handed in."""
    folder = attacks.course_folder(tmp_path)
    hand_in(folder, HONEST)
    monkeypatch.chdir(folder)
    return folder


def grade_stock(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run ``nbgrader autograde`` with forked kernels."""
    with Forks({}) as forks:
        monkeypatch.setattr(Execute, "create_kernel_manager", manager_from(forks))
        for student in HONEST:  # one by one: some notebooks end stock nbgrader's batch
            app = AutogradeApp()
            app.initialize([ASSIGNMENT, f"--student={student}"])
            with suppress(SystemExit):  # nbgrader exits so if it could not grade
                app.start()


def manager_from(forks: Forks):
    def create(execute: Execute):
        execute.km = forks.manager(config=execute.config)
        return execute.km

    return create


def test_stock_and_ours_store_the_same_rows(course, worker, monkeypatch) -> None:
    ours = shutil.copytree(course, course.with_name("ours"))
    grade_stock(course, monkeypatch)
    os.chdir(ours)

    def judges(tasks: Iterable[tuple[str, Task]]) -> Results:
        for name, task in tasks:
            yield name, worker.grade(task)

    summary = autograde(Course.here(ASSIGNMENT), judges, bar=Bar)
    assert (summary.graded, summary.failed) == (len(HONEST), 0)
    stored = rows(ours)
    assert len(stored) == len(HONEST) * len(TESTS)
    assert sum(auto for _, _, auto, _, _ in stored) == len(HONEST) * POSSIBLE
    stock = rows(course)
    differing = {row[0] for row in set(stored) ^ set(stock)}
    assert differing == NOT_STOCK.keys()
