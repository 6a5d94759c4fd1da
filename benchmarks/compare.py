"""Compare three graders on the same notebooks: ``python benchmarks/compare.py``.

The exercise is ``classification/cross_entropy``. This course's grader, stock nbgrader without this
course's settings, and otter-grader grade the same files on the same computer, one grader after the
other: ordinary notebooks for points and time, then files that are malformed by accident. Attacks
are not compared.

otter-grader grades the notebooks unchanged. Each test cell of the master became a test file in
otter's exception-based format, with its points, hidden if it has a hidden part; its source runs in
a copy of the notebook's namespace, which otter passes to it. ``otter run`` grades one notebook in a
process of its own; ``otter grade`` does so in containers, which are not compared. A submission of
several files is handed to it as a zip. This grader starts its processes once for a class, so that
its time is measured with many notebooks; the others need the same time for each notebook.

otter-grader gets an environment of its own, with the packages of ``lossutil``.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from importlib.metadata import requires, version
from pathlib import Path

import nbformat
from grading import ASSIGNMENT, FILE, ROOT, submissions
from nbgrader.utils import is_grade, is_solution

OURS, OTTER = "this grader", "7.0.0"
HONEST = ("right", "one mistake", "half done", "untouched")
ENVIRONMENT = {
    name: value
    for name, value in os.environ.items()
    if not name.startswith(("JUPYTER", "IPYTHON", "PYTHON"))
} | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
STOCK = """\
c = get_config()
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"
c.Execute.timeout = 60
c.Execute.startup_timeout = 120
c.ClearSolutions.code_stub = {"python": "raise NotImplementedError"}
"""
MOST = sum(
    cell.metadata.nbgrader.points
    for cell in nbformat.read(ROOT / "solutions" / ASSIGNMENT / FILE, 4).cells
    if is_grade(cell)
)
Files = dict[str, bytes]
Points = dict[str, float | None]
"""Points by submission; None where there is no grade."""


def odd_files(right: str) -> dict[str, Files]:
    """Return right notebooks that were damaged by accident, by the kind of damage."""
    notebook = nbformat.reads(right, 4)
    no_kernel, no_cells, beside = (nbformat.reads(right, 4) for _ in range(3))
    no_kernel.metadata.clear()
    for cell in no_cells.cells:
        cell.metadata.clear()
    beside.cells.insert(1, nbformat.v4.new_code_cell("import helper\n\nassert helper.TWO == 2"))
    data = nbformat.writes(notebook).encode()
    return {
        "a byte order mark in front": {FILE: b"\xef\xbb\xbf" + data},
        "the notebook's own metadata is gone": {FILE: nbformat.writes(no_kernel).encode()},
        "the metadata of all cells is gone": {FILE: nbformat.writes(no_cells).encode()},
        f"called {FILE}.txt": {f"{FILE}.txt": data},
        f"called {FILE.replace('.', ' (1).')}": {FILE.replace(".", " (1)."): data},
        "imports a module handed in beside it": {
            FILE: nbformat.writes(beside).encode(),
            "helper.py": b"TWO = 2\n",
        },
    }


def run(folder: Path, *words: str) -> tuple[float, int]:
    """Run a command and return its seconds and its exit code."""
    programs = {"PATH": f"{Path(words[0]).parent}:{os.environ['PATH']}"}
    start = time.monotonic()
    done = subprocess.run(
        words, cwd=folder, env=ENVIRONMENT | programs, capture_output=True, check=False
    )
    return time.monotonic() - start, done.returncode


def by_nbgrader(handed_in: dict[str, Files], *command: str, settings: str) -> tuple[float, Points]:
    """Grade in a course folder of nbgrader's; return seconds and points."""
    with tempfile.TemporaryDirectory(prefix="lbh-") as temporary:
        folder = Path(temporary)
        (folder / "nbgrader_config.py").write_text(settings, "utf-8")
        (folder / "solutions" / ASSIGNMENT).mkdir(parents=True)
        shutil.copy(ROOT / "solutions" / ASSIGNMENT / FILE, folder / "solutions" / ASSIGNMENT)
        _, code = run(folder, sys.executable, "-m", "nbgrader", "generate_assignment", ASSIGNMENT)
        assert code == 0
        students = {f"student{number}": name for number, name in enumerate(handed_in)}
        for student, name in students.items():
            for file, data in handed_in[name].items():
                path = folder / "submitted" / student / ASSIGNMENT / file
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
        seconds, _ = run(folder, sys.executable, "-m", *command, ASSIGNMENT)
        with sqlite3.connect(folder / "gradebook.db") as database:
            rows = database.execute(
                "SELECT student_id, sum(coalesce(auto_score, 0)), count(auto_score) FROM grade"
                " JOIN submitted_notebook ON submitted_notebook.id = grade.notebook_id"
                " JOIN submitted_assignment"
                " ON submitted_assignment.id = submitted_notebook.assignment_id"
                " GROUP BY student_id"
            ).fetchall()
    found = {students[student]: points if graded else None for student, points, graded in rows}
    return seconds, {name: found.get(name) for name in handed_in}


