"""The by-hand guard as a plug-in of the grader, for both sides of its sandbox.

In the process that runs the tests, ``checks.by_hand`` sets what is refused. In the sandbox
``lossutil.gates`` refuses it. This module has the interface of a guard of ``python -m grader``.
"""

from __future__ import annotations

import ast
import functools
import itertools
from collections.abc import Iterable, Sequence
from typing import Any

from lossutil import checks, crashes, gates, steps
from lossutil.checks.names import PYTHON_VERSIONS, normalized

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
    """Return the names that guards in the course's cells refuse, as ``refused_names`` does.

    >>> announced(['guard = by_hand("softmax", *("tanh",), instead="exp")'])
    ['softmax', 'tanh']
    """
    named = guarded_names(cells)
    return sorted(checks.by_hand(*named)._refused) if named else []


def guarded_names(cells: Iterable[str]) -> list[str]:
    """Return the strings in each ``by_hand(…)`` of the course's cells, in order.

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
    """Return the names that are refused now, and what to use instead."""
    return list(_sorted(checks.refused_names())), checks.advice()


@functools.cache  # each call of a student's function asks, for one of a few sets
def _sorted(names: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted(names))


def in_source(path: str, refused: Sequence[str]) -> bool:
    """Whether a dotted name is a library's own function of a refused name.

    >>> in_source("scipy.special.softmax", ["softmax"]), in_source("torch.exp", ["softmax"])
    (True, False)
    """
    never = set(refused)
    others = {other for name in never for other in checks.EQUIVALENTS.get(name, ())}
    library, *parts = path.split(".")
    pairs = [f"{first}_{second}" for first, second in itertools.pairwise(parts)]
    plain = {normalized(part) for part in [*parts, *pairs]}
    return path.startswith(PYTHON_VERSIONS) or (
        library in LIBRARIES and bool(never & plain or others & set(parts))
    )


def error(own: str, typed: str, library: str, instead: str) -> Exception:
    """Return the error for a function whose source uses a refused name."""
    return checks.NotByHand(checks.refusal(own, typed, instead, library))


def suspicion(what: str, instead: str) -> Exception:
    """Return the error for a suspicious function, which uses what could hide a computation."""
    return checks.NotByHand(
        f"{what} is not for this exercise: it can hide what it computes with.\n"
        f"  use instead: {instead}"
    )


def refusal(error: Exception, instead: str) -> Exception | None:
    """Return the message for an error that a gate raised, or None for any other error."""
    if gates.REFUSED not in str(error):
        return None
    own = str(error).split(gates.REFUSED)[1].split(";")[0].strip()
    return checks.NotByHand(checks.refusal(own, crashes.typed(error), instead))


mark = crashes.mark
line = crashes.own_line
tracing = crashes.tracing_backward


def reaches(function: Any) -> list[str]:
    """Return the names that a function uses.

    >>> reaches(len)
    []
    """
    return sorted(steps.calls(function))
