"""Compare the browser edition with torch: ``python -m tools.editions [ANSWER ...]``.

An exercise runs twice with the same answer: with torch, and with the small torch of ``browser/`` in
a separate Python process. The command compares the verdicts on the bank of answers, and lists the
differences; the whole bank takes some minutes.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import nbformat

from book.solve import course
from tools import bank, runtime
from tools.answers import functions_of
from tools.bank import NOTEBOOKS, ROOT, answers, notebook_for

EDITION = ROOT / "browser"
LISTED = ROOT / "tests" / "browser" / "differences.toml"
Verdicts = dict[str, tuple[str, str]]
"""Test cell → outcome and message."""
SECONDS: dict[str, float] = {}
"""What each case took in Pyodide, when it ran last."""


@dataclass(frozen=True)
class Case:
    """One exercise with one answer.

    Attributes:
        name: the name of the answer.
        cells: the cells of the released notebook, in the form that ``browser/runner.py`` expects.
        answers: id of a solution cell → its source.
    """

    name: str
    cells: Sequence[Mapping[str, Any]]
    answers: Mapping[str, str]


@cache
def cells_of(notebook: Path) -> list[dict[str, Any]]:
    """Return the code cells of a notebook; a test has points, a solution cell ``solution``."""
    cells = []
    for place, cell in enumerate(nbformat.read(notebook, as_version=4).cells, 1):
        if cell.cell_type == "code":
            meta = cell.metadata.get("nbgrader", {})
            found = {"id": meta.get("grade_id") or f"cell {place}", "source": cell.source}
            if meta.get("grade"):
                found["points"] = meta["points"]
            elif meta.get("solution"):
                found["solution"] = True
            cells.append(found)
    return cells


def released(master: Path) -> Path:
    """Return the released notebook of a master."""
    return ROOT / "exercises" / master.relative_to(ROOT / "solutions")


def references(master: Path) -> dict[str, str]:
    """Return the solution cells of a master, id → source."""
    return {cell["id"]: cell["source"] for cell in cells_of(master) if "solution" in cell}


def solved(master: Path) -> Case:
    """Return an exercise with the reference as its answer."""
    return Case(bank.name_of(master), cells_of(released(master)), references(master))


def name_of(answer: Path) -> str:
    """Return the name of an answer of the bank: its path in the bank."""
    return str(answer.relative_to(ROOT / "tests" / "bank").with_suffix(""))


def case_of(answer: Path) -> Case:
    """Return an exercise with an answer of the bank, and the reference for all other functions."""
    master, source = notebook_for(answer), answer.read_text("utf-8")
    mine = {
        name: source if functions_of(reference) & functions_of(source) else reference
        for name, reference in references(master).items()
    }
    return Case(name_of(answer), cells_of(released(master)), mine)


def verdicts(cases: Sequence[Case], *, browser: bool) -> dict[str, Verdicts]:
    """Run exercises in a separate Python process, each in a fork of it.

    Args:
        cases: what to run.
        browser: whether to use the small torch instead of torch.

    Returns:
        Name of the case → its verdicts. A case that took too long or died has none.

    Raises:
        RuntimeError: the process failed; the message is its last words.
    """
    paths = [EDITION, ROOT] if browser else [ROOT]
    environment = {"PYTHONPATH": os.pathsep.join(map(str, paths)), "OMP_NUM_THREADS": "1"}
    told = _asked([sys.executable, "-P", str(EDITION / "many.py")], cases, environment)
    return {name: _verdicts(rows) for name, rows in told}


def in_pyodide(cases: Sequence[Case], home: Path) -> dict[str, Verdicts]:
    """Run exercises in Pyodide under Node.js, one after the other.

    Args:
        cases: what to run; none may run forever.
        home: folder that ``tools.runtime`` filled.

    Raises:
        RuntimeError: the process failed; the message is its last words.
    """
    with tempfile.NamedTemporaryFile(suffix=".zip") as packed:
        packed.write(course(explanations=True))
        packed.flush()
        told = _asked(["node", str(EDITION / "node.mjs"), str(home), packed.name], cases)
    SECONDS.update({name: milliseconds / 1000 for name, _, milliseconds in told})
    return {name: _verdicts(rows) for name, rows, _ in told}


def _asked(
    command: Sequence[str], cases: Sequence[Case], environment: Mapping[str, str] | None = None
) -> list[Any]:
    """Send the cases to a process as lines of JSON, and return its lines."""
    done = subprocess.run(
        command,
        input="".join(f"{json.dumps([c.name, c.cells, c.answers])}\n" for c in cases),
        env={**os.environ, **(environment or {})},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return [json.loads(line) for line in done.stdout.splitlines()]


def _verdicts(rows: Sequence[Mapping[str, str]]) -> Verdicts:
    return {row["test"]: (row["outcome"], row["message"]) for row in rows}


def first_failure(found: Verdicts) -> tuple[str, str]:
    """Return the first test that fails and its message, or two empty texts."""
    lost = ((test, said) for test, (outcome, said) in found.items() if outcome != "passed")
    return next(lost, ("", ""))


def failing(found: Verdicts) -> list[str]:
    """Return the tests that fail."""
    return [test for test, (outcome, _) in found.items() if outcome != "passed"]


def difference(torchs: Verdicts, ours: Verdicts) -> str:
    """Return how two editions differ on an answer: in the failing tests, or in the first message.

    >>> difference({"a": ("failed", "no")}, {"a": ("failed", "no")})
    ''
    >>> difference({"a": ("failed", "no")}, {"a": ("passed", "")})
    'torch fails a, the browser edition nothing'
    """
    if failing(torchs) != failing(ours):
        there, here = (", ".join(failing(found)) or "nothing" for found in (torchs, ours))
        return f"torch fails {there}, the browser edition {here}"
    (test, said), (_, says) = first_failure(torchs), first_failure(ours)
    return "" if said == says else f"{test}\n--- torch\n{said}\n--- the browser edition\n{says}"


def listed() -> dict[str, str]:
    """Return the listed differences: answer → why the editions differ on it."""
    entries = tomllib.loads(LISTED.read_text("utf-8")).get("difference", [])
    return {entry["answer"]: entry["because"] for entry in entries}


def main(arguments: list[str] | None = None) -> int:
    """Compare the editions on answers of the bank; return 1 if there is an unlisted difference."""
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m tools.editions")
    parser.add_argument("answers", nargs="*", type=Path, help="files of tests/bank; all by default")
    parser.add_argument("--pyodide", action="store_true", help="time the references in Pyodide")
    given = parser.parse_args(arguments)
    if given.pyodide:
        return _timed()
    asked = given.answers
    paths = [path.resolve() for path in asked] or [*answers("wrong"), *answers("accepted")]
    cases = [case_of(path) for path in paths]
    theirs, ours = (verdicts(cases, browser=browser) for browser in (False, True))
    known, unlisted = listed(), 0
    for case in cases:
        found = difference(theirs.get(case.name, {}), ours.get(case.name, {}))
        if found:
            unlisted += case.name not in known
            print(f"### {case.name}: {known.get(case.name, 'NOT LISTED')}\n{found}\n")
    print(f"{len(cases)} answers, {unlisted} differ and are not listed")
    return 1 if unlisted else 0


def _timed() -> int:
    """Run every reference in Pyodide twice; print the time of the second run."""
    cases = [solved(master) for master in NOTEBOOKS for _ in range(2)]
    found = in_pyodide(cases, runtime.HOME)
    for name, seconds in sorted(SECONDS.items(), key=lambda pair: -pair[1]):
        print(f"{name:50} {seconds:7.3f} s  {len(failing(found[name]))} tests fail")
    median = statistics.median(SECONDS.values())
    tests = sum(map(len, found.values()))
    failed = sum(len(failing(one)) for one in found.values())
    print(f"median {median:.3f} s; {tests - failed} of {tests} visible tests pass")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