def otter_tests(folder: Path) -> None:
    """Write the master's test cells as otter's test files, into a new folder."""
    folder.mkdir()
    behind = ""
    for cell in nbformat.read(ROOT / "solutions" / ASSIGNMENT / FILE, 4).cells:
        if is_solution(cell):
            behind = cell.metadata.nbgrader.grade_id
        elif is_grade(cell):
            name, points = cell.metadata.nbgrader.grade_id, cell.metadata.nbgrader.points
            hidden = "BEGIN HIDDEN TESTS" in cell.source
            (folder / f"{name}.py").write_text(
                "from otter.test_files import test_case\n\n"
                f"OK_FORMAT = False\nname = {name!r}\npoints = {points}\n\n"
                f"SOURCE = {cell.source!r}\n\n\n"
                f"@test_case(points={points}, hidden={hidden})\n"
                f"def {name}(env):\n"
                f'    """Tests {behind}."""\n'
                "    exec(SOURCE, dict(env))\n",
                "utf-8",
            )


def by_otter(handed_in: dict[str, Files], environment: Path) -> tuple[float, Points]:
    """Grade one after the other with ``otter run``; return seconds and points."""
    otter = str(environment / "bin" / "otter")
    points: Points = {}
    total = 0.0
    with tempfile.TemporaryDirectory(prefix="lbh-") as temporary:
        folder = Path(temporary)
        otter_tests(folder / "tests")
        options = ["--no-requirements", "--no-environment"]
        _, code = run(folder, otter, "generate", "-t", "tests", "-o", "autograder.zip", *options)
        assert code == 0
        for number, (name, files) in enumerate(handed_in.items()):
            place, results = folder / f"in{number}", folder / f"out{number}"
            place.mkdir()
            results.mkdir()
            for file, data in files.items():
                (place / file).write_bytes(data)
            (submission,) = place.iterdir() if len(files) == 1 else [place / "submission.zip"]
            if len(files) > 1:
                with zipfile.ZipFile(submission, "w") as archive:
                    for file, data in files.items():
                        archive.writestr(file, data)
            seconds, _ = run(
                folder, otter, "run", "-a", "autograder.zip", "-o", str(results), str(submission)
            )
            total += seconds
            written = results / "results.json"
            tests = json.loads(written.read_text()).get("tests", []) if written.exists() else []
            scores = [test.get("score") for test in tests if test.get("name") != "Public Tests"]
            points[name] = sum(filter(None, scores)) if scores else None
    return total, points


def otter_environment(folder: Path) -> Path:
    """Create otter-grader's environment if it does not exist."""
    if not (folder / "bin" / "otter").exists():
        packages = [r for r in requires("losses-by-hand") or [] if "extra ==" not in r]
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
        pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet"]
        # otter runs notebooks in a kernel, but does not depend on one.
        subprocess.run([*pip, f"otter-grader=={OTTER}", "ipykernel", *packages], check=True)
    return folder


def main() -> None:
    """Read the command line and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--count", type=int, default=200, help="honest notebooks for this grader (%(default)s)"
    )
    parser.add_argument("--few", type=int, default=8, help="for the others (%(default)s)")
    parser.add_argument(
        "--otter", type=Path, default=ROOT / "_build" / "otter", help="its environment's folder"
    )
    arguments = parser.parse_args()
    environment = otter_environment(arguments.otter.resolve())
    settings = (ROOT / "nbgrader_config.py").read_text("utf-8")
    graders: dict[str, Callable[[dict[str, Files]], tuple[float, Points]]] = {
        OURS: lambda files: by_nbgrader(files, "grader", "autograde", settings=settings),
        f"nbgrader {version('nbgrader')}": lambda files: by_nbgrader(
            files, "nbgrader", "autograde", settings=STOCK
        ),
        f"otter-grader {OTTER}": lambda files: by_otter(files, environment),
    }
    texts = submissions(ROOT)
    honest = {
        f"{HONEST[number % len(texts)]} {number}": {FILE: texts[number % len(texts)].encode()}
        for number in range(max(arguments.count, arguments.few))
    }
    odd = odd_files(texts[0])
    points: dict[str, Points] = {}
    seconds = {}
    for name, grade in graders.items():
        count = arguments.count if name == OURS else arguments.few
        taken, points[name] = grade(dict(list(honest.items())[:count]))
        seconds[name] = taken / count
        assert points[name]["right 0"] == MOST, f"{name} was not given the exercise as it is"
        points[name] |= grade(odd)[1]
    head = ["Submission", *graders]
    print("| " + " | ".join(head) + " |\n|---|" + "--:|" * len(graders))
    for row in [f"{name} {number}" for number, name in enumerate(HONEST)] + list(odd):
        shown = row.rstrip("0123456789").strip() if row not in odd else row
        cells = [points[name].get(row) for name in graders]
        words = ["no grade" if cell is None else f"{cell:g}" for cell in cells]
        print(f"| {shown} | " + " | ".join(words) + " |")
    pace = [f"{seconds[name]:.2f}" for name in graders]
    print("| seconds for an honest one | " + " | ".join(pace) + " |")
    minutes = [f"{seconds[name] * 200 / 60:.1f}" for name in graders]
    print("| minutes for 200 of them | " + " | ".join(minutes) + " |")


if __name__ == "__main__":
    main()
