"""Attacks on the grader, and the points that they get: ``python -m tools.attacks``.

Each entry of the bank in ``tests/attacks`` is one edit of a notebook. ``cells`` are inserted into a
notebook of wrong answers before its first answer, ``answers`` replace the student's answers there,
and ``honest`` edits, which must cost no points, are inserted into a notebook of right answers.
Edits that no cell can make are functions below. The command grades the bank with this course's
grader, and prints the tables of "For instructors".

If a guard fails, an entry does no harm: processes that it starts end by themselves within seconds,
memory and output exceed a limit only slightly, and files are written to a temporary folder.
"""

from __future__ import annotations

import argparse
import json
import socket
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from tqdm import tqdm

from grader.guard import needs
from grader.limits import Limits
from grader.sandbox import Sandbox
from grader.submission.grading import grade
from grader.submission.task import Graded, Task
from tools.gradebooks import nbgrader
from tools.notebooks import KERNEL, ROOT

BANK = ROOT / "tests" / "attacks"
ASSIGNMENT, NOTEBOOK = "demo", "losses"
LIMITS = Limits(memory=2**30, cpu=60, timeout=5)

SETUP = """import torch
from torch.nn import functional as F

from lossutil.checks import by_hand, expect_close, expect_gradient, expect_unchanged

guard = by_hand("mse_loss")"""
RIGHT = {
    "mse_loss": """def mse_loss(input, target, reduction="mean"):
    losses = (input - target) ** 2
    return {"none": losses, "sum": losses.sum(), "mean": losses.mean()}[reduction]""",
    "fill_": """def fill_(tensor, value):
    with torch.no_grad():
        return tensor.mul_(0).add_(value)""",
    "double": "def double(x):\n    return 2 * x",
}
WRONG = {
    "mse_loss": 'def mse_loss(input, target, reduction="mean"):\n    return (input * 0).sum()',
    "fill_": "def fill_(tensor, value):\n    return tensor",
    "double": "def double(x):\n    return 0",
}
TESTS = {
    "test_mse_values": (
        "mse_loss",
        2,
        "x, y = torch.tensor([1.0, 2.0]), torch.tensor([0.0, 4.0])\n"
        'expect_close(guard(mse_loss)(x, y), 2.5, on={"input": x, "target": y})',
    ),
    "test_mse_random": (
        "mse_loss",
        3,
        'x = torch.ones(2)\nexpect_close(guard(mse_loss)(x, x), 0.0, on="x")\n'
        "### BEGIN HIDDEN TESTS\nrandom = torch.Generator().manual_seed(1)\n"
        'for reduction in ("none", "sum", "mean"):\n'
        "    x, y = torch.randn(2, 3, 4, generator=random)\n"
        "    expected = F.mse_loss(x, y, reduction=reduction)\n"
        '    expect_close(guard(mse_loss)(x, y, reduction), expected, on="random numbers")\n'
        "    expect_unchanged(guard(mse_loss), x, y, reduction)\n"
        "### END HIDDEN TESTS",
    ),
    "test_mse_gradient": (
        "mse_loss",
        2,
        "x, y = torch.tensor([1.0, 2.0]), torch.tensor([0.0, 4.0])\n"
        "expect_gradient(guard(mse_loss), F.mse_loss, x, y)",
    ),
    "test_fill_in_place": (
        "fill_",
        2,
        "t = torch.nn.Parameter(torch.tensor([1.0, -2.0]))\n"
        'assert fill_(t, 3.0) is t, "return the tensor that you were given"\n'
        'assert t.tolist() == [3.0, 3.0], "the tensor has other entries"\n'
        'assert t.grad_fn is None, "a gradient was recorded"',
    ),
    "test_double": ("double", 1, 'assert double(3) == 6, "twice 3 is 6"'),
}
POSSIBLE = sum(points for _, points, _ in TESTS.values())


@dataclass(frozen=True)
class Places:
    """Locations on the instructor's computer that an attacker may know."""

    course: Path
    canary: Path
    port: int

    def put_into(self, text: str) -> str:
        """Replace the placeholders of a bank cell by locations."""
        known = {"COURSE": self.course, "CANARY": self.canary, "PORT": self.port}
        for name, value in known.items():
            text = text.replace(f"@{name}@", str(value))
        return text


@dataclass(frozen=True)
class Entry:
    """One entry of the bank: a sentence, and files to hand in; notebook names have no extension."""

    name: str
    sentence: str
    honest: bool
    files: Callable[[Places], dict[str, bytes]]


