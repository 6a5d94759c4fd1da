"""Releases match their masters, hold no solutions, and score 0 unchanged."""

from __future__ import annotations

import inspect
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from jupyter_client.manager import KernelManager
from nbclient import NotebookClient
from nbgrader.validator import Validator
from torch.nn import functional, init

from tools import release
from tools.answers import cells_of, verdicts
from tools.kernels import Forks

ROOT = Path(__file__).resolve().parents[2]
MASTERS = sorted((ROOT / "solutions").glob("*/*.ipynb"))

each_master = pytest.mark.parametrize(
    "master", MASTERS, ids=lambda path: f"{path.parent.name}-{path.stem}"
)


def released(master: Path) -> Path:
    return ROOT / "exercises" / master.parent.name / master.name


def regions(source: str, kind: str) -> str:
    """The text between the BEGIN and END lines of a kind, in all cells."""
    return "\n".join(re.findall(rf"### BEGIN {kind}\n(.*?)### END {kind}", source, re.DOTALL))


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A folder that tools.release reads and writes, with one exercise."""
    for folder in ("solutions", "exercises"):
        (tmp_path / folder / "classification").mkdir(parents=True)
        exercise = f"{folder}/classification/cross_entropy.ipynb"
        shutil.copy(ROOT / exercise, tmp_path / exercise)
    shutil.copy(ROOT / release.CONFIG, tmp_path)
    return tmp_path


@pytest.mark.parametrize("assignment", release.assignments())
def test_a_release_is_in_step_with_its_master(assignment: str) -> None:
    assert release.release(assignment, check=True), "run `make release`"


def test_no_release_has_lost_its_master() -> None:
    assert release.leftovers() == []


def test_an_edited_master_is_noticed_and_released(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    master = course / "solutions" / "classification" / "cross_entropy.ipynb"
    text = master.read_text(encoding="utf-8")
    assert text.count("Step 1: log-softmax") == 1
    master.write_text(text.replace("Step 1: log-softmax", "Step 1: the log-softmax"), "utf-8")
    (course / "exercises" / "gone").mkdir()
    assert release.main(["--check"], root=course) == 1
    told = capsys.readouterr().out
    assert "classification  DIFFERS" in told
    assert "gone  has no master in solutions/" in told
    assert release.main([], root=course) == 0
    assert "[1/1] classification  released" in capsys.readouterr().out
    assert release.main(["--check"], root=course) == 0
    assert sorted(path.name for path in (course / "exercises").iterdir()) == ["classification"]
    assert sorted(path.name for path in course.iterdir()) == [
        "exercises",
        release.CONFIG,
        "solutions",
    ]


def test_a_broken_master_leaves_the_old_release(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = release.contents(course / "exercises")
    master = course / "solutions" / "classification" / "cross_entropy.ipynb"
    text = master.read_text(encoding="utf-8")
    master.write_text(text.replace("### END SOLUTION", "", 1), encoding="utf-8")
    assert release.main(["classification"], root=course) == 1
    assert "no end solution statement found" in capsys.readouterr().out
    assert release.contents(course / "exercises") == before


def test_an_unknown_assignment_is_refused_with_the_known_ones(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as stopped:
        release.main(["clasification"])
    assert stopped.value.code == 2
    message = capsys.readouterr().err
    assert "no assignment clasification" in message
    assert f"there are: {', '.join(release.assignments())}" in message.replace("\n", " ")


@each_master
def test_a_release_holds_no_solution_hidden_test_or_output(master: Path) -> None:
    notebook = nbformat.read(master, as_version=4)
    source = "\n".join(cell.source for cell in notebook.cells)
    secret = regions(source, "SOLUTION") + regions(source, "HIDDEN TESTS")
    told = re.sub(r"### BEGIN (SOLUTION|HIDDEN TESTS)\n.*?### END \1", "", source, flags=re.DOTALL)
    lines = {line.strip() for line in secret.splitlines()}
    lines -= {line.strip() for line in told.splitlines()}
    assert len(lines) > 5
    release_ = nbformat.read(released(master), as_version=4)
    shown = {line.strip() for cell in release_.cells for line in cell.source.splitlines()}
    assert lines & shown == set()
    assert "BEGIN" not in "\n".join(shown)
    assert not any(cell.get("outputs") for cell in release_.cells)


@each_master
def test_an_untouched_release_scores_0(master: Path) -> None:
    stubs, tests = cells_of(released(master)), cells_of(master)
    with_hidden = [a if a.is_solution else b for a, b in zip(stubs, tests, strict=True)]
    for cells in (stubs, with_hidden):
        found = verdicts(cells)
        assert len(found) == sum(cell.points > 0 for cell in tests)
        assert set(found.values()) == {"ExpectationFailed: not yet implemented"}


@pytest.fixture(scope="module")
def forked_kernels() -> Iterator[None]:
    """Let nbgrader's validator use forked kernels, which start at once."""

    def create(self: NotebookClient) -> KernelManager:
        self.km = forks.manager()
        return self.km

    with Forks({}) as forks, pytest.MonkeyPatch.context() as patch:
        patch.setattr(NotebookClient, "create_kernel_manager", create)
        yield


