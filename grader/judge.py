"""Verdicts on one notebook: student cells run in the sandbox, test cells here.

The namespace of the tests holds what the master's locked cells define. Names that the student
defines are looked up in the sandbox: numbers and tensors come over as they are, a function as a
``Remote``. So the process that decides the points never runs a line of the student's, and the one
that does never sees a test.
"""

from __future__ import annotations

import ast
import contextlib
import dataclasses
import functools
import io
import math
import numbers
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import CodeType
from typing import Any

import nbformat
import numpy as np
import torch
from nbformat import NotebookNode
from nbformat.v4 import new_output
from nbgrader.utils import determine_grade, is_locked

from grader.cells import grade_id, is_test
from grader.peer import Gone, Peer, Remote, sense
from grader.repair import Repaired
from grader.sandbox import Sandbox
from grader.source import Source, statements
from grader.task import PATIENCE, TIMEOUT
from grader.text import valid
from lossutil import checks

STUB = "not yet implemented"
"""What the release says in place of a solution; see ``nbgrader_config.py``."""
ENDED = {
    "time": "it took longer than {timeout:g} s",
    "memory": "it used too much memory",
    "processes": "it started too many processes",
    "crash": "the student's process ended",
    "nonsense": "the student's process gave answers that make no sense",
}


@dataclass(frozen=True)
class Verdict:
    """What one test cell of the exercise says about a notebook."""

    name: str
    outcome: str
    """passed, partly, failed, error, to do, or why the run ended: a key of ``ENDED``."""
    points: float
    possible: float
    message: str = ""
    seconds: float = 0.0
    suspicion: str = ""
    """Why a person should look at the answer; it costs no points."""


def judge(
    repaired: Repaired,
    sandbox: Sandbox,
    timeout: float = TIMEOUT,
    *,
    refuse_suspicion: bool = False,
    companions: Mapping[str, bytes] | None = None,
) -> list[Verdict]:
    """Run a repaired notebook in place and return a verdict for each test cell.

    Args:
        repaired: the notebook.
        sandbox: where the student's code runs.
        timeout: seconds one cell may take.
        refuse_suspicion: whether an answer that only could hide something gets no points.
        companions: files that lie beside the notebook, by their path from there.
    """
    sandbox.start()  # not on the notebook's time
    verdicts = _Trial(repaired, sandbox, timeout, refuse_suspicion, companions or {}).verdicts()
    for cell in repaired.notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = nbformat.from_dict(valid(cell.outputs))
    return verdicts


def nothing(repaired: Repaired, sentence: str, outcome: str = "error") -> list[Verdict]:
    """Return a verdict without points for each test cell, for a notebook that was not run."""
    return [
        _verdict(cell, outcome, sentence, name="NotGraded")
        for cell in repaired.notebook.cells
        if is_test(cell)
    ]


def _verdict(
    cell: NotebookNode, outcome: str, message: str = "", seconds: float = 0.0, name: str = "Error"
) -> Verdict:
    """Return the verdict on a test cell; one that did not pass says why among its outputs."""
    message = valid(message)
    if outcome != "passed":
        cell.outputs.append(_error(name, message))
    possible = float(cell.metadata.nbgrader["points"])
    try:
        points = float(determine_grade(cell)[0] or 0)
    except (KeyError, ValueError) as error:  # the cell's value is no partial credit
        points, outcome, message = 0.0, "error", str(error)
        cell.outputs = [_error("ValueError", message)]  # the gradebook reads them, too
    if outcome == "passed" and points < possible:
        outcome = "partly"
    return Verdict(grade_id(cell), outcome, points, possible, message, round(seconds, 3))


