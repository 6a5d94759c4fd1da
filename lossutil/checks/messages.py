"""Messages of failed tests: values and calls as text, labels, and the exceptions."""

from __future__ import annotations

import inspect
import itertools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NoReturn

from torch import Tensor

from lossutil import crashes
from lossutil.steps import Steps

LABELS = (
    "expected", "came", "on", "before", "after", "error", "at", "diagnosis", "likely cause",
    "hint", "it calls", "use instead",
)  # fmt: skip
"""The labels of the lines of a message, before the colon."""

_ADVICE = ("diagnosis", "likely cause", "hint")

MOST_SHOWN = 12  # a tensor with more entries is shown by its shape

Likely = str | Mapping[str, str]
"""A likely cause of a wrong value or shape; or kind of error → likely cause.

The kinds of error are ``"shape"``, ``"dtype"``, ``"nan"``, ``"infinite"``, ``"finite"`` (where
infinity was expected), ``"zero"`` (a gradient of 0) and ``"value"``. A cause is shown if the result
has this error and no earlier test fails.
"""


class ExpectationFailed(AssertionError):
    """A test cell failed; a notebook shows the message without a stack trace."""

    __module__ = "lossutil.checks"  # the public name

    def _render_traceback_(self) -> list[str]:  # IPython calls this
        return [f"AssertionError: {self}"]


class NotByHand(ExpectationFailed):
    """The function under ``by_hand`` called an operator that it was asked to build."""

    __module__ = "lossutil.checks"  # the public name


class Stopped(ExpectationFailed):
    """The function under ``by_hand`` raised an exception; the message explains it."""

    __module__ = "lossutil.checks"  # the public name


@dataclass
class State:
    """What a guard and the assertions of its test share.

    Attributes:
        steps: those of the last guard that wrapped a function.
        explains: whether the guard turns an exception of a function into a message.
        orders: function → its call with the parameters in the brief's order, ``f(x, dim)``.
        called: the guarded function called last, and its number of arguments by position.
    """

    steps: Steps = field(default_factory=Steps)
    explains: bool = True
    orders: Mapping[str, str] = field(default_factory=dict)
    called: tuple[Callable[..., object], int] | None = None


STATE = State()


def as_text(value: object, digits: int = 4) -> str:
    """Return a value as a learner would write it: ``[[1, 2], [0.5, -inf]]``.

    Args:
        value: numbers, tensors, lists or tuples of them, a function, or anything else.
        digits: significant digits of each number.
    """
    if isinstance(value, Tensor):
        if value.numel() > MOST_SHOWN:
            return a_kind_of(value)
        return as_text(value.detach().tolist(), digits)
    if isinstance(value, float):
        return f"{value:.{digits}g}" if value else "0"  # not -0
    if type(value) in (list, tuple):
        entries = ", ".join(as_text(entry, digits) for entry in value)  # type: ignore[attr-defined]
        if isinstance(value, list):
            return f"[{entries}]"
        return f"({entries},)" if len(value) == 1 else f"({entries})"  # type: ignore[arg-type]
    if callable(value):
        return str(getattr(value, "__name__", type(value).__name__))
    return repr(value)


def kind_of(value: Tensor) -> str:
    """Return dtype and shape of a tensor in words."""
    return f"{str(value.dtype).removeprefix('torch.')} tensor of shape {tuple(value.shape)}"


def a_kind_of(value: Tensor) -> str:
    """Return dtype and shape of a tensor in words, with their article.

    >>> import torch
    >>> a_kind_of(torch.arange(3)), a_kind_of(torch.ones(()))
    ('an int64 tensor of shape (3,)', 'a float32 tensor of shape ()')
    """
    kind = kind_of(value)
    return f"{'an' if kind.startswith('i') else 'a'} {kind}"


def distinct_texts(first: object, second: object) -> tuple[str, str]:
    """Return two values as text, with enough digits to see that they differ.

    Args:
        first, second: the values.
    """
    for digits in (4, 7, 17):
        texts = as_text(first, digits), as_text(second, digits)
        if texts[0] != texts[1]:
            break
    return texts


def describe(inputs: str | Mapping[str, object]) -> str:
    """Return inputs, given as text or as name → value, as text."""
    if isinstance(inputs, str):
        return inputs
    return ", ".join(f"{name} = {as_text(value)}" for name, value in inputs.items())


def describe_call(
    function: Callable[..., object], args: Sequence[object], kwargs: Mapping[str, object]
) -> str:
    """Return the arguments of a call as text, by the names of the function's parameters.

    Args:
        function: the function.
        args, kwargs: its arguments.
    """
    return describe(
        dict(zip(argument_names(function, len(args)), args, strict=True)) | dict(kwargs)
    )


