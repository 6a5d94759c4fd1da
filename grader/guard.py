"""Plug-ins that forbid functions while a tested function runs; a course's package provides one.

A package with a module ``grader_guard`` guards every exercise in which a cell of the master imports
that package. The module defines functions of ``Guard``; for those it lacks, the defaults of
``Nothing`` are used.
"""

from __future__ import annotations

import ast
import functools
import importlib.util
import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from grader.wire.calls import Peer

MODULE = "grader_guard"
PRELOAD = "GRADER_PRELOAD"
"""The variable that tells the fork server what to load first: a guard, and packages."""


class Guard(Protocol):
    """The interface of a guard. Names are strings that only the guard interprets.

    The first group is called in the process that runs the tests, the second in the sandbox.
    """

    ERRORS: Mapping[str, type[Exception]]
    """Exceptions that keep their type when a student's function raises them, by name."""
    ENDS: tuple[type[Exception], ...]
    """Failures of a test that mean that the student's function raised an error."""

    def warm_up(self) -> None:
        """Load what would be loaded at first use; in both processes, before any fork."""

    def announced(self, cells: Iterable[str]) -> list[str]:
        """Return every name that the locked cells of an exercise may ever refuse."""

    def in_force(self) -> tuple[list[str], str]:
        """Return the names that are refused now, and the advice on what to use instead."""

    def in_source(self, path: str, refused: Sequence[str]) -> bool:
        """Whether a dotted name, such as ``torch.softmax``, is one of those refused.

        Args:
            path: the dotted name.
            refused: the names that are refused.
        """

    def error(self, own: str, typed: str, library: str, instead: str) -> Exception:
        """Return the error to raise instead of calling a function whose source uses a refused name.

        Args:
            own: the full name in the library.
            typed: the name that the student typed.
            library: the library's name.
            instead: the advice.
        """

    def suspicion(self, what: str, instead: str) -> Exception:
        """Return the error to raise instead of calling a suspicious function.

        Args:
            what: what could hide a computation, as it was typed.
            instead: the advice.
        """

    def mark(self, error: Exception, kind: str, text: str, line: str) -> None:
        """Attach to a rebuilt exception the student's original: its type, text and line.

        Args:
            error: the rebuilt exception, which is changed.
            kind: name of the original type.
            text: text of the original.
            line: the student's line, as messages show it.
        """

    def install(self, names: Sequence[str], switch: int) -> None:
        """Install gates permanently, before any student code runs.

        Args:
            names: what was announced, in the order of the switch.
            switch: descriptor of a file with a byte for each name, and a last one for all. A byte
                is 1 while its name is refused. No process in the sandbox can write it. The function
                closes it.
        """

    def refusal(self, error: Exception, instead: str) -> Exception | None:
        """Return the message for an error that a gate raised, or None for any other error.

        Args:
            error: what was raised during a call.
            instead: the advice.
        """

    def line(self, error: BaseException) -> str:
        """Return the line of the student's code that raised an exception, as messages show it."""

    def reaches(self, function: Any) -> list[str]:
        """Return the names that a function uses, for messages about earlier steps."""

    def tracing(self) -> AbstractContextManager[None]:
        """Return the context manager for a call that is repeated to find the line of an error."""


class Nothing:
    """The default guard, which forbids nothing."""

    ERRORS: Mapping[str, type[Exception]] = {}
    ENDS: tuple[type[Exception], ...] = ()

    def warm_up(self) -> None:
        """Load nothing."""

    def announced(self, cells: Iterable[str]) -> list[str]:
        """Announce nothing."""
        return []

    def in_force(self) -> tuple[list[str], str]:
        """Refuse nothing."""
        return [], ""

    def in_source(self, path: str, refused: Sequence[str]) -> bool:
        """Find nothing."""
        return False

    def error(self, own: str, typed: str, library: str, instead: str) -> Exception:
        """Return a plain error."""
        return ValueError(own)

    def suspicion(self, what: str, instead: str) -> Exception:
        """Return a plain error."""
        return ValueError(what)

    def mark(self, error: Exception, kind: str, text: str, line: str) -> None:
        """Note nothing."""

    def install(self, names: Sequence[str], switch: int) -> None:
        """Put nothing in place."""
        os.close(switch)

    def refusal(self, error: Exception, instead: str) -> Exception | None:
        """Explain nothing."""
        return None

    def line(self, error: BaseException) -> str:
        """Show no line."""
        return ""

    def reaches(self, function: Any) -> list[str]:
        """Name nothing."""
        return []

    def tracing(self) -> AbstractContextManager[None]:
        """Trace nothing."""
        return nullcontext()


@functools.cache
def load(module: str) -> Guard:
    """Return a guard by the name of its module; missing functions are those of ``Nothing``."""
    found = importlib.import_module(module) if module else None
    nothing: Any = Nothing()
    guard: Any = SimpleNamespace()
    for name in dir(Nothing):
        if not name.startswith("_"):
            setattr(guard, name, getattr(found, name, getattr(nothing, name)))
    return guard


def load_all(needs: Needs) -> Guard:
    """Import the installed packages of an exercise, and return its guard.

    Returns:
        The guard; its packages that are not installed are skipped.
    """
    for package in needs.packages:
        with suppress(Exception):  # the cell that needs the package will report the error
            importlib.import_module(package)
    return load(needs.guard)


def peer_for(needs: Needs) -> type[Peer]:
    """Return a ``Peer`` that can send the values an exercise needs."""
    if needs.tensors:
        from grader.wire import tensors

        return tensors.Peer
    from grader.wire import calls

    return calls.Peer


# --- What an exercise needs ----------------------------------------------------------------------


@dataclass(frozen=True)
class Needs:
    """What both processes must load for the cells of an exercise, derived from their imports.

    Args:
        packages: the packages that they import.
        guard: the module of the guard, if there is one.
    """

    packages: frozenset[str] = frozenset()
    guard: str = ""

    @property
    def tensors(self) -> bool:
        """Whether tensors and gradients are sent; otherwise neither process loads torch."""
        return "torch" in self.packages


def needs(notebooks: Iterable[Mapping[str, Any]]) -> Needs:
    """Return what the cells of masters need.

    >>> needs([{"cells": [{"cell_type": "code", "source": "import math"}]}])
    Needs(packages=frozenset({'math'}), guard='')
    """
    cells = (cell for notebook in notebooks for cell in notebook["cells"])
    code = ("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    packages = frozenset[str]().union(*map(_imported, code))
    return Needs(packages, next(filter(None, map(_guard_of, sorted(packages))), ""))


@functools.lru_cache(maxsize=8)
def needs_of(masters: tuple[str, ...]) -> Needs:
    """Return what masters need, from their text."""
    return needs(map(json.loads, masters))


@functools.cache
def _guard_of(package: str) -> str:
    """Return the guard module of a package, or an empty string; nothing is imported."""
    if package in sys.stdlib_module_names:
        return ""
    found = None
    with suppress(ImportError, ValueError):
        found = importlib.util.find_spec(package)
    places = (found and found.submodule_search_locations) or []
    return f"{package}.{MODULE}" if any(Path(p, f"{MODULE}.py").is_file() for p in places) else ""


@functools.cache
def _imported(cell: str) -> frozenset[str]:
    """Return the packages that the text of a cell imports."""
    return frozenset(_imports(cell))


def _imports(cell: str) -> Iterable[str]:
    lines = [line for line in cell.splitlines() if not line.lstrip().startswith(("%", "!"))]
    try:
        tree = ast.parse("\n".join(lines))
    except SyntaxError:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]