@pytest.mark.usefixtures("forked_kernels")
@each_master
def test_an_untouched_release_validates_as_not_implemented(master: Path, tmp_path: Path) -> None:
    copy = shutil.copy(released(master), tmp_path)
    failed = Validator().validate(str(copy))["failed"]
    assert len(failed) == sum(cell.points > 0 for cell in cells_of(master))
    assert {cell["raw_error"] for cell in failed} == {"AssertionError: not yet implemented"}


@each_master
def test_each_solution_cell_defines_one_function_or_class(master: Path) -> None:
    defined = [sorted(cell.functions) for cell in cells_of(master) if cell.is_solution]
    assert [len(names) for names in defined] == [1] * len(defined)
    assert len({names[0] for names in defined}) == len(defined)


@each_master
def test_stated_points_are_the_points(master: Path) -> None:
    notebook = nbformat.read(master, as_version=4)
    total, steps = 0, []
    for cell in notebook.cells:
        heading = re.search(r"^## Step \d+: .*\((\d+) points?\)$", cell.source, re.MULTILINE)
        if cell.cell_type == "markdown" and heading:
            steps.append((int(heading[1]), 0))
        meta = cell.metadata.get("nbgrader", {})
        if meta.get("grade"):
            stated = re.match(r"# (\d+) points?: ", cell.source)
            assert stated, f"{meta['grade_id']} does not begin with its points"
            assert int(stated[1]) == meta["points"]
            total += meta["points"]
            steps[-1] = (steps[-1][0], steps[-1][1] + meta["points"])
    assert [stated for stated, _ in steps] == [counted for _, counted in steps]
    assert f"{total} points in all" in notebook.cells[0].source


def twin_of(assignment: str, function: str) -> Any:
    """The function of torch that an exercise's function imitates, or None."""
    module = {"initialization": init, "information": None}.get(assignment, functional)
    return getattr(module, function, None)


ASKED = [
    pytest.param(master, function, id=f"{master.parent.name}-{function}")
    for master in MASTERS
    for cell in cells_of(master)
    if cell.is_solution
    for function in cell.functions
    if twin_of(master.parent.name, function)
    and (function == master.stem or master.parent.name == "initialization")
]


@pytest.mark.parametrize(("master", "function"), ASKED)
def test_a_function_has_the_signature_of_torchs(master: Path, function: str) -> None:
    cell = next(c for c in cells_of(released(master)) if function in c.functions)
    namespace: dict[str, Any] = {}
    exec(cell.source, namespace)
    mine = inspect.signature(namespace[function]).parameters
    theirs = inspect.signature(twin_of(master.parent.name, function)).parameters
    assert [(p.name, p.default) for p in mine.values()] == [
        (p.name, p.default) for p in theirs.values()
    ]
