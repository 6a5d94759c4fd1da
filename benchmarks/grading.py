"""How fast is grading? ``python benchmarks/grading.py`` prints the table of "for instructors".

One class hands in the exercise ``classification``: right, wrong and unfinished notebooks by turns.
Stock nbgrader and the course's grader grade the same files on the same computer, one after the
other, and must give the same points. ``--many N`` grades N submissions in one batch instead, and
prints the memory that the grader's processes take on the way.
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
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat
import psutil
from nbgrader.utils import is_solution

ROOT = Path(__file__).resolve().parent.parent
ASSIGNMENT, FILE = "classification", "cross_entropy.ipynb"
ENVIRONMENT = os.environ | {
    "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
    "PYTHONPATH": str(ROOT),
}


def submissions() -> list[str]:
    """Return notebooks as a class hands them in: right, with a mistake, half done, untouched."""
    right = nbformat.read(ROOT / "solutions" / ASSIGNMENT / FILE, 4)
    untouched = nbformat.read(ROOT / "exercises" / ASSIGNMENT / FILE, 4)
    mistaken = nbformat.reads(nbformat.writes(right).replace("shifted.exp()", "x.exp()"), 4)
    half = nbformat.reads(nbformat.writes(right), 4)
    answers = [cell for cell in half.cells if is_solution(cell)]
    for cell in answers[len(answers) // 2 :]:
        cell.source = 'raise NotImplementedError("not yet implemented")'
    return [nbformat.writes(notebook) for notebook in (right, mistaken, half, untouched)]


@contextmanager
def course(count: int) -> Iterator[Path]:
    """Make a course folder with so many submissions."""
    with tempfile.TemporaryDirectory(prefix="lbh-") as temporary:
        folder = Path(temporary)
        shutil.copy(ROOT / "nbgrader_config.py", folder)
        (folder / "solutions" / ASSIGNMENT).mkdir(parents=True)
        shutil.copy(ROOT / "solutions" / ASSIGNMENT / FILE, folder / "solutions" / ASSIGNMENT)
        run(folder, "nbgrader", "generate_assignment", ASSIGNMENT)
        handed_in = submissions()
        for number in range(count):
            place = folder / "submitted" / f"student{number:05}" / ASSIGNMENT
            place.mkdir(parents=True)
            (place / FILE).write_text(handed_in[number % len(handed_in)], "utf-8")
        yield folder


def run(folder: Path, *words: str) -> float:
    """Run a command of Python's modules and return the seconds it took."""
    start = time.monotonic()
    subprocess.run(
        [sys.executable, "-m", *words],
        cwd=folder,
        env=ENVIRONMENT,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return time.monotonic() - start


def points(folder: Path) -> list[tuple[str, str, float]]:
    """Return every grade of the gradebook."""
    with sqlite3.connect(folder / "gradebook.db") as database:
        return database.execute(
            "SELECT student_id, base_cell.name, auto_score FROM grade"
            " JOIN base_cell ON base_cell.id = cell_id"
            " JOIN submitted_notebook ON submitted_notebook.id = grade.notebook_id"
            " JOIN submitted_assignment"
            " ON submitted_assignment.id = submitted_notebook.assignment_id"
            " ORDER BY student_id, base_cell.name"
        ).fetchall()


@contextmanager
def cluster() -> Iterator[str]:
    """Start a Dask scheduler and two workers, as on a second machine; yield the address."""
    program = str(Path(sys.executable).parent / "dask")
    with tempfile.TemporaryDirectory(prefix="lbh-") as folder:
        address = Path(folder, "scheduler.json")
        common = ["--no-dashboard", "--scheduler-file", str(address)]
        lines = [
            [program, "scheduler", "--port", "0", *common],
            *([program, "worker", "--nthreads", "1", *common] for _ in range(2)),
        ]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder}
        running = [subprocess.Popen(line, **quiet) for line in lines]  # type: ignore[call-overload]
        try:
            while not address.exists():
                time.sleep(0.1)
            yield json.loads(address.read_text())["address"]
        finally:
            for process in running:
                process.terminate()
                process.wait()


def table(count: int, stock_count: int) -> None:
    """Print seconds a submission of each grader, and how many times faster than stock that is."""
    grader = ("grader", "autograde", ASSIGNMENT)
    with course(stock_count) as folder:
        stock = run(folder, "nbgrader", "autograde", ASSIGNMENT) / stock_count
        expected = points(folder)
    rows: list[tuple[str, float]] = [("stock `nbgrader autograde`", stock)]

    def measure(name: str, grade: Callable[[Path], float]) -> None:
        with course(count) as folder:
            seconds = grade(folder) / count
            found = points(folder)[: len(expected)]
        assert found == expected, f"{name} gives other points than stock nbgrader"
        rows.append((name, seconds))

    for workers in (1, 2):
        name = f"`python -m grader autograde`, {workers} worker{'s' * (workers > 1)}"
        measure(name, lambda folder, n=workers: run(folder, *grader, "--workers", str(n)))
    with cluster() as address:
        name = "the same, on a Dask cluster of two processes"
        measure(name, lambda folder: run(folder, *grader, "--scheduler", address))
    print(f"| {count} submissions ({stock_count} for stock) | seconds a submission | faster |")
    print("|---|---|---|")
    for name, seconds in rows:
        print(f"| {name} | {seconds:.2f} | {stock / seconds:.1f}× |")


def many(count: int) -> None:
    """Grade so many in one batch, and print the memory of all processes as it goes."""
    with course(count) as folder:
        command = [sys.executable, "-m", "grader", "autograde", ASSIGNMENT]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        batch = subprocess.Popen(command, cwd=folder, env=ENVIRONMENT, **quiet)  # type: ignore[call-overload]
        start = time.monotonic()
        done = threading.Event()

        def watch() -> None:
            while not done.wait(20):
                family = [psutil.Process(batch.pid)]
                family += family[0].children(recursive=True)
                used = sum(process.memory_info().rss for process in family if process.is_running())
                graded = len(list(folder.glob("autograded/*/*/verdicts.json")))
                seconds = time.monotonic() - start
                print(f"{seconds:6.0f} s   {graded:5} graded   {used / 2**20:6.0f} MiB", flush=True)

        threading.Thread(target=watch, daemon=True).start()
        code = batch.wait()
        done.set()
        seconds = time.monotonic() - start
        rows = len(points(folder))
        print(f"{count} submissions in {seconds:.0f} s, {seconds / count:.2f} s each; exit {code}")
        print(f"{rows} grades in the gradebook")


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=40, help="submissions (%(default)s)")
    parser.add_argument("--stock", type=int, default=8, help="of them by stock (%(default)s)")
    parser.add_argument("--many", type=int, help="grade so many in one batch, without stock")
    arguments = parser.parse_args()
    if arguments.many:
        many(arguments.many)
    else:
        table(arguments.count, arguments.stock)


if __name__ == "__main__":
    main()
