"""Every file that is handed in gets a complete row: right notebooks, mutated as bytes and as JSON.

Each run tests the same 200 mutations; FUZZ=5000 in the environment tests so many new ones.
"""

from __future__ import annotations

import copy
import json
import os
import random
import shutil
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import psutil
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_markdown_cell

from grader.course.batch import VERDICTS, Course, autograde
from grader.submission.task import Results, Task
from grader.workers.worker import Worker
from tools import attacks
from tools.attacks import ASSIGNMENT, NOTEBOOK, POSSIBLE, RIGHT, TESTS
from tools.gradebooks import Bar, rows

FILE = f"{NOTEBOOK}.ipynb"
MANY = int(os.environ.get("FUZZ", 0))


def right() -> dict[str, Any]:
    """Return the notebook to mutate: small, with a picture and a cell that the student added."""
    notebook = attacks.notebook(RIGHT)
    cell = new_markdown_cell("![a](attachment:a.png) $x$", metadata={"tags": ["mine"]}, id="mine")
    cell["attachments"] = {"a.png": {"image/png": "AAAA"}}
    notebook.cells.insert(1, cell)
    return json.loads(json.dumps(notebook))


NOTEBOOK_BYTES = json.dumps(right(), indent=1).encode()
VALUES: list[Any] = [
    None, True, 0, -1, 1e300, "", "x", "\ud800", "\0", [], {}, [None], {"": None}, ["a", 1],
    {"nbgrader": None}, {"nbgrader": {"grade_id": 7}}, "attachment:lost", "![](attachment:b)",
]  # fmt: skip


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path to every value in a JSON value."""
    if path:
        yield path
    items = enumerate(value) if isinstance(value, list) else ()
    for key, inner in value.items() if isinstance(value, dict) else items:
        yield from places(inner, (*path, key))


def mutated_json(dice: random.Random) -> bytes:
    """Return the notebook after a few changes of its values."""
    notebook = right()
    for _ in range(dice.choice([1, 1, 2, 5])):
        ways = list(places(notebook))
        if not ways:
            break
        *path, key = dice.choice(ways)
        inside: Any = notebook
        for step in path:
            inside = inside[step]
        match dice.randrange(4):
            case 0:
                inside[key] = copy.deepcopy(dice.choice(VALUES))
            case 1:
                del inside[key]
            case 2 if isinstance(inside, list):
                inside.insert(key, copy.deepcopy(dice.choice(inside)))
            case 2:
                inside[dice.choice(["x", "id", "metadata", "\udcff"])] = copy.deepcopy(inside[key])
            case _:
                for _ in range(dice.choice([1, 3, 60])):
                    inside[key] = [inside[key]] if dice.random() < 0.5 else {"x": inside[key]}
    return json.dumps(notebook).encode()


def mutated_bytes(dice: random.Random) -> bytes:
    """Return the notebook after a few changes of its bytes."""
    data = bytearray(NOTEBOOK_BYTES)
    for _ in range(dice.choice([1, 1, 3, 20])):
        at = dice.randrange(len(data) + 1)
        match dice.randrange(4):
            case 0:
                data[at : at + 1] = dice.randbytes(1)
            case 1:
                del data[at : at + dice.choice([1, 5, 300])]
            case 2:
                data[at:at] = dice.choice([b'"', b"\\", b"\xff", b"\0", b"{", b"\\ud800", b"NaN"])
            case _:
                data[at:at] = data[at : at + dice.choice([3, 200])]
    return bytes(data[: dice.choice([len(data)] * 9 + [dice.randrange(len(data) + 1)])])


class Silent(Bar):
    """Discards lines, but checks that each can be encoded."""

    def write(self, line: str, *_: Any) -> None:
        line.encode()
        assert line.isprintable()


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory, bubblewrap: str) -> Iterator[Path]:
    folder = attacks.course_folder(tmp_path_factory.mktemp("course"))
    shutil.rmtree(folder / "submitted")
    before = Path.cwd()
    os.chdir(folder)
    yield folder
    os.chdir(before)


def graded(course: Path, worker: Worker, data: bytes) -> list[float]:
    """Hand in one file, grade it as a batch does, and return the points of its complete row."""
    path = course / "submitted" / "somebody" / ASSIGNMENT / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)

    def judges(tasks: Iterable[tuple[str, Task]]) -> Results:
        for name, task in tasks:
            yield name, worker.grade(task)

    summary = autograde(Course.here(ASSIGNMENT), judges, bar=Silent, force=True)
    assert (summary.graded, summary.failed, summary.given_up) == (1, 0, 0)
    place = course / "autograded" / "somebody" / ASSIGNMENT
    nbformat.validate(nbformat.read(place / FILE, 4))
    record = json.loads((place / VERDICTS).read_text("utf-8"))["notebooks"][NOTEBOOK]
    assert sorted(verdict["name"] for verdict in record["verdicts"]) == sorted(TESTS)
    grades = {row[1]: row[2:] for row in rows(course) if row[0] == "somebody"}
    assert len(grades) == len(TESTS)
    assert not any(by_hand for _, _, by_hand in grades.values())
    points = [auto for auto, _, _ in grades.values()]
    assert sorted(points) == sorted(v["points"] for v in record["verdicts"])
    return points


def test_the_notebook_that_is_mutated_has_full_marks(course, worker):
    assert sum(graded(course, worker, NOTEBOOK_BYTES)) == POSSIBLE
    dice = random.Random(0)
    found = [mutate(dice) for mutate in (mutated_bytes, mutated_json) for _ in range(30)]
    assert len({*found, NOTEBOOK_BYTES}) > 50  # the mutations differ


seen: list[float] = []


@settings(
    max_examples=MANY or 200,
    derandomize=not MANY,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(seed=st.integers(0, 2**64 - 1), mutate=st.sampled_from([mutated_bytes, mutated_json]))
def test_a_mutated_notebook_gets_a_complete_row(course, worker, seed, mutate):
    seen.append(sum(graded(course, worker, mutate(random.Random(seed)))))


def test_mutations_were_graded_and_left_nothing_behind(worker, judges):
    assert len(seen) >= (MANY or 200)
    assert 0 < seen.count(POSSIBLE) < len(seen)
    assert 0 < seen.count(0) < len(seen)
    (sandbox,) = (found for found in worker.sandboxes.values() if found.needs.guard)
    assert sandbox.process
    inside = psutil.Process(sandbox.process.pid)
    end = time.monotonic() + 20
    while len(left := inside.children(recursive=True)) > 2 and time.monotonic() < end:
        time.sleep(0.1)
    assert [process.name() for process in left] == ["bwrap", "python"]
    assert not psutil.wait_procs(judges(), 20)[1]
