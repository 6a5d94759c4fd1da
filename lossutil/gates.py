"""Refuse torch's own operators in a way that a student's process cannot undo.

Before any student code runs, a gate is installed in front of every kernel of the operators that the
exercise may refuse, and in front of torch's Python functions of that name. The gate reads a switch:
one byte for each name, in memory that this process can read and only the grader can write. While
the byte is 0, torch works as usual; while it is 1, the operator raises, however it is called: by
name, in a module, compiled before, in a thread, in a forked process, in a backward pass. Other
operators have no gate and no overhead.

A gate holds what it needs as constants of its code, and no Python object refers to it: there is no
global name to replace, and the garbage collector does not list it.
"""

from __future__ import annotations

import builtins
import ctypes
import functools
import gc
import inspect
import mmap
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from types import CodeType, FunctionType, ModuleType
from typing import Any

import torch

from lossutil.checks.names import normalized

REFUSED = "torch's own, refused here:"
"""How the text of an error begins that a gate raises."""
# An ordinary tensor has the keys AutogradCPU and CPU; the others are those of sparse, nested and
# quantized tensors, of autocast and of functorch's transforms.
_KEYS = (
    "Undefined", "CPU", "QuantizedCPU", "SparseCPU", "SparseCsrCPU", "NestedTensorCPU",
    "AutogradCPU", "AutogradOther", "AutogradNestedTensor", "AutocastCPU", "FuncTorchBatched",
)  # fmt: skip
# Kernels that torch's C++ calls within allowed operators: rand calls uniform_.
_INSIDE_OTHERS = {"zeros", "ones", "uniform"}
_OTHER_LAYOUT = "aten::to_mkldnn"
"""Its tensors have kernels of their own, under a dispatch key that Python cannot name."""


def install(names: Sequence[str], file: int) -> None:
    """Install the gates in this process permanently.

    Args:
        names: the names of the switch, in its order.
        file: descriptor of the switch; it is closed.
    """
    switch = mmap.mmap(file, len(names) + 1, prot=mmap.PROT_READ)
    os.close(file)
    places = {name: place for place, name in enumerate(names)}
    library = torch._C._dispatch_library("IMPL", "aten", "", __file__, 1)
    gated = [(op, places[name]) for name in names for op in _operators().get(name, ())]
    gated += [(_OTHER_LAYOUT, len(names))] if names else []
    for operator, place in gated:
        for key in _KEYS:
            _gate_kernel(library, operator, key, switch, place)
    _forget(library)
    for name in names:
        for function in _functions().get(name, ()):
            _gate_function(function, switch, places[name])


def warm_up() -> None:
    """Inspect torch once, so that no session has to do it.

    >>> warm_up()
    """
    _operators()
    _functions()


# --- Torch's functions and operators -------------------------------------------------------------


@functools.cache
def _operators() -> dict[str, list[str]]:
    """Return the operators of aten by their normalized name."""
    found: dict[str, list[str]] = {}
    for operator in torch._C._dispatch_get_all_op_names():
        name = normalized(operator)
        if operator.startswith("aten::") and name not in _INSIDE_OTHERS:
            found.setdefault(name, []).append(operator)
    return found


@functools.cache
def _functions() -> dict[str, list[FunctionType]]:
    """Return torch's functions by normalized name, and methods by that of their class."""
    found: dict[str, dict[int, FunctionType]] = {}
    for module in [m for name, m in sys.modules.items() if name.split(".")[0] == "torch"]:
        for thing in list(vars(module).values()) if isinstance(module, ModuleType) else []:
            if not issubclass(type(thing), FunctionType | type):  # isinstance may warn
                continue
            if str(getattr(thing, "__module__", "")).split(".")[0] == "torch":
                for function in _code_of(thing):
                    same = found.setdefault(normalized(thing.__name__), {})
                    same[id(function)] = function
    return {name: list(functions.values()) for name, functions in found.items()}


def _code_of(thing: Any) -> Iterator[FunctionType]:
    if isinstance(thing, type):
        for value in vars(thing).values():
            inner = value.fget if isinstance(value, property) else value
            if isinstance(inner, FunctionType):
                yield inner
    while isinstance(thing, FunctionType):
        yield thing
        thing = getattr(thing, "__wrapped__", None)


# --- Gates ---------------------------------------------------------------------------------------


class _Refused:
    """What a closed gate returns instead of a tensor: torch's C++ then raises, and shows it.

    An exception raised in Python would have a frame in its traceback, and that frame refers to the
    kernel.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return f"{REFUSED} {self.name};"


def _gate_kernel(library: Any, operator: str, key: str, switch: mmap.mmap, place: int) -> None:
    try:
        if torch._C._dispatch_kernel_for_dispatch_key_is_fallthrough(operator, key):
            return
        kernel = torch.library.get_kernel(operator, key).call_boxed
    except (RuntimeError, ValueError):  # it has no signature
        return
    parts = (switch, place, functools.partial(_Refused, operator), kernel)
    # Without builtins among its globals, imports within torch would fail.
    gate = FunctionType(_gate(parts, ()), {"__builtins__": builtins})
    library.impl(operator, torch._C._dispatch_key_parse(key), gate, True)
    for part in (gate, parts, kernel):
        _forget(part)


def _gate_function(function: FunctionType, switch: mmap.mmap, place: int) -> None:
    """Replace a function's code by a gate, so that every reference to the function calls it."""
    original = FunctionType(
        function.__code__,
        function.__globals__,
        function.__name__,
        function.__defaults__,
        function.__closure__,
    )
    original.__kwdefaults__ = function.__kwdefaults__
    name = f"{function.__module__}.{function.__qualname__}"

    def refuse(*args: object, **kwargs: object) -> None:
        raise RuntimeError(f"{REFUSED} {name};")

    try:
        function.__signature__ = inspect.signature(function)  # type: ignore[attr-defined]
    except (TypeError, ValueError):
        return
    code = _gate((switch, place, refuse, original), function.__code__.co_freevars)
    shown = function.__code__  # inspect.getsource, help and TorchScript use it
    function.__code__ = code.replace(
        co_filename=shown.co_filename, co_firstlineno=shown.co_firstlineno, co_name=shown.co_name
    )


@functools.cache
def _template(free: tuple[str, ...]) -> CodeType:
    """Return the code of a gate for a function with these free variables."""
    source = f"""
def outer():
    {" = ".join([*free, "None"]) if free else "pass"}
    def gate(*args, **kwargs):
        switch, place, refuse, original = "the", "parts", "of", "it"
        if switch[place]:
            return refuse(*(), **{{}})
        return original(*args, **kwargs)
        {", ".join(free) or "None"}
    return gate
"""
    space: dict[str, Callable[[], FunctionType]] = {}
    exec(source, {}, space)
    return space["outer"]().__code__


def _gate(parts: tuple[Any, ...], free: tuple[str, ...]) -> CodeType:
    code = _template(free)
    constants = tuple(parts if c == ("the", "parts", "of", "it") else c for c in code.co_consts)
    return code.replace(co_consts=constants)


def _forget(thing: object) -> None:
    """Keep an object alive forever, without the garbage collector listing it."""
    api = ctypes.pythonapi
    api.Py_IncRef(ctypes.py_object(thing))
    if gc.is_tracked(thing):
        api.PyObject_GC_UnTrack(ctypes.py_object(thing))
