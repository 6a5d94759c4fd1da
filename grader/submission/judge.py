"""Grade one notebook: student cells run in the sandbox, test cells in this process.

The namespace of the tests holds what the master's locked cells define. Names that the student
defines are looked up in the sandbox: numbers and tensors are copied, a function becomes a
``Remote``. So the process that decides the points never runs student code, and the process that
runs student code never sees a test.
"""

from __future__ import annotations

import ast
import base64
import contextlib
import dataclasses
import functools
import io
import math
import numbers
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import CodeType
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_output
from nbgrader.utils import determine_grade, is_locked

from grader import guard
from grader.guard import Needs
from grader.limits import Limits
from grader.sandbox import Sandbox
from grader.submission.cells import grade_id, is_test
from grader.submission.repair import Repaired
from grader.submission.source import Source
from grader.text import valid
from grader.wire.calls import Gone, Peer, Remote, sense

STUB = "not yet implemented"
"""The release's code in place of a solution; see ``nbgrader_config.py``."""
PIECE = 2**19
"""Bytes of a file that one call sends to the sandbox: fewer than the smallest limit of a call."""
_NO_MEMORY = re.compile(r"can(no|')t allocate memory", re.IGNORECASE)
ENDED = {
    "time": "it took longer than {timeout} s",
    "memory": "it used too much memory",
    "processes": "it started too many processes",
    "crash": "the student's process ended",
    "nonsense": "the student's process gave answers that make no sense",
}


@dataclass(frozen=True)
class Verdict:
    """The result of one test cell of the exercise."""

    name: str
    outcome: str
    """passed, partly, failed, error, to do, or a key of ``ENDED``: why the run ended."""
    points: float
    possible: float
    message: str = ""
    seconds: float = 0.0
    suspicion: str = ""
    """Why a person should review the answer; no points are deducted for it."""


def judge(
    repaired: Repaired,
    sandbox: Sandbox,
    limits: Limits = Limits(),
    *,
    refuse_suspicion: bool = False,
    companions: Mapping[str, bytes] | None = None,
    fell: Callable[[Verdict], None] = lambda verdict: None,
) -> list[Verdict]:
    """Run a repaired notebook in place and return a verdict for each test cell.

    Args:
        repaired: the notebook.
        sandbox: where the student's code runs.
        limits: what it may use.
        refuse_suspicion: whether suspicious answers, which may hide what they compute, get no
        points.
        companions: files beside the notebook, by their path from its folder.
        fell: called with each verdict as soon as it is known.

    Returns:
        The verdicts, in the order of the tests.
    """
    sandbox.launch()
    guard.load_all(repaired.needs)  # the sandbox loads the same at the same time
    sandbox.start(limits)  # not counted in the notebook's time
    verdicts = _Trial(
        repaired, sandbox, limits, refuse_suspicion, companions or {}, fell
    ).verdicts()
    for cell in repaired.notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = nbformat.from_dict(valid(cell.outputs, limits.nesting))
    return verdicts


def prepare(locked: Iterable[str], needs: Needs) -> None:
    """Parse the course's cells, which are the same for all students, before judges are forked.

    Args:
        locked: sources of the locked cells.
        needs: what they import.
    """
    cells = list(locked)
    guard.load(needs.guard).announced(cells)
    Source((), cells)
    for cell in cells:
        _used(cell)
        _compiled(cell)


def nothing(repaired: Repaired, sentence: str, outcome: str = "error") -> list[Verdict]:
    """Return a verdict of 0 points for each test cell, for a notebook that was not run.

    Args:
        repaired: the notebook.
        sentence: the reason, for the student.
        outcome: the outcome of each verdict.
    """
    return [
        _verdict(cell, outcome, sentence, name="NotGraded")
        for cell in repaired.notebook.cells
        if is_test(cell)
    ]


def _verdict(
    cell: NotebookNode, outcome: str, message: str = "", seconds: float = 0.0, name: str = "Error"
) -> Verdict:
    """Return the verdict on a test cell; a cell that did not pass gets the reason as an output."""
    message = valid(message)
    if outcome != "passed":
        cell.outputs.append(_error(name, message))
    possible = float(cell.metadata.nbgrader["points"])
    try:
        points = float(determine_grade(cell)[0] or 0)
    except (KeyError, ValueError) as error:  # the cell's value is not a valid partial credit
        points, outcome, message = 0.0, "error", str(error)
        cell.outputs = [_error("ValueError", message)]  # the gradebook reads the outputs, too
    if outcome == "passed" and points < possible:
        outcome = "partly"
    return Verdict(grade_id(cell), outcome, points, possible, message, round(seconds, 3))