# --- The exercise --------------------------------------------------------------------------------


def notebook(answers: dict[str, str]) -> NotebookNode:
    """Return the exercise with these answers."""
    cells = [new_markdown_cell("# Losses", id="title"), _cell("setup", SETUP, locked=True)]
    for function, source in answers.items():
        cells.append(_cell(function, source, solution=True))
        for name, (tested, points, test) in TESTS.items():
            if tested == function:
                cells.append(_cell(name, test, locked=True, points=points))
    return new_notebook(cells=cells, metadata={"kernelspec": KERNEL})


def _cell(
    name: str, source: str, *, locked: bool = False, solution: bool = False, points: int = 0
) -> NotebookNode:
    about = {"grade_id": name, "schema_version": 3, "task": False, "grade": points > 0}
    about |= {"locked": locked, "solution": solution} | ({"points": points} if points else {})
    return new_code_cell(source, metadata={"nbgrader": about}, id=name.replace("_", "-"))


def master() -> NotebookNode:
    """Return the exercise's master."""
    marked = {
        name: source.replace("\n", "\n    ### BEGIN SOLUTION\n", 1) + "\n    ### END SOLUTION"
        for name, source in RIGHT.items()
    }
    return notebook(marked)


# --- The bank ------------------------------------------------------------------------------------


def bank() -> list[Entry]:
    """Return every entry, attacks first."""
    entries = []
    for folder, honest in (("cells", False), ("answers", False), ("honest", True)):
        for path in sorted((BANK / folder).glob("*.txt")):
            sentence, _, cell = path.read_text("utf-8").partition("\n")
            place = _behind if folder == "answers" else _before
            start = RIGHT if honest else WRONG
            name = f"{folder}/{path.stem}"
            entries.append(Entry(name, sentence[2:], honest, _with_cell(cell, start, place)))
    for start, edits in ((WRONG, RIGGED), (RIGHT, ODD)):
        for edit in edits:
            name = f"edits/{edit.__name__}"
            sentence = (edit.__doc__ or "").strip()
            entries.append(Entry(name, sentence, start is RIGHT, _with_edit(edit, start)))
    return sorted(entries, key=lambda entry: entry.honest)


def _with_cell(
    cell: str, start: dict[str, str], place: Callable[[NotebookNode, str], None]
) -> Callable[[Places], dict[str, bytes]]:
    def files(places: Places) -> dict[str, bytes]:
        handed_in = notebook(start)
        place(handed_in, places.put_into(cell))
        return {NOTEBOOK: _bytes(handed_in)}

    return files


def _with_edit(
    edit: Callable[[NotebookNode], dict[str, bytes] | None], start: dict[str, str]
) -> Callable[[Places], dict[str, bytes]]:
    def files(places: Places) -> dict[str, bytes]:
        handed_in = notebook(start)
        other = edit(handed_in)
        return {NOTEBOOK: _bytes(handed_in)} if other is None else other

    return files


def _bytes(handed_in: NotebookNode) -> bytes:
    return json.dumps(handed_in).encode()


def _before(handed_in: NotebookNode, cell: str) -> None:
    handed_in.cells.insert(2, new_code_cell(cell))
    # The cell may define a function that the wrong answers would define again.
    defined = [name for name in WRONG if f"\ndef {name}(" in f"\n{cell}"]
    for other in handed_in.cells:
        if other.metadata.get("nbgrader", {}).get("grade_id") in defined:
            other.source = f"# {other.metadata.nbgrader.grade_id} stands above"


def _behind(handed_in: NotebookNode, cell: str) -> None:
    _cell_of(handed_in, "mse_loss").source += f"\n\n\n{cell}"
    _cell_of(handed_in, "double").source += "" if "def double" not in cell else f"\n\n\n{cell}"


def _cell_of(handed_in: NotebookNode, name: str) -> NotebookNode:
    return next(
        c for c in handed_in.cells if c.metadata.get("nbgrader", {}).get("grade_id") == name
    )


def _tests_of(handed_in: NotebookNode) -> list[NotebookNode]:
    return [_cell_of(handed_in, name) for name in TESTS]


def edited_tests(handed_in: NotebookNode) -> None:
    """The tests are edited so that they pass."""
    for cell in _tests_of(handed_in):
        cell.source = "assert True"


def edited_points(handed_in: NotebookNode) -> None:
    """The points in the cells' metadata are raised."""
    for cell in _tests_of(handed_in):
        cell.metadata.nbgrader["points"] = 100


