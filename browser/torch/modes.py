"""Modes that intercept calls, and placeholders for missing functions.

In torch a ``TorchFunctionMode`` intercepts each call of its functions and of Tensor's methods, and
a ``TorchDispatchMode`` each operator below. The guard of the exercises uses one of each. Here every
public function is wrapped by ``public``, and the wrapper calls the modes.
"""

from __future__ import annotations

import functools
from types import FunctionType

functions: list = []  # the active TorchFunctionModes, the innermost last
operators: list = []  # the TorchDispatchModes
RESOLVED: dict = {}  # id of a public function → its dotted name


class NotInBrowser(NotImplementedError):
    """A part of torch that the browser edition does not have."""

    def __init__(self, name):
        super().__init__(
            f"{name} is not in the browser edition; run this exercise locally, with PyTorch"
        )


class _Pushed:
    _stack: list

    def __init__(self, *_):
        pass

    def __enter__(self):
        self._stack.append(self)
        return self

    def __exit__(self, *_):
        self._stack.remove(self)


class TorchFunctionMode(_Pushed):
    """Intercepts calls of public functions while it is entered."""

    _stack = functions


class TorchDispatchMode(_Pushed):
    """Intercepts the operators below while it is entered."""

    _stack = operators


class _Schema:
    __slots__ = ("name",)

    def __init__(self, name):
        self.name = name


class Operator:
    """One call of an operator, as a dispatch mode receives it."""

    def __init__(self, name, run):
        self.name, self._schema, self._run = name, _Schema(f"aten::{name}"), run

    def __str__(self):
        return f"aten.{self.name}{'' if '.' in self.name else '.default'}"

    def __call__(self, *args, **kwargs):
        return self._run(*args, **kwargs)


def operate(names, function, args, kwargs):
    """Call a function as one or more operators, which the dispatch modes intercept.

    Args:
        names: names of the operators, in order; the last one returns the result.
        function: computes the result. The modes do not intercept what it calls.
        args, kwargs: its arguments.
    """
    if not operators:
        return function(*args, **kwargs)
    mode = operators.pop()
    try:
        for name in names[:-1]:
            mode.__torch_dispatch__(Operator(name, lambda: None), (), (), {})
        last = Operator(names[-1], lambda *a, **k: operate(names, function, a, k))
        return mode.__torch_dispatch__(last, (), args, kwargs)
    finally:
        operators.append(mode)


def public(function, name, origin="torch", dotted=None, aten=None):
    """Return a function in the form in which users call it.

    Args:
        function: computes the result.
        name: its ``__name__``.
        origin: its ``__module__``.
        dotted: its full name; ``origin.name`` if None.
        aten: the operators that torch runs for it, in order. None means the operator of the same
            name; an empty tuple means those that ``function`` calls.
    """
    names = (name,) if aten is None else aten
    code = function.__code__
    takes_dim = "dim" in code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    first = code.co_varnames[0] if code.co_argcount else ""

    def called(*args, **kwargs):
        if functions:
            mode = functions.pop()
            try:
                return mode.__torch_function__(called, (), args, kwargs)
            finally:
                functions.append(mode)
        if kwargs:
            kwargs = _renamed(kwargs, takes_dim, first)
            if kwargs.get("out") is not None and "out" not in code.co_varnames:
                out = kwargs.pop("out")
                return out._fill_out(called(*args, **kwargs))
        if operators and names:
            return operate(names, function, args, kwargs)
        return function(*args, **kwargs)

    called.__name__ = called.__qualname__ = name
    called.__module__ = origin
    called.__doc__ = function.__doc__
    called.signature_of = function
    RESOLVED[id(called)] = dotted or f"{origin}.{name}"
    return called


@functools.cache
def missing(name, origin, dotted):
    """Return a placeholder for a function that the browser edition lacks; a guard can name it.

    Raises:
        NotInBrowser: when it is called.
    """

    def refuse(*args, **kwargs):
        raise NotInBrowser(dotted)

    return public(refuse, name, origin, dotted, (name,))


def _renamed(kwargs, takes_dim, first):
    """Return the arguments with NumPy's names (axis, keepdims) replaced by torch's."""
    if "axis" in kwargs and takes_dim:
        kwargs["dim"] = kwargs.pop("axis")
    if "keepdims" in kwargs:
        kwargs["keepdim"] = kwargs.pop("keepdims")
    if first == "input" and "self" in kwargs:
        kwargs["input"] = kwargs.pop("self")
    if "out" in kwargs and kwargs["out"] is None:
        del kwargs["out"]
    return kwargs


def resolve_name(function):
    """Return the dotted name of a public function, or None."""
    return RESOLVED.get(id(function))


def signature_of(function):
    """Return the unwrapped function of a public one."""
    return getattr(function, "signature_of", function) if type(function) is FunctionType else None