def _credit(value: Any, most: float) -> Any:
    """Return a test cell's value so that nbgrader reads it: partial credit as a plain float.

    A number of NumPy, a tensor of one entry and the text of a number are numbers. Anything else
    is no credit, and nbgrader gives full points, as for a cell that ends without a value.

    Raises:
        ValueError: a truth value, or a number that is not from 0 to ``most``; nbgrader would give
            full points for True, False, nan and what is below 0.

    >>> _credit(torch.tensor(1.5), 2), _credit(np.float64(0.5), 2), _credit([1, 2], 2)
    (1.5, 0.5, [1, 2])
    """
    if isinstance(value, torch.Tensor | np.ndarray | np.generic) and math.prod(value.shape) == 1:
        value = value.item()
    if not isinstance(value, numbers.Number | str):
        return value
    try:
        credit = float(value)  # type: ignore[arg-type]
    except ValueError:  # a word
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
        timeout: float,
        refuse_suspicion: bool,
        companions: Mapping[str, bytes],
    ) -> None:
        self.refuse_suspicion, self.companions = refuse_suspicion, companions
        self.cells = [cell for cell in repaired.notebook.cells if cell.cell_type == "code"]
        self.sandbox, self.timeout = sandbox, timeout
        self.end = time.monotonic() + PATIENCE * timeout
        self.namespace: dict[str, Any] = {"__name__": "__main__"}
        self.found: dict[int, Verdict] = {}
        self.deadly: set[int] = set()
        locked = [cell.source for cell in self.cells if is_locked(cell)]
        self.source = Source((c.source for c in self.cells if not is_locked(c)), locked)
        self.refusable = refusable(locked)
        self.owned = repaired.answers
        self.approved: dict[tuple[str, tuple[str, ...]], str] = {}
        self.hiding: dict[str, str] = {}
        self.suspicion = ""

    def verdicts(self) -> list[Verdict]:
        place, reason = 0, "time"
        try:
            while place < len(self.cells) and time.monotonic() < self.end:
                place = self._session(place)
        except Gone as gone:  # while cells were run again: give up on this notebook
            reason = gone.reason
        for i, cell in enumerate(self.cells):
            if is_test(cell) and i not in self.found:
                self.found[i] = self._ended(cell, reason)
        return [self.found[i] for i in sorted(self.found)]

    def _session(self, place: int) -> int:
        """Go on at a cell in a fresh session; return where to go on when this one ended."""
        with self.sandbox.session(self.refusable) as peer:
            peer.approve = self._approve
            for path, data in self.companions.items():
                numbers = torch.frombuffer(bytearray(data or b" "), dtype=torch.uint8)
                peer.ask("put", path, numbers[: len(data)])
            for i, cell in enumerate(self.cells):
                if is_test(cell) and i >= place:
                    self.found[i] = self._test(cell, peer)
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
            # Not the cell's own error, but one while it was described: it can't even be printed.
            told = {"printed": "", "shown": [], "errors": [[type(error).__name__, str(error), ""]]}
        if again:
            return
        with sense():
            cell.outputs = list(_outputs(told))
        if is_locked(cell):
            # What it lacks of the student's, the tests that need it will say.
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
            bare = isinstance(error, NotImplementedError) and not message  # a stub of their own
            if bare or message == STUB:
                return _verdict(cell, "to do", STUB, seconds)
            if isinstance(error, checks.Stopped):
                return _verdict(cell, "error", message, seconds, "Stopped")
            if isinstance(error, AssertionError):
                return _verdict(cell, "failed", message, seconds, "AssertionError")
            message = f"{type(error).__name__}: {message}".rstrip(": ")
            return _verdict(cell, "error", message, seconds)

    def _ended(self, cell: NotebookNode, reason: str) -> Verdict:
        return _verdict(cell, reason, self._words(reason), name="Stopped")

    def _words(self, reason: str) -> str:
        if reason == "time" and time.monotonic() >= self.end:
            return f"the notebook took longer than {PATIENCE * self.timeout:g} s"
        return ENDED[reason].format(timeout=self.timeout)

    # --- The namespace of the tests ---

    def _look_up(self, source: str, peer: Peer) -> None:
        """Fetch what the source needs of the student's names."""
        for name in _used(source) & self.owned:
            found = peer.ask("look", name)
            self.namespace.pop(name, None)
            if isinstance(found, list) and found:
                self.namespace[name] = found[0]
                if isinstance(found[0], Remote):
                    found[0].looked_up = name

    def _run(self, source: str) -> Any:
        """Run a locked cell here; return the value of its last expression."""
        statements, expression = _compiled(source)
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            exec(statements, self.namespace)
            return eval(expression, self.namespace) if expression else None

    def _approve(self, function: Remote, refused: Sequence[str]) -> None:
        """Refuse a function that plainly is not by hand; remember one that could hide it."""
        if not refused:
            return
        name = function.looked_up
        case = (name, tuple(refused))
        if case not in self.approved:
            self.approved[case] = self.source.not_by_hand(*case)
            self.hiding[name] = self.source.hiding(name)
        found, hiding = self.approved[case], self.hiding[name]
        if hiding:
            self.suspicion = f"{name} reaches {hiding}, which can hide what it computes with"
        if found or (hiding and self.refuse_suspicion):
            instead = checks.advice()
            if found:
                full, library = self.source.full(found), self.source.library(found)
                raise checks.NotByHand(checks.refusal(full, found, instead, library))
            raise checks.NotByHand(
                f"{hiding} is not for this exercise: it can hide what it computes with.\n"
                f"  use instead: {instead}"
            )

    @contextlib.contextmanager
    def _clock(self, peer: Peer) -> Iterator[None]:
        peer.deadline = min(time.monotonic() + self.timeout, self.end)
        try:
            yield
        finally:
            peer.deadline = self.end