def tests_as_text(handed_in: NotebookNode) -> None:
    """The tests become text cells."""
    for cell in _tests_of(handed_in):
        at = handed_in.cells.index(cell)
        handed_in.cells[at] = new_markdown_cell(cell.source, metadata=cell.metadata, id=cell.id)


def skipped_tests(handed_in: NotebookNode) -> None:
    """The tests get the tag that tells nbgrader's runner to leave a cell out."""
    for cell in _tests_of(handed_in):
        cell.metadata["tags"] = ["skip-execution"]


def tests_as_answers(handed_in: NotebookNode) -> None:
    """The tests are marked as answers, which are the student's to edit."""
    for cell in _tests_of(handed_in):
        cell.metadata.nbgrader.update(locked=False, solution=True)
        cell.source = "100"


def copied_tests_that_pass(handed_in: NotebookNode) -> None:
    """A copy of each test with its name, edited so that it passes, stands behind it."""
    for cell in _tests_of(handed_in):
        at = handed_in.cells.index(cell)
        copied = new_code_cell("100", metadata=cell.metadata)
        handed_in.cells.insert(at + 1, copied)


def tests_before_the_answers(handed_in: NotebookNode) -> None:
    """The tests are moved to the top, before anything can fail."""
    tests = _tests_of(handed_in)
    handed_in.cells = tests + [cell for cell in handed_in.cells if cell not in tests]


def own_setup(handed_in: NotebookNode) -> None:
    """The locked cell that loads the tests' helpers is rewritten."""
    names = "expect_close = expect_gradient = expect_unchanged = lambda *a, **k: None"
    _cell_of(handed_in, "setup").source = f"import torch\n{names}\nguard = lambda f: f"


def in_another_name(handed_in: NotebookNode) -> None:
    """The notebook says of itself that it is another student's."""
    handed_in.metadata["nbgrader"] = {"student": "right", "student_id": "right"}


def another_exercise(handed_in: NotebookNode) -> None:
    """The cells of another exercise are handed in under this one's name."""
    for cell in handed_in.cells[1:]:
        cell.metadata.nbgrader["grade_id"] += "_of_another"


def broken_json(handed_in: NotebookNode) -> dict[str, bytes]:
    """The file ends in the middle."""
    return {NOTEBOOK: _bytes(handed_in)[:500]}


def empty_file(handed_in: NotebookNode) -> dict[str, bytes]:
    """The file is empty."""
    return {NOTEBOOK: b""}


def no_file(handed_in: NotebookNode) -> dict[str, bytes]:
    """No notebook is handed in."""
    return {}


def huge_file(handed_in: NotebookNode) -> dict[str, bytes]:
    """The file has eleven million bytes, a million more than is read."""
    handed_in.cells[0].source = "x" * 11_000_000
    return {NOTEBOOK: _bytes(handed_in)}


def renamed_file(handed_in: NotebookNode) -> dict[str, bytes]:
    """The file has another name."""
    return {"losses (2) final": _bytes(handed_in)}


def deleted_tests(handed_in: NotebookNode) -> None:
    """The tests are deleted."""
    tests = _tests_of(handed_in)
    handed_in.cells = [cell for cell in handed_in.cells if cell not in tests]


def deleted_setup(handed_in: NotebookNode) -> None:
    """The locked cell with the imports is deleted."""
    handed_in.cells.remove(_cell_of(handed_in, "setup"))


def copied_tests(handed_in: NotebookNode) -> None:
    """Each test stands there twice."""
    for cell in _tests_of(handed_in):
        at = handed_in.cells.index(cell)
        handed_in.cells.insert(at, new_code_cell(cell.source, metadata=cell.metadata))


def honest_tests_as_text(handed_in: NotebookNode) -> None:
    """The tests became text cells by a slip of the keyboard."""
    tests_as_text(handed_in)


def run_out_of_order(handed_in: NotebookNode) -> None:
    """The cells were run in another order, and more than once."""
    for count, cell in enumerate(reversed([c for c in handed_in.cells if c.cell_type == "code"])):
        cell.execution_count = 7 * count + 1


def another_kernel(handed_in: NotebookNode) -> None:
    """The notebook names a kernel that is not there."""
    handed_in.metadata["kernelspec"] = {"name": "julia-1.9", "display_name": "Julia"}


def old_format(handed_in: NotebookNode) -> dict[str, bytes]:
    """The notebook was saved in an older format."""
    handed_in["nbformat_minor"] = 2
    for cell in handed_in.cells:
        del cell["id"]
    return {NOTEBOOK: _bytes(handed_in)}


