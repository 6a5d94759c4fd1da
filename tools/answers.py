"""Run an answer against an exercise's tests, in a fork with a time limit instead of a kernel.

The tests of the bank and ``tools.mutants`` use it. It is not a sandbox: it runs code of this
repository only. Students' submissions are run by ``grader``.
"""

from __future__ import annotations

import ast
import contextlib
import importlib
import io
import linecache
import multiprocessing
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import CodeType

import nbformat
import torch

from lossutil import checks

SECONDS = 20.0  # the longest acceptable time for a whole notebook
FORKING = threading.Lock()
"""Threads fork one after the other: filelock, which torch loads, refuses two forks at once."""


@dataclass(frozen=True)
class Cell:
    """A code cell of an exercise; grade_id is '' if the cell has no nbgrader metadata."""

    source: str
    grade_id: str
    points: float
    is_solution: bool

    @property
    def file(self) -> str:
        """The name under which the cell is compiled."""
        return f"<{self.grade_id}>"

    @property
    def functions(self) -> frozenset[str]:
        """The names of the functions and classes that the cell defines."""
        return functions_of(self.source)


def functions_of(source: str) -> frozenset[str]:
    """Return the names of the functions and classes that a source defines at its top level.

    >>> sorted(functions_of("def f(): pass\\nclass Loss: pass\\nx = 1"))
    ['Loss', 'f']
    """
    body = ast.parse(source).body
    return frozenset(node.name for node in body if isinstance(node, ast.FunctionDef | ast.ClassDef))


def cells_of(notebook: Path) -> list[Cell]:
    """Return the code cells of a notebook, in order."""
    cells = []
    for cell in nbformat.read(notebook, as_version=4).cells:
        if cell.cell_type == "code":
            meta = cell.metadata.get("nbgrader", {})
            points = meta.get("points", 0) if meta.get("grade") else 0
            cells.append(
                Cell(cell.source, meta.get("grade_id", ""), points, meta.get("solution", False))
            )
    return cells


def verdicts(
    cells: Iterable[Cell],
    answer: str = "",
    *,
    only: Callable[[str], bool] = lambda test: True,
    stop_early: bool = False,
    seconds: float = SECONDS,
) -> dict[str, str]:
    """Run cells in a fork of this process; return test cell → its error, '' if it passed.

    If a solution cell defines a function that the answer also defines, the answer runs in its
    place; the other solution cells run unchanged.

    Args:
        cells: those of one notebook, in order.
        answer: source of some of the functions that the solution cells define.
        only: the test cells to run, by name; the others have no verdict.
        stop_early: whether the first test that fails is the last that runs.
        seconds: time limit of all cells together; the test that is running then fails.

    Raises:
        RuntimeError: a cell that is no test failed, or the process died.

    >>> cell = Cell("assert f(1) == 2, 'not doubled'", "test_f", 1, False)
    >>> solution = Cell("def f(x): return 2 * x", "f", 0, True)
    >>> verdicts([solution, cell]), verdicts([solution, cell], "def f(x): return x")
    ({'test_f': ''}, {'test_f': 'AssertionError: not doubled'})
    """
    warm_up()
    cells = list(cells)
    for cell in cells:  # here, so that forks need not repeat it
        _compiled(cell.source, cell.file)
    here, there = multiprocessing.Pipe(duplex=False)
    child = multiprocessing.get_context("fork").Process(
        target=_run, args=(cells, answer, only, stop_early, there)
    )
    with here:
        with there, FORKING:
            child.start()
        return _heard(here, child, seconds)


def _heard(here: Connection, child: BaseProcess, seconds: float) -> dict[str, str]:
    """Return what the child reports of its tests; end it in any case."""
    found: dict[str, str] = {}
    running = ""
    deadline = time.monotonic() + seconds
    try:
        while here.poll(max(0.0, deadline - time.monotonic())):
            kind, name, error = here.recv()
            if kind == "done":
                return found
            if kind == "broken":
                raise RuntimeError(f"cell {name} is no test, and failed: {error}")
            if kind == "starts":
                running = name
            else:
                found[name] = error
        found[running] = f"TimeoutError: still running after {seconds:g} s"
        return found
    except EOFError:
        child.join()
        raise RuntimeError(f"the process ended with {child.exitcode} in {running}") from None
    finally:
        child.kill()
        child.join()


@cache
def warm_up() -> None:
    """Load what tests load at first use, before the first fork: it takes seconds.

    Call it before threads call ``verdicts``: a fork during another thread's import may hang.
    """
    importlib.import_module("scipy.stats")
    checks.warm_up()


@cache
def _compiled(source: str, file: str) -> CodeType:
    return compile(source, file, "exec")


def _run(
    cells: list[Cell],
    answer: str,
    only: Callable[[str], bool],
    stop_early: bool,
    pipe: Connection,
) -> None:
    torch.set_num_threads(1)
    replaced = functions_of(answer)
    namespace: dict[str, object] = {"__name__": "__main__"}
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        for cell in cells:
            if cell.points and not only(cell.grade_id):
                continue
            pipe.send(("starts", cell.grade_id, ""))
            source = answer if cell.is_solution and cell.functions & replaced else cell.source
            error, lines = "", source.splitlines(keepends=True)
            linecache.cache[cell.file] = len(source), None, lines, cell.file
            try:
                exec(_compiled(source, cell.file), namespace)
            except Exception as raised:
                error = f"{type(raised).__name__}: {raised}"
            if cell.points:
                pipe.send(("verdict", cell.grade_id, error))
                if error and stop_early:
                    break
            elif error and (cell.is_solution or cell.grade_id):
                pipe.send(("broken", cell.grade_id, error))
    pipe.send(("done", "", ""))