def _credit(value: Any, most: float) -> Any:
    """Return a test cell's value in a form that nbgrader reads: partial credit as a plain float.

    NumPy numbers, tensors of one entry and strings that hold a number count as numbers. Anything
    else is not a credit, and nbgrader gives full points, as for a cell that ends without a value.

    Raises:
        ValueError: a boolean, or a number outside of 0 to ``most``; nbgrader would give full points
            for True, False, nan and negative numbers.

    >>> import fractions
    >>> _credit(fractions.Fraction(3, 2), 2), _credit("0.5", 2), _credit([1, 2], 2)
    (1.5, 0.5, [1, 2])
    """
    if callable(getattr(value, "item", None)) and math.prod(getattr(value, "shape", (2,))) == 1:
        value = value.item()  # NumPy or torch
    if not isinstance(value, numbers.Number | str):
        return value
    try:
        credit = float(value)  # type: ignore[arg-type]
    except ValueError:  # not the text of a number
        return value
    if isinstance(value, bool) or not 0 <= credit <= most:
        raise ValueError(
            f"the last expression of this test is {value!r}; expected points from 0 to {most:g}, "
            "or no value and an assertion"
        )
    return credit


class _Trial:
    def __init__(
        self,
        repaired: Repaired,
        sandbox: Sandbox,
        limits: Limits,
        refuse_suspicion: bool,
        companions: Mapping[str, bytes],
        fell: Callable[[Verdict], None],
    ) -> None:
        self.fell = fell
        self.refuse_suspicion, self.companions = refuse_suspicion, companions
        self.cells = [cell for cell in repaired.notebook.cells if cell.cell_type == "code"]
        self.sandbox, self.limits = sandbox, limits
        self.end = time.monotonic() + self.limits.notebook_seconds
        self.namespace: dict[str, Any] = {"__name__": "__main__"}
        self.found: dict[int, Verdict] = {}
        self.deadly: set[int] = set()
        locked = [cell.source for cell in self.cells if is_locked(cell)]
        self.source = Source((c.source for c in self.cells if not is_locked(c)), locked)
        self.needs = repaired.needs
        self.guard = guard.load(self.needs.guard)
        self.announced = self.guard.announced(locked)
        self.owned = repaired.answers
        self.approved: dict[tuple[str, tuple[str, ...]], str] = {}
        self.hiding: dict[str, str] = {}
        self.suspicion = ""

    def verdicts(self) -> list[Verdict]:
        place, reason = 0, "time"
        try:
            while place < len(self.cells) and time.monotonic() < self.end:
                place = self._session(place)
        except Gone as gone:  # while cells were repeated: stop grading this notebook
            reason = gone.reason
        for i, cell in enumerate(self.cells):
            if is_test(cell) and i not in self.found:
                self._find(i, self._ended(cell, reason))
        return [self.found[i] for i in sorted(self.found)]

    def _find(self, i: int, verdict: Verdict) -> None:
        self.found[i] = verdict
        self.fell(verdict)

    def _session(self, place: int) -> int:
        """Continue at a cell in a new session; return where to continue after it ended."""
        with self.sandbox.session(self.announced, self.limits, self.needs) as peer:
            peer.approve = self._approve
            for path, data in self.companions.items():
                for start in range(0, len(data) or 1, PIECE):
                    piece = base64.b64encode(data[start : start + PIECE]).decode()
                    peer.ask("put", path, piece)
            for i, cell in enumerate(self.cells):
                if is_test(cell) and i >= place:
                    self._find(i, self._test(cell, peer))
                    if self.found[i].outcome in ENDED:
                        return i + 1
                elif not is_test(cell) and i not in self.deadly:
                    try:
                        self._student(cell, peer, again=i < place)
                    except Gone as gone:
                        self.deadly.add(i)
                        cell.outputs = [_error("Stopped", self._words(gone.reason))]
                        return max(i + 1, place)
        return len(self.cells)

    def _student(self, cell: NotebookNode, peer: Peer, *, again: bool) -> None:
        try:
            with self._clock(peer):
                told = peer.ask("run", cell.source, refused=())
        except Exception as error:
            if isinstance(error, Gone):
                raise
            # The error occurred while the cell's error was formatted: that one cannot be printed.
            told = {"printed": "", "shown": [], "errors": [[type(error).__name__, str(error), ""]]}
        if again:
            return
        with sense():
            cell.outputs = list(_outputs(told))
        if is_locked(cell):
            # If it needs a name of the student's that is missing, the tests will report that.
            with contextlib.suppress(Exception):
                self._look_up(cell.source, peer)
                self._run(cell.source)

    def _test(self, cell: NotebookNode, peer: Peer) -> Verdict:
        verdict = self._tested(cell, peer)
        return dataclasses.replace(verdict, suspicion=self.suspicion)

    def _tested(self, cell: NotebookNode, peer: Peer) -> Verdict:
        start = time.monotonic()
        cell.outputs, self.suspicion = [], ""
        try:
            with self._clock(peer):
                self._look_up(cell.source, peer)
                value = self._run(cell.source)
            if value is not None:
                credit = _credit(value, float(cell.metadata.nbgrader["points"]))
                data = {"text/plain": repr(credit)}
                cell.outputs.append(new_output("execute_result", data, execution_count=1))
            printed = peer.ask("clear")
            if printed:
                cell.outputs.append(new_output("stream", name="stdout", text=str(printed)))
            return _verdict(cell, "passed", seconds=time.monotonic() - start)
        except Gone as gone:
            cell.outputs = []
            return self._ended(cell, gone.reason)
        except Exception as error:
            seconds, message = time.monotonic() - start, str(error).strip()
            if _is_out_of_memory(error):
                return self._ended(cell, "memory")
            bare = isinstance(error, NotImplementedError) and not message  # the student's own stub
            if bare or message == STUB:
                return _verdict(cell, "to do", STUB, seconds)
            if isinstance(error, self.guard.ENDS):
                return _verdict(cell, "error", message, seconds, "Stopped")
            if isinstance(error, AssertionError):
                return _verdict(cell, "failed", message, seconds, "AssertionError")
            message = f"{type(error).__name__}: {message}".rstrip(": ")
            return _verdict(cell, "error", message, seconds)

    def _ended(self, cell: NotebookNode, reason: str) -> Verdict:
        return _verdict(cell, reason, self._words(reason), name="Stopped")

    def _words(self, reason: str) -> str:
        if reason == "time" and time.monotonic() >= self.end:
            return f"the notebook took longer than {self.limits.notebook_seconds} s"
        return ENDED[reason].format(timeout=self.limits.timeout)

    # --- The namespace of the tests ---

    def _look_up(self, source: str, peer: Peer) -> None:
        """Fetch the student's names that the source uses."""
        for name in _used(source) & self.owned:
            found = peer.ask("look", name)
            self.namespace.pop(name, None)
            if isinstance(found, list) and found:
                self.namespace[name] = found[0]
                if isinstance(found[0], Remote):
                    found[0].looked_up = name

    def _run(self, source: str) -> Any:
        """Run a locked cell in this process; return the value of its last expression."""
        statements, expression = _compiled(source)
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            exec(statements, self.namespace)
            return eval(expression, self.namespace) if expression else None

    def _approve(self, function: Remote, refused: Sequence[str]) -> None:
        """Refuse a function whose source uses a refused name; note a suspicious one."""
        if not refused:
            return
        name = function.looked_up
        case = (name, tuple(refused))
        if case not in self.approved:
            wrong = functools.partial(self.guard.in_source, refused=refused)
            self.approved[case] = self.source.reaching(name, wrong)
            self.hiding[name] = self.source.hiding(name)
        found, hiding = self.approved[case], self.hiding[name]
        if hiding:
            self.suspicion = f"{name} reaches {hiding}, which can hide what it computes with"
        if found or (hiding and self.refuse_suspicion):
            instead = self.guard.in_force()[1]
            if found:
                full, library = self.source.full(found), self.source.library(found)
                raise self.guard.error(full, found, library, instead)
            raise self.guard.suspicion(hiding, instead)

    @contextlib.contextmanager
    def _clock(self, peer: Peer) -> Iterator[None]:
        peer.deadline = min(time.monotonic() + self.limits.timeout, self.end)
        try:
            yield
        finally:
            peer.deadline = self.end