def files_beside(handed_in: NotebookNode) -> dict[str, bytes]:
    """A module and data lie beside the notebook, one of them in a folder."""
    _cell_of(handed_in, "mse_loss").source = (
        "import tools\n\nEXPONENT = int(open('data/exponent.txt').read())\n\n\n"
        + RIGHT["mse_loss"].replace(
            "(input - target) ** 2", "tools.power(input - target, EXPONENT)"
        )
    )
    tools = b"def power(x, exponent):\n    return x**exponent\n"
    return {NOTEBOOK: _bytes(handed_in), "tools.py": tools, "data/exponent.txt": b"2"}


RIGGED: list[Callable[[NotebookNode], dict[str, bytes] | None]] = [
    edited_tests, edited_points, tests_as_text, skipped_tests, tests_as_answers,
    copied_tests_that_pass, tests_before_the_answers, own_setup, in_another_name,
    another_exercise, broken_json, empty_file, no_file, huge_file,
]  # fmt: skip
ODD: list[Callable[[NotebookNode], dict[str, bytes] | None]] = [
    renamed_file, deleted_tests, deleted_setup, copied_tests, honest_tests_as_text,
    run_out_of_order, another_kernel, old_format, files_beside,
]  # fmt: skip


# --- Grading the bank ----------------------------------------------------------------------------


@contextmanager
def listening() -> Iterator[tuple[int, list[object]]]:
    """Listen on a port of this computer; yield its number and the list of connections."""
    visitors: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def welcome() -> None:
            while True:
                try:
                    visitors.append(server.accept())
                except OSError:
                    return

        threading.Thread(target=welcome, daemon=True).start()
        yield server.getsockname()[1], visitors


def grade_here(entry: Entry, sandbox: Sandbox, places: Places) -> Graded:
    """Grade an entry with this course's grader."""
    files = entry.files(places)
    beside = {name: files.pop(name) for name in list(files) if "." in name}
    task = Task({NOTEBOOK: nbformat.writes(master())}, files, limits=LIMITS, companions=beside)
    return grade(task, sandbox)[NOTEBOOK]


def points_of(graded: Graded) -> float:
    """Return the points of a graded notebook."""
    return sum(verdict["points"] for verdict in graded.verdicts)


def course_folder(folder: Path) -> Path:
    """Make a course of nbgrader's with the exercise, a gradebook and one right submission."""
    (folder / "nbgrader_config.py").write_text(
        "c = get_config()\n"
        "c.CourseDirectory.course_id = 'bank'\n"
        "c.CourseDirectory.source_directory = 'solutions'\n"
        "c.CourseDirectory.release_directory = 'exercises'\n"
        f"c.Execute.timeout = {LIMITS.timeout}\nc.Execute.startup_timeout = 60\n"
    )
    for place, answers in (("solutions", master()), ("submitted/right", notebook(RIGHT))):
        path = folder / place / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(answers, path)
    if nbgrader(folder, "generate_assignment", ASSIGNMENT) != 0:
        raise RuntimeError("nbgrader could not generate the bank's assignment")
    return folder


def main() -> None:
    """Grade the bank and print the tables."""
    parser = argparse.ArgumentParser(prog="python -m tools.attacks", description=__doc__)
    parser.add_argument("only", nargs="*", help="names of entries (default: all)")
    arguments = parser.parse_args()
    unknown = set(arguments.only) - {entry.name for entry in bank()}
    if unknown:
        parser.error(f"no entry {', '.join(sorted(unknown))}; they are called like cells/exit")
    wanted = [entry for entry in bank() if not arguments.only or entry.name in arguments.only]
    with (
        tempfile.TemporaryDirectory(prefix="lbh-") as temporary,
        Sandbox(needs([master()])) as sandbox,
    ):
        course, canary = Path(temporary, "course"), Path(temporary, "canary")
        course.mkdir()
        canary.mkdir()
        course_folder(course)
        with listening() as (port, visitors):
            places = Places(course, canary, port)
            points = [points_of(grade_here(entry, sandbox, places)) for entry in tqdm(wanted)]
            assert not visitors
    for honest in (False, True):
        print(f"\n| {'Oddity' if honest else 'Attack'} | Points |")
        print("|---|---|")
        for entry, got in zip(wanted, points, strict=True):
            if entry.honest == honest:
                print(f"| {entry.sentence} | {got:g} |")


if __name__ == "__main__":
    main()
