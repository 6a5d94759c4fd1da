"""Find the step to mend first, from earlier failures and from what calls what.

A guard with steps keeps a ``Steps``. It exists as long as the kernel, and records the tests that
ran there; after a restart it has no records, and names no step.
"""

from __future__ import annotations

import dis
import functools
import sys
from collections.abc import Sequence
from types import CodeType, FunctionType
from typing import Any


class Steps:
    """The steps of one exercise, and the test cells that currently fail.

    Args:
        names: for each step the functions that it asks for, separated by spaces.
    """

    def __init__(self, names: Sequence[str] = ()) -> None:
        self._numbers = {
            name: number for number, step in enumerate(names, 1) for name in step.split()
        }
        self._cells: dict[str, int] = {}  # file of a test cell → its index among those that ran
        self._failed: dict[str, tuple[str, Any]] = {}  # file → function that failed
        self.function: Any = None
        self.cell = ""

    def begin(self, function: Any) -> None:
        """Record that a test cell begins to test a function, and passes until it fails."""
        self.function = function
        self.cell = _caller()
        self._cells.setdefault(self.cell, len(self._cells))
        self._failed.pop(self.cell, None)

    def called(self, function: Any) -> None:
        """Record which function is called, if a test cell tests several functions."""
        self.function = function

    def fail(self) -> None:
        """Record that the current test cell fails."""
        name = getattr(self.function, "__name__", "")
        if name in self._numbers:
            self._failed[self.cell] = name, self.function

    def first(self) -> str:
        """Return what to mend before the function that is tested now, or ''."""
        own = getattr(self.function, "__name__", "")
        if own not in self._numbers:
            return ""
        reached = calls(self.function) if self._failed else {}
        failing = {
            name: self._numbers[name]
            for cell, (name, function) in self._failed.items()
            if self._cells[cell] < self._cells.get(self.cell, 0)
            and _same(function, self.function if name == own else reached.get(name))
        }
        earlier = {name: step for name, step in failing.items() if step < self._numbers[own]}
        if earlier:
            name = min(earlier, key=earlier.__getitem__)
            return f"mend step {earlier[name]} first: {name} fails its tests, and {own} calls it."
        if own in failing:
            step = self._numbers[own]
            return f"mend the failed test above first: {own} fails it, too (step {step})."
        return ""


def _same(failed: Any, now: Any) -> bool:
    """Whether the function that failed is still the present value of its name."""
    return now is failed or hasattr(now, "reaches")  # remote ones are not redefined


def _caller() -> str:
    """Return the file of the code that called into lossutil."""
    frame = sys._getframe(1)
    while frame.f_back and str(frame.f_globals.get("__name__", "")).startswith("lossutil."):
        frame = frame.f_back
    return frame.f_code.co_filename


def calls(function: Any) -> dict[str, Any]:
    """Return the global objects that a function uses, name → object.

    For a function of another process these are in its attribute ``reaches``.

    >>> def one(): return 1
    >>> def two(): return one() + one()
    >>> space = {"one": one}
    >>> from types import FunctionType
    >>> sorted(calls(FunctionType(two.__code__, space)))
    ['one']
    """
    if hasattr(function, "reaches"):
        return dict.fromkeys(function.reaches, function)
    found: dict[str, Any] = {}
    todo = [function]
    while todo:
        for code, space in _codes(todo.pop()):
            for name in _globals_of(code):
                if name not in found and isinstance(space.get(name), FunctionType | type):
                    found[name] = space[name]
                    todo.append(space[name])
    return found


@functools.lru_cache(maxsize=256)  # each test cell asks for the same functions
def _globals_of(code: CodeType) -> tuple[str, ...]:
    steps = dis.get_instructions(code)
    return tuple(step.argval for step in steps if step.opname in ("LOAD_GLOBAL", "LOAD_NAME"))


def _codes(thing: Any) -> list[tuple[CodeType, dict[str, Any]]]:
    functions: list[Any] = list(vars(thing).values()) if isinstance(thing, type) else [thing]
    home: list[tuple[CodeType, dict[str, Any]]] = []
    for function in functions:
        while hasattr(function, "__wrapped__"):
            function = function.__wrapped__
        if not isinstance(function, FunctionType):
            continue
        if str(function.__module__).split(".")[0] in ("torch", "numpy", "math", "lossutil"):
            continue  # not a learner's function
        codes = [function.__code__]
        for code in codes:
            codes += [constant for constant in code.co_consts if isinstance(constant, CodeType)]
        home += [(code, function.__globals__) for code in codes]
    return home
