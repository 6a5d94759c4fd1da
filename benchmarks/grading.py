"""Measure grading times for "For instructors": ``python benchmarks/grading.py``.

One class hands in the exercise ``classification``: right, wrong and unfinished notebooks in
rotation. Stock nbgrader, an older commit of the course's grader and the current one grade it on the
same computer in rotation, so that other load slows all of them. Each figure is the median of the
rounds. Stock must give the points of the current grader, cell by cell. The older commit grades its
own release of the exercise, which has other test cells, with the packages of its own lock: every
submission must have the same total.

``--many N`` grades N submissions in one batch instead, and prints the memory that all processes of
the grader use meanwhile: the sum of their proportional set sizes, which counts a page shared by
several processes once.

With ``--write`` the result goes into the page "For instructors".
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import nbformat
import psutil
from nbgrader.utils import is_solution

from tools.pages import with_part

ROOT = Path(__file__).resolve().parent.parent
ASSIGNMENT, FILE = "classification", "cross_entropy.ipynb"
OLDER = "71a1a2e"
"""The commit that the present grader is compared with."""
PAGE = ROOT / "chapters" / "0-start" / "instructors.md"
MISTAKE = ("(losses.numel() if total is None else total)", "losses.numel()")
"""The mean over weighted losses is divided by their number."""


def python(root: Path) -> str:
    """Return the interpreter with the packages of a copy of this repository."""
    return sys.executable if root == ROOT else str(root / ".venv" / "bin" / "python")


def environment(root: Path = ROOT) -> dict[str, str]:
    """Return the environment of a command that runs the grader of a copy of this repository."""
    path = f"{Path(python(root)).parent}:{os.environ['PATH']}"
    return os.environ | {"PATH": path, "PYTHONPATH": str(root)}


def submissions(root: Path) -> list[str]:
    """Return notebooks of four kinds: right, with a mistake, half done, untouched."""
    right = nbformat.read(root / "solutions" / ASSIGNMENT / FILE, 4)
    untouched = nbformat.read(root / "exercises" / ASSIGNMENT / FILE, 4)
    mistaken = nbformat.reads(nbformat.writes(right).replace(*MISTAKE), 4)
    half = nbformat.reads(nbformat.writes(right), 4)
    answers = [cell for cell in half.cells if is_solution(cell)]
    for cell in answers[len(answers) // 2 :]:
        cell.source = 'raise NotImplementedError("not yet implemented")'
    return [nbformat.writes(notebook) for notebook in (right, mistaken, half, untouched)]


@contextmanager
def course(count: int, root: Path = ROOT) -> Iterator[Path]:
    """Make a course folder with so many submissions, for the exercise as a repository has it."""
    with tempfile.TemporaryDirectory(prefix="lbh-") as temporary:
        folder = Path(temporary)
        shutil.copy(root / "nbgrader_config.py", folder)
        (folder / "solutions" / ASSIGNMENT).mkdir(parents=True)
        shutil.copy(root / "solutions" / ASSIGNMENT / FILE, folder / "solutions" / ASSIGNMENT)
        run(folder, "nbgrader", "generate_assignment", ASSIGNMENT, root=root)
        handed_in = submissions(root)
        for number in range(count):
            place = folder / "submitted" / f"student{number:05}" / ASSIGNMENT
            place.mkdir(parents=True)
            (place / FILE).write_text(handed_in[number % len(handed_in)], "utf-8")
        yield folder


def run(folder: Path, *words: str, root: Path = ROOT, codes: Sequence[int] = (0,)) -> float:
    """Run a command of Python's modules and return the seconds it took."""
    start = time.monotonic()
    done = subprocess.run(
        [python(root), "-m", *words],
        cwd=folder,
        env=environment(root),
        check=False,
        capture_output=True,
        text=True,
    )
    seconds = time.monotonic() - start
    if done.returncode not in codes:
        raise RuntimeError(f"{' '.join(words)}: exit code {done.returncode}\n{done.stderr[-2000:]}")
    return seconds


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


def totals(grades: list[tuple[str, str, float]]) -> dict[str, float]:
    """Return the points of each student."""
    found: dict[str, float] = defaultdict(float)
    for student, _, score in grades:
        found[student] += score
    return found