def _is_out_of_memory(error: Exception) -> bool:
    """Whether an error means that memory ran out: Python's, the system's or torch's."""
    return isinstance(error, MemoryError) or bool(_NO_MEMORY.search(str(error)))


@functools.cache
def _compiled(source: str) -> tuple[CodeType, CodeType | None]:
    """Compile a cell's statements, and separately its last expression if it has one."""
    tree, file = ast.parse(source), f"<test {hash(source)}>"  # unique, as in a kernel
    match tree.body:
        case [*statements, ast.Expr(last)]:
            tree.body = statements
            expression = compile(ast.Expression(last), file, "eval")
            return compile(tree, file, "exec"), expression
    return compile(tree, file, "exec"), None


@functools.cache  # the tests are the same for all students
def _used(source: str) -> frozenset[str]:
    return frozenset(n.id for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Name))


def _outputs(told: dict[str, Any]) -> Iterator[NotebookNode]:
    """Convert the sandbox's report on a cell to notebook outputs, which are only displayed."""
    if told["printed"]:
        yield new_output("stream", name="stdout", text=str(told["printed"]))
    for data in told["shown"]:
        yield new_output("display_data", {str(kind): str(data[kind]) for kind in data})
    for name, message, trace in told["errors"]:
        yield _error(str(name), str(message), str(trace))


def _error(name: str, message: str, trace: str = "") -> NotebookNode:
    lines = [*trace.splitlines(), f"{name}: {message}"]
    # ``new_output`` would validate each output; the notebook is validated when it is written.
    return NotebookNode(output_type="error", ename=name, evalue=message, traceback=lines)