def argument_names(function: Callable[..., object], count: int) -> list[str]:
    """Return the names of a function's first parameters; generic ones if they are not known.

    A test that prepares the first arguments of a learner's function and passes on the rest, as
    ``lambda x, *rest: mine(x.log(), *rest)`` does, names the rest as that function does.

    Args:
        function: the function.
        count: the number of arguments.
    """
    known = _parameters(function)
    names = list(itertools.takewhile(lambda name: known[name] != "rest", known))
    if len(names) < count and "rest" in known.values():
        names += list(_parameters(STATE.steps.function))[len(names) :]
    return [names[i] if i < len(names) else f"argument {i + 1}" for i in range(count)]


def misplaced(function: Callable[..., object], count: int) -> str:
    """Return a function's call in the brief's order, if its own parameters have another; else ''.

    Args:
        function: a learner's function.
        count: the number of arguments that come by position; the parameters behind are not read.

    >>> STATE.orders = {"scale": "scale(x, low, high)"}
    >>> def scale(x, high, low): ...
    >>> misplaced(scale, 3), misplaced(scale, 1)
    ('scale(x, low, high)', '')
    """
    right = STATE.orders.get(getattr(function, "__name__", ""), "")
    places = {name: place for place, name in enumerate(re.findall(r"\w+", right)[1:])}
    own = argument_names(function, count) if right else []
    return right if any(places.get(name, i) != i for i, name in enumerate(own)) else ""


def _parameters(function: Any) -> dict[str, str]:
    """Return the names of a function's parameters, and whether one is variadic (``*rest``)."""
    try:
        found = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return {}
    return {one.name: "rest" if one.kind is one.VAR_POSITIONAL else "" for one in found}


def format_message(headline: str, lines: Mapping[str, str]) -> str:
    """Return a message, headed by the step to mend first, if any; record the test as failed.

    Args:
        headline: what is wrong.
        lines: label → text, as for ``fail``.
    """
    unknown = lines.keys() - set(LABELS)
    if unknown:
        raise ValueError(f"no label {min(unknown)!r}; there are: {', '.join(LABELS)}")
    first = STATE.steps.first()
    STATE.steps.fail()
    width = max((len(label) for label, text in lines.items() if text), default=0) + 1
    shown = [f"  {label + ':':<{width}} {text}" for label, text in lines.items() if text]
    return "\n".join([*([first] if first else []), headline, *shown])


def fail(headline: str, lines: Mapping[str, str]) -> NoReturn:
    """Fail a test with a message in this module's format.

    Args:
        headline: what is wrong.
        lines: label → text; each label is one of ``LABELS``, and an empty text is left out.

    Raises:
        ExpectationFailed: always.
    """
    raise ExpectationFailed(format_message(headline, _by_position(lines))) from None


def _by_position(lines: Mapping[str, str]) -> Mapping[str, str]:
    """Name arguments in a wrong order as the cause, in place of what follows from them."""
    right = misplaced(*STATE.called) if STATE.called else ""
    if not right or STATE.steps.first():
        return lines
    kept = {name: text for name, text in lines.items() if name not in _ADVICE}
    cause = f"arguments come by position here; the brief's order is {right}, and your"
    return kept | {"diagnosis": f"{cause} def has another"}


def with_verb(what: str, one: str = "is", many: str = "are") -> str:
    """Return a subject with its verb in singular or plural: ``the entropies are``.

    Args:
        what: the subject.
        one, many: the verb in singular and in plural.
    """
    head = re.split(r" (?:of|in|by|with|at|to|over|from|that|after|behind)\b|[,(]", what)[0]
    several = " and " in head or (re.search(r"[^s]s$", head) and not head.endswith("bias"))
    return f"{what} {many if several else one}"


def stopped(error: Exception, headline: str, on: str | Mapping[str, object]) -> Stopped:
    """Return the exception that explains an exception in a learner's code.

    Args:
        error: the learner's exception.
        headline: what it has stopped.
        on: the input, as text or as name → value.
    """
    lines = error_lines(error) | {"on": describe(on)}
    return Stopped(format_message(headline, _by_position(lines)))


def error_lines(error: Exception) -> dict[str, str]:
    """Return the message lines for an exception: the error, the learner's line, and a hint."""
    told, line = crashes.told(error), crashes.own_line(error, but=STATE.steps.cell)
    return {"error": told, "at": line, "on": "", "hint": crashes.hint(told, line)}


def headline_of(function: Callable[..., object]) -> str:
    """Return the headline of an exception in a function."""
    return f"{getattr(function, '__name__', 'your function')} stopped with an error."


@contextmanager
def unexplained() -> Iterator[None]:
    """Do not explain the exceptions of guarded functions: an assertion handles them itself."""
    before, STATE.explains = STATE.explains, False
    try:
        yield
    finally:
        STATE.explains = before
