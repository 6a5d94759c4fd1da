"""Which of several files is graded, and that the others are named."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest

from grader.__main__ import main
from grader.limits import Limits
from grader.sandbox import Sandbox
from grader.submission.grading import grade
from grader.submission.repair import find_master
from grader.submission.task import Graded, Task, stem
from tools import attacks
from tools.attacks import ASSIGNMENT, NOTEBOOK, POSSIBLE, RIGHT, TESTS, WRONG

FILE = f"{NOTEBOOK}.ipynb"
ANSWER = attacks._bytes(attacks.notebook(RIGHT))
OTHER = attacks._bytes(attacks.notebook(WRONG))
NO_NOTEBOOK = b"no notebook"
ALL, NONE = POSSIBLE, 0


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return attacks.course_folder(tmp_path_factory.mktemp("course"))


@pytest.fixture(scope="module")
def untouched(course: Path) -> bytes:
    return (course / "exercises" / ASSIGNMENT / FILE).read_bytes()


@pytest.fixture
def hand_in(course: Path, sandbox: Sandbox, monkeypatch) -> Iterator[Callable[..., Graded]]:
    """Return a function that hands in files, the oldest first, and grades them."""
    from grader.course.batch import Course, collect

    monkeypatch.chdir(course)
    folder = course / "submitted" / "somebody" / ASSIGNMENT

    def go(files: dict[str, bytes]) -> Graded:
        for age, (name, data) in enumerate(files.items()):
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            os.utime(path, (age, age))
        task = collect(folder, Course.here(ASSIGNMENT).masters(), Limits(timeout=5), True)
        return grade(task, sandbox)[NOTEBOOK]

    yield go
    shutil.rmtree(folder.parent)


def points(graded: Graded) -> float:
    return attacks.points_of(graded)


def not_graded(graded: Graded) -> list[str]:
    return [note for note in graded.notes if "not graded" in note]


RIVALS = {
    "top folder": ({FILE: ANSWER, f"old/{FILE}": OTHER}, FILE),
    "top folder, another name": ({"b.ipynb": ANSWER, f"a/{FILE}": OTHER}, "b.ipynb"),
    "own name": ({FILE: ANSWER, "a.ipynb": OTHER, "z.ipynb": OTHER}, FILE),
    "own name, another ending": ({"losses.IPYNB": ANSWER, "z.ipynb": OTHER}, "losses.IPYNB"),
    "newer": ({"z.ipynb": OTHER, "a.ipynb": OTHER, "m.ipynb": ANSWER}, "m.ipynb"),
    "newer in a folder": ({"x/b.ipynb": OTHER, "x/a.ipynb": ANSWER}, "x/a.ipynb"),
    "the same name twice": ({f"b/{FILE}": OTHER, f"a/{FILE}": ANSWER}, f"a/{FILE}"),
    "one that can be read": ({f"{NOTEBOOK} (1).ipynb": ANSWER, FILE: NO_NOTEBOOK}, None),
}


@pytest.mark.parametrize(("files", "counts"), RIVALS.values(), ids=RIVALS)
def test_one_of_several_files_is_chosen_and_the_rest_named(hand_in, files, counts):
    graded = hand_in(files)
    assert points(graded) == ALL
    told = not_graded(graded)
    assert len(told) == len(files) - 1
    for name in files:
        if name != counts and files[name] != ANSWER:
            assert [note for note in told if note.startswith(f"{name} was handed in")]
    if counts:
        assert all(note.endswith(f"{counts} counts") for note in told)


@pytest.mark.parametrize("name", ["losses-Copy1.ipynb", "old/losses.ipynb", "old/mine.ipynb"])
@pytest.mark.parametrize("first", [True, False], ids=["untouched older", "untouched newer"])
def test_an_answered_notebook_comes_before_an_untouched_one(hand_in, untouched, name, first):
    files = {FILE: untouched, name: ANSWER}
    graded = hand_in(files if first else dict(reversed(files.items())))
    assert points(graded) == ALL
    assert not_graded(graded) == [f"{FILE} was handed in, too, and not graded: {name} counts"]


def test_an_answer_in_an_added_cell_counts(hand_in, untouched):
    notebook = nbformat.reads(untouched.decode(), 4)
    cell = attacks._cell_of(notebook, "double")
    notebook.cells[notebook.cells.index(cell)] = nbformat.v4.new_code_cell(RIGHT["double"])
    graded = hand_in({"a.ipynb": untouched, "b.ipynb": untouched, FILE: untouched})
    assert points(graded) == NONE
    graded = hand_in({"copy.ipynb": attacks._bytes(notebook), FILE: untouched})
    assert points(graded) == TESTS["test_double"][1]


def test_of_untouched_notebooks_the_file_name_decides(hand_in, untouched):
    graded = hand_in({FILE: untouched, "a.ipynb": untouched})
    assert points(graded) == NONE
    assert not_graded(graded) == [f"a.ipynb was handed in, too, and not graded: {FILE} counts"]


def test_the_feedback_names_each_file_that_is_not_graded(hand_in):
    files = {FILE: ANSWER, f"old/{FILE}": OTHER, "draft <b>.ipynb": NO_NOTEBOOK}
    top = nbformat.reads(hand_in(files).notebook, 4).cells[0]
    assert top.cell_type == "markdown"
    assert f"old/{FILE} was handed in, too, and not graded: {FILE} counts" in top.source
    assert "draft &lt;b&gt;.ipynb was handed in and not graded: the file is not" in top.source


def test_a_notebook_without_notes_has_no_cell_for_them(hand_in):
    graded = hand_in({FILE: ANSWER})
    assert graded.notes == []
    assert nbformat.reads(graded.notebook, 4).cells[0].source == "# Losses"


def test_files_of_no_exercise_are_named_where_nothing_was_found(hand_in):
    stranger = nbformat.writes(nbformat.v4.new_notebook()).encode()
    graded = hand_in({"notes.ipynb": stranger, "scan.ipynb": NO_NOTEBOOK})
    assert points(graded) == NONE
    assert len(graded.notes) == 1
    for words in (f"no notebook {FILE}", "notes.ipynb: the notebook has no cell", "scan.ipynb: "):
        assert words in graded.notes[0]


ENDINGS = ["losses.ipynb.txt", "losses.ipynb.json", "losses.IPYNB", "losses.ipynb.ipynb"]


@pytest.mark.parametrize("name", ENDINGS)
def test_a_notebook_with_an_unusual_extension_counts(hand_in, name):
    assert points(hand_in({name: ANSWER})) == ALL
    assert stem(name) == NOTEBOOK


def test_more_than_can_be_read_is_named_and_the_first_counts(hand_in):
    size = Limits.notebooks // 5
    files = {f"old/{i}.ipynb": b" " * size for i in range(6)} | {FILE: ANSWER}
    graded = hand_in(files)
    assert points(graded) == ALL
    assert any("the files together have more than" in note for note in graded.notes)


def test_a_task_s_paths_may_lack_an_extension(sandbox):
    task = Task({NOTEBOOK: nbformat.writes(attacks.master())}, {NOTEBOOK: ANSWER})
    assert points(grade(task, sandbox)[NOTEBOOK]) == ALL


# --- Masters that share their cells' names -------------------------------------------------------

TWINS = {
    "mine.ipynb": "one/losses",  # the first
    "losses.ipynb": "one/losses",
    "kin.ipynb": "two/kin",
    "kin-Copy1.ipynb": "two/kin",
    "kin (2).ipynb.txt": "two/kin",
    "two_kin_attempt_1.ipynb": "two/kin",
}


@pytest.mark.parametrize(("name", "exercise"), TWINS.items(), ids=TWINS)
def test_the_file_s_name_decides_between_equal_masters(tmp_path, capsys, name, exercise):
    for folder, master in (("one", "losses"), ("two", "kin")):
        path = tmp_path / "solutions" / folder / f"{master}.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(attacks.notebook(RIGHT), path)
    (tmp_path / name).write_bytes(ANSWER)
    assert main(["check", str(tmp_path / name), "--solutions", str(tmp_path / "solutions")]) == 0
    assert capsys.readouterr().out.splitlines()[0] == exercise


def test_cells_in_common_come_before_the_file_s_name():
    submission = nbformat.from_dict(json.loads(ANSWER))
    less = attacks.notebook({"double": RIGHT["double"]})
    assert find_master(submission, "less", {"less": less, "all": attacks.notebook(RIGHT)}) == "all"