def refusable(cells: Iterable[str]) -> list[str]:
    """Return what the guards in cells of the course refuse, as ``checks.refused_names`` would.

    >>> refusable(['guard = by_hand("softmax", *("tanh",), instead="exp")'])
    ['softmax', 'tanh']
    """
    named = guarded_names(cells)
    return sorted(checks.by_hand(*named)._refused) if named else []


def guarded_names(cells: Iterable[str]) -> list[str]:
    """Return the strings in each ``by_hand(…)`` of cells of the course, in their order.

    >>> guarded_names(['guard = by_hand("softmax", *("tanh",), instead="exp")'])
    ['softmax', 'tanh']
    """
    return [
        part.value
        for cell in cells
        for node in ast.walk(_tree(cell))
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "by_hand"
        for value in node.args
        for part in ast.walk(value)
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    ]


def _tree(source: str) -> ast.Module:
    return ast.Module(list(statements(source)), [])


@functools.cache
def _compiled(source: str) -> tuple[CodeType, CodeType | None]:
    """Return the code of a cell's statements, and that of its last expression if it has one."""
    tree, file = ast.parse(source), f"<test {hash(source)}>"  # a name for each, as kernels give
    match tree.body:
        case [*statements, ast.Expr(last)]:
            tree.body = statements
            expression = compile(ast.Expression(last), file, "eval")
            return compile(tree, file, "exec"), expression
    return compile(tree, file, "exec"), None


@functools.cache  # every student has the same tests
def _used(source: str) -> frozenset[str]:
    return frozenset(n.id for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Name))


def _outputs(told: dict[str, Any]) -> Iterator[NotebookNode]:
    """Turn what the sandbox tells of a cell into the notebook's form; it is only ever shown."""
    if told["printed"]:
        yield new_output("stream", name="stdout", text=str(told["printed"]))
    for data in told["shown"]:
        yield new_output("display_data", {str(kind): str(data[kind]) for kind in data})
    for name, message, trace in told["errors"]:
        yield _error(str(name), str(message), str(trace))


def _error(name: str, message: str, trace: str = "") -> NotebookNode:
    lines = [*trace.splitlines(), f"{name}: {message}"]
    return new_output("error", ename=name, evalue=message, traceback=lines)