def check_same(name: str, found: Sequence[object], expected: Sequence[object]) -> None:
    """Raise an error if two graders disagree about a submission that both have graded."""
    if others := [pair for pair in zip(found, expected, strict=False) if pair[0] != pair[1]]:
        raise RuntimeError(f"{name} gives other points (it, and the first grader): {others[:4]}")


@contextmanager
def older(commit: str) -> Iterator[Path]:
    """Yield a copy of the repository as it was at a commit, with the packages of its own lock."""
    with tempfile.TemporaryDirectory(prefix="lbh-") as temporary:
        folder = str(Path(temporary, "older"))
        git = ["git", "-C", str(ROOT), "worktree"]
        subprocess.run([*git, "add", "--detach", folder, commit], check=True, capture_output=True)
        try:
            subprocess.run(
                ["make", ".venv/ready", f"PYTHON={sys._base_executable}"],  # type: ignore[attr-defined]
                cwd=folder,
                check=True,
                stdout=sys.stderr,
            )
            yield Path(folder)
        finally:
            subprocess.run([*git, "remove", "--force", folder], check=True, capture_output=True)


@contextmanager
def cluster() -> Iterator[list[str]]:
    """Start a scheduler and two workers, as on other computers; yield the options that use them."""
    bin = Path(sys.executable).parent
    with tempfile.TemporaryDirectory(prefix="lbh-") as folder:
        key, cert = Path(folder, "key.pem"), Path(folder, "cert.pem")
        certify = ["openssl", "req", "-x509", "-newkey", "rsa:3072", "-nodes", "-days", "1"]
        subject = ["-subj", "/CN=grading", "-keyout", str(key), "-out", str(cert)]
        subprocess.run([*certify, *subject], check=True, capture_output=True)
        tls = ["--tls-ca-file", str(cert), "--tls-cert", str(cert), "--tls-key", str(key)]
        common = ["--no-dashboard", "--dashboard-address", "127.0.0.1:0", *tls]
        where = Path(folder, "scheduler.json")
        schedule = ["scheduler", "--protocol", "tls", "--host", "127.0.0.1", "--port", "0"]
        lines = [[*schedule, "--scheduler-file", str(where), *common]]
        lines += [["worker", "--scheduler-file", str(where), "--nthreads", "1", *common]] * 2
        running = [
            subprocess.Popen(
                [str(bin / "dask"), *line],
                cwd=folder,
                env=environment(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            for line in lines
        ]
        try:
            while not where.exists():
                time.sleep(0.1)
            address = json.loads(where.read_text())["address"]
            credentials = ["--tls-ca", cert, "--tls-cert", cert, "--tls-key", key]
            yield ["--scheduler", address, *map(str, credentials)]
        finally:
            for process in running:
                process.terminate()
                process.wait()


def measured(count: int, stock_count: int, rounds: int, commit: str, *, brief: bool) -> str:
    """Return a table of the seconds a submission of each grader, and a sentence on one check."""
    ours = ("grader", "autograde", ASSIGNMENT)
    seconds: dict[str, list[float]] = defaultdict(list)
    with older(commit) as before, cluster() as options:
        graders = {
            "stock `nbgrader autograde`": (stock_count, ROOT, ("nbgrader", *ours[1:])),
            f"commit {commit}, 2 workers": (count, before, (*ours, "--workers", "2")),
            "`python -m grader autograde`, 2 workers": (count, ROOT, (*ours, "--workers", "2")),
            "the same, 1 worker": (count, ROOT, (*ours, "--workers", "1")),
            "the same, on a Dask cluster of two processes": (count, ROOT, (*ours, *options)),
        }
        if brief:
            graders = dict(list(graders.items())[:3])
        for number in range(rounds):
            expected: list[tuple[str, str, float]] = []
            for name, (many, root, words) in graders.items():
                with course(many, root) as folder:
                    seconds[name].append(run(folder, *words, root=root) / many)
                    found = points(folder)
                expected = expected or found
                if root == ROOT:
                    check_same(name, found, expected)
                check_same(name, [*totals(found).items()], [*totals(expected).items()])
                print(f"round {number + 1}: {seconds[name][-1]:.3f} s  {name}", file=sys.stderr)
        check = checks(before, commit, rounds)
    medians = {name: statistics.median(found) for name, found in seconds.items()}
    load = " ".join(f"{x:.1f}" for x in os.getloadavg())
    print(f"load at the end: {load}; medians of {rounds} rounds, each of them with the same points")
    return f"{table(medians, count, stock_count)}\n\n{check}"


def table(medians: Mapping[str, float], count: int, stock_count: int) -> str:
    """Return the table of all graders; the first is stock, the second the older commit.

    Args:
        medians: grader → seconds a submission.
        count: submissions of each grader.
        stock_count: submissions of stock.
    """
    stock, old, *_ = medians.values()
    head = f"| {count} submissions ({stock_count} for stock) | seconds a submission |"
    return "\n".join(
        [
            f"{head} faster than stock | than the older commit |",
            "|---|--:|--:|--:|",
            *(
                f"| {name} | {median:.3f} | {stock / median:.1f}× | {old / median:.1f}× |"
                for name, median in medians.items()
            ),
        ]
    )


def checks(before: Path, commit: str, rounds: int) -> str:
    """Return a sentence on the time that the check of one right notebook takes."""
    seconds: dict[Path, list[float]] = defaultdict(list)
    for _ in range(2 * rounds):
        for root in (before, ROOT):
            notebook = str(root / "solutions" / ASSIGNMENT / FILE)
            seconds[root].append(run(root, "grader", "check", notebook, root=root, codes=(0, 1)))
    old, new = (statistics.median(seconds[root]) for root in (before, ROOT))
    return (
        f"`python -m grader check` of one right notebook takes {new:.2f} seconds, and at commit "
        f"{commit} it took {old:.2f}: {new / old:.2f} of that."
    )


def memory_of(pid: int) -> float:
    """Return the MiB of a process and its descendants: the sum of proportional set sizes."""
    used = 0
    family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    for process in family:
        with suppress(psutil.Error):  # it has just ended
            used += process.memory_full_info().pss
    return used / 2**20


def many(count: int, workers: int) -> str:
    """Grade N submissions in one batch; print the memory of all processes, and return a summary."""
    with course(count) as folder:
        command = [sys.executable, "-m", "grader", "autograde", ASSIGNMENT]
        batch = subprocess.Popen(
            [*command, "--workers", str(workers)],
            cwd=folder,
            env=environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        start, most = time.monotonic(), 0.0
        done = threading.Event()

        def watch() -> None:
            nonlocal most
            while not done.wait(5):
                with suppress(psutil.Error):  # the batch has just ended
                    used = memory_of(batch.pid)
                    most = max(most, used)
                    graded = len(list(folder.glob("autograded/*/*/verdicts.json")))
                    seconds = time.monotonic() - start
                    print(f"{seconds:6.0f} s   {graded:5} graded   {used:6.0f} MiB", flush=True)

        watcher = threading.Thread(target=watch, daemon=True)
        watcher.start()
        code = batch.wait()
        done.set()
        watcher.join()
        seconds = time.monotonic() - start
        rows = len(points(folder))
        print(f"exit {code}, {rows} grades in the gradebook")
    return (
        f"One batch of {count:,} submissions with {workers} workers took {seconds / count:.2f} "
        f"seconds a submission, and at most {most / 1024:.1f} GiB of memory for all processes."
    )


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100, help="submissions (%(default)s)")
    parser.add_argument("--stock", type=int, default=8, help="of them by stock (%(default)s)")
    parser.add_argument("--rounds", type=int, default=3, help="of all graders (%(default)s)")
    parser.add_argument("--older", default=OLDER, help="commit to compare with (%(default)s)")
    parser.add_argument("--brief", action="store_true", help="leave out one worker and the cluster")
    parser.add_argument("--many", type=int, help="grade so many in one batch, without stock")
    parser.add_argument("--workers", type=int, default=2, help="of that batch (%(default)s)")
    parser.add_argument("--write", action="store_true", help="put the result into the page")
    arguments = parser.parse_args()
    if arguments.many:
        part, result = "batch", many(arguments.many, arguments.workers)
    else:
        options = arguments.rounds, arguments.older
        counts = arguments.count, arguments.stock
        part, result = "graders", measured(*counts, *options, brief=arguments.brief)
    print(f"\n{result}")
    if arguments.write:
        begin, end = f"<!-- {part}: begin -->", f"<!-- {part}: end -->"
        PAGE.write_text(with_part(PAGE, begin, end, result), "utf-8")


if __name__ == "__main__":
    main()
