"""The by-hand guard as a plug-in of the grader: what a grader calls on either side of its sandbox.

Where the tests run, ``checks.by_hand`` says what is refused. In the sandbox ``lossutil.gates``
refuses it. The names of this module are those of a guard of ``python -m grader``.
"""

from __future__ import annotations

import ast
import functools
import itertools
from collections.abc import Iterable, Sequence
from typing import Any

from lossutil import checks, crashes, gates, steps

ERRORS = {
    name: kind
    for name, kind in vars(checks).items()
    if isinstance(kind, type) and issubclass(kind, Exception)
}
ENDS = (checks.Stopped,)
LIBRARIES = {"jax", "keras", "scipy", "sklearn", "tensorflow", "torch", "torchmetrics"}
"""Libraries whose functions of a refused name are no work of the student's own."""

install = gates.install


def warm_up() -> None:
    """Load what the guard, the comparisons and the gates load at first use.

    >>> warm_up()
    """
    checks.warm_up()
    gates.warm_up()


def announced(cells: Iterable[str]) -> list[str]:
    """Return what the guards in cells of the course refuse, as ``checks.refused_names`` would.

    >>> announced(['guard = by_hand("softmax", *("tanh",), instead="exp")'])
    ['softmax', 'tanh']
    """
    named = guarded_names(cells)
    return sorted(checks.by_hand(*named)._refused) if named else []


def guarded_names(cells: Iterable[str]) -> list[str]:
    """Return the strings in each ``by_hand(…)`` of cells of the course, in their order.

    >>> guarded_names(['guard = by_hand("softmax", *("tanh",), instead="exp")'])
    ['softmax', 'tanh']
    """
    return [name for cell in cells for name in _guarded_names(cell)]


@functools.cache
def _guarded_names(cell: str) -> list[str]:
    lines = [line for line in cell.splitlines() if not line.lstrip().startswith(("%", "!"))]
    return [
        part.value
        for node in ast.walk(ast.parse("\n".join(lines)))
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "by_hand"
        for value in node.args
        for part in ast.walk(value)
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    ]


def in_force() -> tuple[list[str], str]:
    """Return what is refused at this moment, and what to use instead."""
    return sorted(checks.refused_names()), checks.advice()


def in_source(path: str, refused: Sequence[str]) -> bool:
    """Whether a dotted name is a library's own function for what is refused.

    >>> in_source("scipy.special.softmax", ["softmax"]), in_source("torch.exp", ["softmax"])
    (True, False)
    """
    never = set(refused)
    twins = {twin for name in never for twin in checks.TWINS.get(name, ())}
    library, *parts = path.split(".")
    pairs = [f"{first}_{second}" for first, second in itertools.pairwise(parts)]
    plain = {checks._plain(part) for part in [*parts, *pairs]}
    return path.startswith(checks._TWINS) or (
        library in LIBRARIES and bool(never & plain or twins & set(parts))
    )


def error(own: str, typed: str, library: str, instead: str) -> Exception:
    """Return the error for a function that reaches what is refused, by its own text."""
    return checks.NotByHand(checks.refusal(own, typed, instead, library))


def suspicion(what: str, instead: str) -> Exception:
    """Return the error for a function that reaches what could hide something."""
    return checks.NotByHand(
        f"{what} is not for this exercise: it can hide what it computes with.\n"
        f"  use instead: {instead}"
    )


def refusal(error: Exception, instead: str) -> Exception | None:
    """Say in a learner's words what a gate refused, or return None if no gate did."""
    if gates.REFUSED not in str(error):
        return None
    own = str(error).split(gates.REFUSED)[1].split(";")[0].strip()
    return checks.NotByHand(checks.refusal(own, crashes.typed(error), instead))


mark = crashes.mark
line = crashes.own_line
tracing = crashes.tracing_backward


def reaches(function: Any) -> list[str]:
    """Return the names that a function reaches.

    >>> reaches(len)
    []
    """
    return sorted(steps.calls(function))
