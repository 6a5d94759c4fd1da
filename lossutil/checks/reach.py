"""Search the code of a function for refused functions, without calling it."""

from __future__ import annotations

import dis
import functools
import inspect
import sys
from collections.abc import Callable, Iterator, Mapping
from types import CodeType, FunctionType, ModuleType
from typing import Any

import torch

from lossutil.checks.names import PYTHON_VERSIONS, normalized

# Names of code that computes without passing through the modes, or that switches them off.
_HIDING_MODULES = {"_thread", "concurrent", "ctypes", "multiprocessing", "subprocess", "threading"}
_HIDING_NAMES = {
    "DisableTorchFunction",
    "DisableTorchFunctionSubclass",
    "_DisableTorchDispatch",
    "_ExcludeDispatchKeyGuard",
    "_disable_current_modes",
    "redispatch",
}


def torchs_own(start: Callable[..., Any], refused: frozenset[str]) -> tuple[str, str] | None:
    """Find a refused function among the objects that a function's code names.

    Args:
        start: the function.
        refused: normalized names.

    Returns:
        The full name in torch and the one that the learner typed, or None.
    """
    home: dict[str, Any] = {}
    todo: list[tuple[Any, str]] = [(start, "")]
    seen: set[int] = set()
    while todo:
        thing, typed = todo.pop()
        if id(thing) in seen:
            continue
        seen.add(id(thing))
        if found := _refused(thing, typed, refused):
            return found
        if _is_torchs(thing):
            continue
        if isinstance(thing, FunctionType) and not _wrapped(thing):
            home = home or thing.__globals__
            if thing.__globals__ is home:
                codes = list(_codes(thing.__code__))
                if hiding := [name for code in codes for name in _HIDING_NAMES & {*code.co_names}]:
                    return hiding[0], ""
                todo += [pair for code in codes for pair in _loaded(code, home)]
        todo += [(part, "") for part in _parts(thing, home)]
    return None


def _refused(thing: Any, typed: str, refused: frozenset[str]) -> tuple[str, str] | None:
    """Return the full and the typed name of an object that is refused, or None."""
    name = getattr(thing, "__name__", type(thing).__name__)
    if isinstance(thing, torch.jit.ScriptFunction | torch.jit.ScriptModule):
        return f"TorchScript ({name})", ""
    if isinstance(thing, ModuleType):
        hides = name.split(".")[0] in _HIDING_MODULES or name.startswith(PYTHON_VERSIONS)
        return (f"the module {name}", "") if hides else None
    if _is_torchs(thing) and normalized(name) in refused:
        return f"{_origin(thing)}.{name}", typed
    return None


def _origin(thing: Any) -> str:
    return str(getattr(thing, "__module__", None) or "torch")  # built-ins have none


def _is_torchs(thing: Any) -> bool:
    return isinstance(thing, ModuleType) or _origin(thing).split(".")[0] == "torch"


def _wrapped(thing: Any) -> list[Any]:
    """Return the function that an object wraps, with a partial's arguments; nothing otherwise."""
    if hasattr(thing, "__wrapped__"):
        return [thing.__wrapped__]
    if hasattr(thing, "__func__"):
        return [thing.__func__]
    if isinstance(thing, functools.partial):
        return [thing.func, *thing.args, *thing.keywords.values()]
    return []


def _parts(thing: Any, home: Mapping[str, Any]) -> list[Any]:
    """Return the objects that an object of the module ``home`` holds, besides what code names."""
    if wrapped := _wrapped(thing):
        return wrapped
    if isinstance(thing, FunctionType) and thing.__globals__ is home:
        defaults = [*(thing.__defaults__ or ()), *(thing.__kwdefaults__ or {}).values()]
        return [*inspect.getclosurevars(thing).nonlocals.values(), *defaults]
    if isinstance(thing, type) and _origin(thing) == home.get("__name__"):
        return list(vars(thing).values())
    return []


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)


def _loaded(code: CodeType, names: Mapping[str, Any]) -> Iterator[tuple[Any, str]]:
    """Yield the objects that code names, with these names: globals, imports, module attributes."""
    thing = module = None
    typed = ""
    for step in dis.get_instructions(code):
        if step.opname in ("LOAD_GLOBAL", "LOAD_NAME"):
            thing, typed = names.get(step.argval), step.argval
        elif step.opname == "IMPORT_NAME":
            thing = module = sys.modules.get(step.argval) or ModuleType(step.argval)
            typed = step.argval
        elif step.opname == "IMPORT_FROM":
            thing, typed = getattr(module, step.argval, None), step.argval
        elif step.opname in ("LOAD_ATTR", "LOAD_METHOD") and isinstance(thing, ModuleType | type):
            thing, typed = getattr(thing, step.argval, None), f"{typed}.{step.argval}"
        else:
            thing = None
        if thing is not None:
            yield thing, typed
