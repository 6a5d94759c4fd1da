"""Compare a function with torch's, and assertions whose messages explain a failure.

``compare`` shows your value and gradients beside torch's. ``expect_close`` and the other functions
named ``expect_…`` are the assertions of the exercises: a failure says what was expected, what came,
on which input, and which mistake leads to this result, if that is known. ``by_hand`` refuses
torch's own operator while a learner's function runs, and explains its exceptions.
"""

from __future__ import annotations

import dis
import functools
import inspect
import itertools
import math
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from types import CodeType, FunctionType, ModuleType, TracebackType
from typing import Any, NoReturn

import torch
from torch import Tensor
from torch.overrides import TorchFunctionMode, resolve_name
from torch.utils._python_dispatch import TorchDispatchMode

from lossutil import catalog, crashes
from lossutil.steps import Steps

_MOST_SHOWN = 12  # a tensor with more entries is shown by its shape
_NOT_YET = "not yet implemented"  # what the stub of a released exercise raises
_steps = Steps()  # those of the last guard that wrapped a function

LABELS = (
    "expected", "came", "on", "before", "after", "error", "at", "diagnosis", "likely cause",
    "hint", "it calls", "use instead",
)  # fmt: skip
"""What stands before the colon in the lines of a message."""

Likely = str | Mapping[str, str]
"""A guess at the cause, for a wrong value or shape; or evidence → guess.

Evidence is ``"shape"``, ``"dtype"``, ``"nan"``, ``"infinite"``, ``"zero"`` (a gradient of 0) or
``"value"``. A guess is shown where its evidence came and no test before has failed.
"""


class ExpectationFailed(AssertionError):
    """A test cell failed; a notebook shows the message without a stack trace."""

    def _render_traceback_(self) -> list[str]:  # IPython calls this
        return [f"AssertionError: {self}"]


class NotByHand(ExpectationFailed):
    """The function under ``by_hand`` called an operator that it was asked to build."""


class Stopped(ExpectationFailed):
    """The function under ``by_hand`` raised an exception; the message explains it."""


# --- Showing values ------------------------------------------------------------------------------


def _text(value: object, digits: int = 4) -> str:
    """Format a value as a learner would write it: ``[[1, 2], [0.5, -inf]]``."""
    if isinstance(value, Tensor):
        if value.numel() > _MOST_SHOWN:
            return f"a {_kind(value)}"
        return _text(value.detach().tolist(), digits)
    if isinstance(value, float):
        return f"{value:.{digits}g}" if value else "0"  # not -0
    if type(value) in (list, tuple):
        entries = ", ".join(_text(entry, digits) for entry in value)  # type: ignore[attr-defined]
        if isinstance(value, list):
            return f"[{entries}]"
        return f"({entries},)" if len(value) == 1 else f"({entries})"  # type: ignore[arg-type]
    if callable(value):
        return str(getattr(value, "__name__", type(value).__name__))
    return repr(value)


def _kind(value: Tensor) -> str:
    return f"{str(value.dtype).removeprefix('torch.')} tensor of shape {tuple(value.shape)}"


def _texts_apart(first: object, second: object) -> tuple[str, str]:
    """Format two values with enough digits to see that they differ."""
    for digits in (4, 7, 17):
        texts = _text(first, digits), _text(second, digits)
        if texts[0] != texts[1]:
            break
    return texts


def _described(inputs: str | Mapping[str, object]) -> str:
    if isinstance(inputs, str):
        return inputs
    return ", ".join(f"{name} = {_text(value)}" for name, value in inputs.items())


def _call_described(
    function: Callable[..., object], args: Sequence[object], kwargs: Mapping[str, object]
) -> str:
    return _described(dict(zip(_names(function, len(args)), args, strict=True)) | dict(kwargs))


def _names(function: Callable[..., object], count: int) -> list[str]:
    """Return the names of a function's first parameters; generic ones if they are not known.

    A test that prepares the first arguments of a learner's function and passes on the rest, as
    ``lambda x, *rest: mine(x.log(), *rest)`` does, names the rest as that function does.
    """
    known = _parameters(function)
    names = list(itertools.takewhile(lambda name: known[name] != "rest", known))
    if len(names) < count and "rest" in known.values():
        names += list(_parameters(_steps.function))[len(names) :]
    return [names[i] if i < len(names) else f"argument {i + 1}" for i in range(count)]


def _parameters(function: Any) -> dict[str, str]:
    """Return the names of a function's parameters, and whether one is variadic (``*rest``)."""
    try:
        found = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return {}
    return {one.name: "rest" if one.kind is one.VAR_POSITIONAL else "" for one in found}


def _message(headline: str, lines: Mapping[str, str]) -> str:
    """Format a message, headed by the step to mend first, if any; record the test as failed."""
    unknown = lines.keys() - set(LABELS)
    if unknown:
        raise ValueError(f"no label {min(unknown)!r}; there are: {', '.join(LABELS)}")
    first = _steps.first()
    _steps.fail()
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
    raise ExpectationFailed(_message(headline, lines)) from None


def _are(what: str, one: str = "is", many: str = "are") -> str:
    """Return a subject with its verb in singular or plural: ``the entropies are``."""
    head = re.split(r" (?:of|in|by|with|at|to|over|from|that|after|behind)\b|[,(]", what)[0]
    several = " and " in head or (re.search(r"[^s]s$", head) and not head.endswith("bias"))
    return f"{what} {many if several else one}"


# --- Comparing values ----------------------------------------------------------------------------


_TOLERANCES = {
    torch.float16: (1e-3, 1e-5),
    torch.bfloat16: (1.6e-2, 1e-5),
    torch.float32: (1.3e-6, 1e-5),
    torch.float64: (1e-7, 1e-7),
    torch.complex64: (1.3e-6, 1e-5),
    torch.complex128: (1e-7, 1e-7),
}
"""Relative and absolute tolerance of ``torch.testing.assert_close``; all other dtypes are exact."""


def _agree(
    got: Tensor, expected: Tensor, rtol: float | None = None, atol: float | None = None
) -> bool:
    """Whether two tensors agree within torch.testing's tolerances for their dtype.

    The first call of ``assert_close`` itself loads the modules of distributed tensors, which takes
    half a second.
    """
    if got.shape != expected.shape or got.dtype != expected.dtype:
        return False
    if rtol is None and atol is None:
        rtol, atol = _TOLERANCES.get(got.dtype, (0.0, 0.0))
    close = torch.isclose(got, expected, rtol=rtol or 0.0, atol=atol or 0.0, equal_nan=True)
    return bool(close.all())


def _differences(got: Tensor, expected: Tensor) -> Tensor:
    """Return |got − expected|; 0 where both are nan or the same infinity."""
    got, expected = got.detach().double(), expected.detach().double()
    same = (got == expected) | (got.isnan() & expected.isnan())
    return (got - expected).abs().nan_to_num(nan=torch.inf).masked_fill(same, 0.0)


def _clone(value: object) -> object:
    return value.detach().clone() if isinstance(value, Tensor) else value


def _cotangent(value: Tensor) -> Tensor:
    """Return fixed random weights for a result's entries, so that errors do not cancel."""
    if value.numel() == 1:
        return torch.ones_like(value)
    generator = torch.Generator().manual_seed(0)
    return torch.randn(value.shape, generator=generator, dtype=torch.float64).to(value.dtype)


def _value_and_gradients(
    function: Callable[..., Tensor],
    args: Sequence[object],
    kwargs: Mapping[str, object],
    wrt: Sequence[int],
) -> tuple[Tensor, list[Tensor | None]]:
    """Call a function on clones; return its value and the gradient to each position of wrt."""
    copies = [_clone(arg) for arg in args]
    leaves = []
    for position in wrt:
        leaf = copies[position] if -len(copies) <= position < len(copies) else None
        if not isinstance(leaf, Tensor) or not leaf.dtype.is_floating_point:
            raise ValueError(
                f"wrt={tuple(wrt)}: expected positions of floating-point tensors among the "
                f"{len(copies)} arguments, but position {position} holds "
                f"{_kind(leaf) if isinstance(leaf, Tensor) else _text(leaf)}"
            )
        leaves.append(leaf.requires_grad_())
    value = function(*copies, **{name: _clone(kwarg) for name, kwarg in kwargs.items()})
    if not isinstance(value, Tensor) or not value.requires_grad:
        return value, [None] * len(leaves)
    # With the weights as an argument of its own, ``grad`` would load sympy: a third of a second.
    total = (value * _cotangent(value)).sum()
    return value.detach(), list(torch.autograd.grad(total, leaves, allow_unused=True))


@dataclass(frozen=True)
class Row:
    """One line of a comparison: a value or a gradient, yours and torch's."""

    what: str
    mine: object
    theirs: object
    difference: float
    agrees: bool

    @property
    def cells(self) -> tuple[str, str, str, str, str]:
        """The row as text; rounding errors are shown as ``< 1e-05`` on every processor."""
        small = self.agrees and self.difference < 1e-5
        shown = "< 1e-05" if small else f"{self.difference:.{1 if self.agrees else 4}g}"
        verdict = "yes" if self.agrees else "NO"
        return self.what, _brief(self.mine), _brief(self.theirs), shown, verdict


def _brief(value: object) -> str:
    text = _text(value)
    if isinstance(value, Tensor) and len(text) > 40:
        return f"{tuple(value.shape)} tensor"
    return str(value) if isinstance(value, str) else text


@dataclass(frozen=True, repr=False)
class Comparison:
    """The result of ``compare``; print it to see a table.

    Args:
        rows: the value first, then one row for each gradient.
    """

    rows: tuple[Row, ...]

    @property
    def agrees(self) -> bool:
        """Whether every row agrees."""
        return all(row.agrees for row in self.rows)

    def __str__(self) -> str:
        table = [("what", "mine", "torch's", "max difference", "agrees")]
        table += [row.cells for row in self.rows]
        widths = [max(map(len, column)) for column in zip(*table, strict=True)]
        return "\n".join("  ".join(map(str.ljust, line, widths)).rstrip() for line in table)

    __repr__ = __str__


def compare(
    mine: Callable[..., Tensor],
    theirs: Callable[..., Tensor],
    *args: object,
    wrt: Sequence[int] = (0,),
    **kwargs: object,
) -> Comparison:
    """Run two functions on clones of the same inputs; compare values and gradients.

    For a result with several entries, the gradient is that of their sum with fixed random weights,
    so that errors do not cancel. Two tensors agree when dtype and shape are equal and the entries
    lie within ``torch.testing.assert_close``'s tolerances for that dtype.

    Args:
        mine: your function.
        theirs: the reference; it gets the same ``args`` and ``kwargs``.
        wrt: positions in ``args`` of the floating-point tensors to differentiate by.
        args, kwargs: arguments of both functions.

    Returns:
        One row for the values, and one for each gradient.

    Raises:
        ValueError: the argument at a position of ``wrt`` is not a floating-point tensor.
        TypeError: a function returned something that is not a tensor.

    >>> print(compare(lambda x: (x * x).mean(), lambda x: x.square().mean(), torch.ones(2)))
    what           mine    torch's  max difference  agrees
    value          1       1        < 1e-05         yes
    gradient of x  [1, 1]  [1, 1]   < 1e-05         yes
    """
    results = []
    for label, function in (("your function", mine), ("the reference", theirs)):
        value, gradients = _value_and_gradients(function, args, kwargs, wrt)
        if not isinstance(value, Tensor):
            raise TypeError(f"{label} returned {_text(value)}; expected a tensor")
        results.append([value, *gradients])
    names = _names(mine, len(args))
    labels = ["value", *(f"gradient of {names[position]}" for position in wrt)]
    return Comparison(tuple(map(_row, labels, *results)))


def _row(what: str, mine: Tensor | None, theirs: Tensor | None) -> Row:
    if mine is None or theirs is None:
        return Row(what, mine, theirs, torch.inf if mine is not theirs else 0.0, mine is theirs)
    if mine.shape != theirs.shape or mine.dtype != theirs.dtype:
        return Row(what, _kind(mine), _kind(theirs), torch.inf, False)
    difference = _differences(mine, theirs).max().item() if mine.numel() else 0.0
    return Row(what, mine, theirs, difference, _agree(mine, theirs))


# --- Copies of inputs ----------------------------------------------------------------------------


def on_copies(guard: Callable[[Any], Callable[..., Any]]) -> Callable[[Any], Callable[..., Any]]:
    """Make the functions of a guard compute on copies of the tensors that a test passes.

    So a function cannot overwrite what the test compares with. Gradients flow through the copies.
    ``expect_unchanged`` passes the tensors themselves. Do not use this for functions that fill a
    tensor.

    Args:
        guard: wraps a learner's function, as ``by_hand("cross_entropy")`` does.

    Returns:
        A guard. Its functions get copies of tensors, and of tensors in lists and tuples; dicts and
        other objects are passed unchanged.

    >>> given = torch.zeros(2)
    >>> on_copies(by_hand("softmax"))(lambda x: x.add_(1))(given), given
    (tensor([1., 1.]), tensor([0., 0.]))
    """

    def guard_on_copies(function: Any) -> Callable[..., Any]:
        guarded = guard(function)

        @functools.wraps(guarded)
        def called(*args: Any, **kwargs: Any) -> Any:
            copies = {name: _copied(value) for name, value in kwargs.items()}
            return guarded(*map(_copied, args), **copies)

        called.on_originals = guarded  # type: ignore[attr-defined]
        return called

    return guard_on_copies


def _copied(value: Any) -> Any:
    if isinstance(value, Tensor):
        return value.clone()
    if type(value) in (list, tuple):
        return type(value)(map(_copied, value))
    return value


# --- Assertions ----------------------------------------------------------------------------------


def expect_close(
    got: object,
    expected: Tensor | float | Sequence[Any],
    *,
    on: str | Mapping[str, object] = "",
    what: str = "the result",
    likely: Likely = "",
    mistakes: Mapping[str, Tensor | float | Sequence[Any]] | None = None,
    rtol: float | None = None,
    atol: float | None = None,
) -> None:
    """Assert that a learner's result is the expected one, and diagnose it if not.

    Args:
        got: what the learner's function returned.
        expected: a tensor (shape and dtype must be equal, too) or numbers (only the shape must).
        on: the input, as text or as name → value.
        what: the subject of the headline, e.g. ``"the weighted mean"``.
        likely: a possible cause, shown if no mistake matches and the result has its kind of error.
        mistakes: mistake → the wrong value it leads to. A mistake whose value came is shown as the
            diagnosis. If several lead to that value, all are named.
        rtol: relative tolerance; torch.testing's for the dtype when neither is given.
        atol: absolute tolerance, e.g. 1e-4 for a number printed with four decimals.

    Raises:
        ExpectationFailed: the result differs; the message says how.

    >>> losses = torch.tensor([2.0, 4.0])
    >>> expect_close(losses.sum(), 3.0, on={"losses": losses}, what="the mean",
    ...              mistakes={"you summed and did not divide": 6.0})
    Traceback (most recent call last):
    lossutil.checks.ExpectationFailed: the mean is not right.
      expected:  3
      came:      6
      on:        losses = [2, 4]
      diagnosis: you summed and did not divide
    """
    came = _needs_tensor(got, on, what)
    target = _like(expected, came)
    if not isinstance(expected, Tensor):
        came = came.to(target.dtype)
    if came.dtype == target.dtype and _agree(came, target, rtol, atol):
        return
    lines = {"expected": "", "came": "", "on": _described(on)}
    known = [
        mistake
        for mistake, value in (mistakes or {}).items()
        if _leads_to(_like(value, target).to(target.dtype), came.to(target.dtype), rtol, atol)
    ]
    evidence = _evidence(came, target, gradient=what.startswith("the gradient"))
    lines |= _causes(known, likely, evidence)
    if "nan" in evidence and "diagnosis" not in lines:
        lines["hint"] = "nan comes from inf − inf, 0 · inf or 0 / 0 on the way"
    if came.shape != target.shape:
        lines |= {"expected": f"shape {tuple(target.shape)}", "came": f"shape {tuple(came.shape)}"}
        fail(f"{_are(what, 'has', 'have')} the wrong shape.", lines)
    if came.dtype != target.dtype:
        lines |= {"expected": f"a {_kind(target)}", "came": f"a {_kind(came)}"}
        fail(f"{_are(what, 'has', 'have')} the wrong dtype.", lines)
    lines["expected"], lines["came"] = _shown_apart(target, came)
    fail(f"{_are(what)} not right.", lines)


def _leads_to(
    wrong: Tensor, came: Tensor, rtol: float | None = None, atol: float | None = None
) -> bool:
    """Whether a mistake leads to the result: equal shapes, and numbers within the tolerance."""
    return wrong.shape == came.shape and _agree(came, wrong, rtol, atol)


def _causes(known: Sequence[str], likely: Likely, evidence: Sequence[str]) -> dict[str, str]:
    """Return the line that names the cause: a diagnosis, a likely cause, or no line.

    A mistake leads to its number if everything else is right. So no cause is named as long as an
    earlier test fails, because the number may come from that error.
    """
    if _steps.first():
        return {}
    if known:
        return {"diagnosis": "; or: ".join(known)}
    guesses = {"value": likely, "shape": likely} if isinstance(likely, str) else likely
    guess = next((guesses[one] for one in evidence if one in guesses), "")
    return {"likely cause": guess} if guess else {}


def _evidence(came: Tensor, expected: Tensor, *, gradient: bool) -> list[str]:
    """Return the kinds of error in a result, the most specific first."""
    if came.shape != expected.shape:
        return ["shape"]
    if came.dtype != expected.dtype:
        return ["dtype"]
    found = []
    if (came.isnan() & ~expected.isnan()).any():
        found.append("nan")
    elif (came.isinf() & expected.isfinite()).any():
        found.append("infinite")
    elif came.dtype == torch.float64 and _is_float32(came) and not _is_float32(expected):
        found.append("dtype")
    if gradient and (came[expected != 0] == 0).any():
        found.append("zero")
    return found or ["value"]


def _is_float32(value: Tensor) -> bool:
    """Whether all numbers of a float64 tensor are exact in float32."""
    return value.float().double().equal(value)


def _shown_apart(expected: Tensor, came: Tensor) -> tuple[str, str]:
    """Format two tensors; of large ones only the entry in which they differ most."""
    if came.shape == expected.shape and came.numel() > _MOST_SHOWN:
        return _worst_entry(expected, came)
    return _texts_apart(expected, came)


def _worst_entry(expected: Tensor, came: Tensor) -> tuple[str, str]:
    difference = _differences(came, expected)
    place = torch.unravel_index(difference.argmax(), difference.shape)
    where = [int(index) for index in place]
    texts = _texts_apart(expected[place].item(), came[place].item())
    return f"{texts[0]} at {where}", f"{texts[1]} at {where} (the largest difference)"


def _like(value: Tensor | float | Sequence[Any], example: Tensor) -> Tensor:
    """Convert numbers to a tensor that can be compared with ``example``: its dtype, or float64."""
    if isinstance(value, Tensor):
        return value.detach()
    floating = example.dtype.is_floating_point
    return torch.tensor(value, dtype=example.dtype if floating else torch.float64)


def _needs_tensor(got: object, on: str | Mapping[str, object], what: str) -> Tensor:
    if isinstance(got, Tensor):
        return got.detach()
    if got is None:
        advice = _NOTHING
    elif isinstance(got, int | float):
        advice = "return a tensor: a Python number carries no gradient (did you call .item()?)"
    else:
        advice = "return a tensor"
    lines = {"expected": "a tensor", "came": f"{_text(got)}, of type {type(got).__name__}"}
    fail(f"{_are(what)} not a tensor.", lines | {"on": _described(on), "hint": advice})


def expect_equal(
    got: object,
    expected: object,
    *,
    on: str | Mapping[str, object] = "",
    what: str = "the result",
    mistakes: Mapping[str, object] | None = None,
    likely: str = "",
) -> None:
    """Assert that two values that are not tensors are equal.

    Args:
        got: the value from the learner's code.
        expected: the right value.
        on: the input, as text or as name → value.
        what: the subject of the headline.
        mistakes: mistake → the wrong value it leads to.
        likely: a possible cause, shown if no mistake matches.

    Raises:
        ExpectationFailed: they differ.

    >>> expect_equal(["w"], ["weight"], what="the list of names", likely="a short name")
    Traceback (most recent call last):
    lossutil.checks.ExpectationFailed: the list of names is not right.
      expected:     ['weight']
      came:         ['w']
      likely cause: a short name
    """
    if got == expected:
        return
    lines = {"expected": _text(expected), "came": _text(got), "on": _described(on)}
    known = [mistake for mistake, wrong in (mistakes or {}).items() if got == wrong]
    fail(f"{_are(what)} not right.", lines | _causes(known, likely, ["value"]))


def expect_tensors(got: object, count: int, *, what: str = "the result") -> None:
    """Assert that a result is a tuple of ``count`` tensors.

    Args:
        got: what the learner's function returned.
        count: the number of tensors.
        what: the subject of the headline.

    Raises:
        ExpectationFailed: it is something else.

    >>> expect_tensors((torch.zeros(2), torch.zeros(3)), 2)
    """
    if type(got) is tuple and len(got) == count and all(isinstance(one, Tensor) for one in got):
        return
    expected = f"a tuple of {count} tensors"
    lines = {"expected": expected, "came": f"{_text(got)}, of type {type(got).__name__}"}
    if got is None:
        lines["hint"] = _NOTHING
    fail(f"{_are(what)} not {expected}.", lines)


_NOTHING = "your function returned nothing: does its last line say return?"


def expect_gradient(
    mine: Callable[..., Tensor],
    theirs: Callable[..., Tensor],
    *args: object,
    wrt: Sequence[int] = (0,),
    on: str | Mapping[str, object] = "",
    likely: Likely = "",
    mistakes: Mapping[str, Callable[..., Tensor]] | None = None,
    **kwargs: object,
) -> None:
    """Assert that the gradients to the inputs at ``wrt`` are those of a reference function.

    Args:
        mine: the learner's function.
        theirs: the reference; it gets the same ``args`` and ``kwargs``.
        wrt: positions in ``args`` of the tensors to differentiate by.
        on: the input; by default it is shown from the arguments.
        likely: a possible cause, shown if no mistake matches and the result has its kind of error.
        mistakes: mistake → a wrong function, called like ``theirs``.
        args, kwargs: arguments of both functions.

    Raises:
        ExpectationFailed: a gradient is missing or differs, or the backward pass stopped.

    >>> expect_gradient(lambda x: x.detach().sum(), torch.sum, torch.ones(2))
    Traceback (most recent call last):
    lossutil.checks.ExpectationFailed: the gradient of x is missing.
      expected: [1, 1]
      came:     a result that autograd cannot trace back to x
      on:       x = [1, 1]
      hint:     .detach(), .data, .item(), .tolist(), NumPy and torch.tensor(…) cut the graph
    """
    on = on or _call_described(mine, args, kwargs)
    names = _names(mine, len(args))
    value, gradients = _traced(mine, args, kwargs, wrt, on)
    reference, expected = _value_and_gradients(theirs, args, kwargs, wrt)
    came = _needs_tensor(value, on, "the result")
    if came.shape != reference.shape:
        expect_close(came, reference, on=on, likely=likely)
    wrong: dict[str, list[Tensor | None]] = {
        name: _value_and_gradients(function, args, kwargs, wrt)[1]
        for name, function in (mistakes or {}).items()
    }
    for i, position in enumerate(wrt):
        what, right = f"the gradient of {names[position]}", expected[i]
        if right is None:
            raise ValueError(f"the reference has no gradient to argument {position} (wrt)")
        gradient = gradients[i]
        if gradient is None:
            lines = {
                "expected": _text(right),
                "came": f"a result that autograd cannot trace back to {names[position]}",
                "on": _described(on),
            }
            lines |= _causes([], likely, ["zero"]) | {"hint": _CUT}
            fail(f"{what} is missing.", lines)
        known = {name: values[i] for name, values in wrong.items()}
        expect_close(
            gradient,
            right,
            on=on,
            what=what,
            likely=likely,
            mistakes={name: value for name, value in known.items() if value is not None},
        )


_CUT = ".detach(), .data, .item(), .tolist(), NumPy and torch.tensor(…) cut the graph"


def _traced(
    function: Callable[..., Tensor],
    args: Sequence[object],
    kwargs: Mapping[str, object],
    wrt: Sequence[int],
    on: str | Mapping[str, object],
) -> tuple[Tensor, list[Tensor | None]]:
    """Return value and gradients of a learner's function; explain an error in the backward pass."""
    try:
        return _value_and_gradients(function, args, kwargs, wrt)
    except (ExpectationFailed, NotImplementedError):
        raise
    except Exception as error:
        stopped = error
    try:  # repeat it with the lines of the forward pass recorded
        with crashes.tracing_backward(_steps.cell):
            _value_and_gradients(function, args, kwargs, wrt)
    except Exception as error:
        stopped = error
    raise _stopped(stopped, "the backward pass stopped with an error.", on) from None


def _stopped(error: Exception, headline: str, on: str | Mapping[str, object]) -> Stopped:
    return Stopped(_message(headline, _error_lines(error) | {"on": _described(on)}))


def _error_lines(error: Exception) -> dict[str, str]:
    """Return the message lines for an exception: the error, the learner's line, and a hint."""
    told, line = crashes.told(error), crashes.own_line(error, but=_steps.cell)
    return {"error": told, "at": line, "on": "", "hint": crashes.hint(told, line)}


def expect_raises(
    error: type[Exception] | tuple[type[Exception], ...],
    function: Callable[..., object],
    *args: object,
    on: str | Mapping[str, object] = "",
    likely: str = "",
    **kwargs: object,
) -> None:
    """Assert that a call raises instead of returning a number that looks right.

    Args:
        error: the right exceptions. NotImplementedError never is one, nor is an error that occurs
            for every input, such as that of the truth value of a tensor.
        function: the learner's function, called with ``args`` and ``kwargs``.
        on: the input; by default it is shown from the arguments.
        likely: a possible cause, shown if the call returned.
        args, kwargs: arguments of the function.

    Raises:
        ExpectationFailed: the call returned, or raised something else.

    >>> expect_raises(ValueError, int, "seven", likely="a missing check")
    """
    kinds = error if isinstance(error, tuple) else (error,)
    lines = {"expected": " or ".join(kind.__name__ for kind in kinds), "came": ""}
    try:
        with _exceptions_as_they_are():
            returned = function(*args, **kwargs)
    except (NotImplementedError, ExpectationFailed):
        raise
    except Exception as raised:
        told = crashes.told(raised)
        if isinstance(raised, kinds) and not crashes.refuses_nothing(told):
            return
        found = _error_lines(raised) | {"on": ""}
        lines |= {"came": found.pop("error")} | found
        if re.search(r": (raise|assert)\b", found["at"]):
            right = " or ".join(dict.fromkeys(kind.__name__ for kind in kinds))
            lines["hint"] = f"you raised {told.partition(':')[0]}; raise {right}"
        elif not found["hint"]:
            lines["hint"] = "this is a crash and no refusal: check the argument before you use it"
    else:
        lines |= {"came": f"the value {_text(returned)}", "on": ""}
        if isinstance(returned, BaseException):
            lines["hint"] = "you returned an exception; raise it"
        else:
            lines |= _causes([], likely, ["value"])
    lines["on"] = _described(on or _call_described(function, args, kwargs))
    fail("this input is invalid, and the function must say so.", lines)


def expect_unchanged(
    function: Callable[..., object],
    *args: object,
    on: str | Mapping[str, object] = "",
    **kwargs: object,
) -> None:
    """Assert that a call does not modify its tensor arguments.

    Args:
        function: the learner's function, called with clones of ``args`` and ``kwargs``.
        on: the input; by default it is shown from the arguments.
        args, kwargs: arguments of the function.

    Raises:
        ExpectationFailed: an argument was modified.

    >>> expect_unchanged(torch.exp, torch.zeros(2))
    """
    function = getattr(function, "on_originals", function)
    before = dict(zip(_names(function, len(args)), args, strict=True)) | kwargs
    after = {name: _clone(value) for name, value in before.items()}
    positional = [after[name] for name in before if name not in kwargs]
    function(*positional, **{name: after[name] for name in kwargs})
    for name, value in before.items():
        now = after[name]
        if not isinstance(value, Tensor) or not isinstance(now, Tensor):
            continue
        if not _agree(now, value, rtol=0.0, atol=0.0):
            lines = dict(zip(("before", "after"), _changed(value, now), strict=True))
            lines["on"] = _described(on or before)
            lines["hint"] = "a trailing underscore, +=, x[…] = … and out=… write into an argument"
            fail(f"the function changed its argument {name}.", lines)


def _changed(before: Tensor, after: Tensor) -> tuple[str, str]:
    """Format a tensor before and after: dtype and shape if they changed, else its entries."""
    if before.shape != after.shape or before.dtype != after.dtype:
        return f"a {_kind(before)}", f"a {_kind(after)}"
    return _shown_apart(before, after)


class Largest(TorchDispatchMode):
    """Records the largest number of entries of a tensor that an operator returned.

    >>> with Largest() as watch:
    ...     total = torch.ones(2, 3).exp().sum()
    >>> watch.entries
    6
    """

    entries = 0

    def __torch_dispatch__(
        self, func: Any, types: Any, args: Any = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        result = func(*args, **(kwargs or {}))
        if isinstance(result, Tensor):
            self.entries = max(self.entries, result.numel())
        return result


# --- Initializers --------------------------------------------------------------------------------

_STANDARD_ERRORS = 5.0  # a right sample exceeds them once in 1.7 million draws
_FALSE_ALARM = 1e-6


def filled(
    initializer: Callable[..., object],
    shape: Sequence[int],
    *args: object,
    dtype: torch.dtype = torch.float32,
    **kwargs: object,
) -> Tensor:
    """Return a tensor that an initializer filled in place; its return value is ignored.

    Args:
        initializer: the learner's function; its first argument is a tensor full of nan.
        shape: shape of the tensor.
        args: positional arguments after the tensor.
        dtype: dtype of the tensor.
        kwargs: keyword arguments.

    Returns:
        The tensor, of the given shape and dtype.

    Raises:
        ExpectationFailed: an entry is still nan.

    >>> filled(torch.nn.init.constant_, (2,), 7.0)
    tensor([7., 7.])
    """
    tensor = torch.full(tuple(shape), torch.nan).to(dtype)  # becomes 0 in an integer tensor
    initializer(tensor, *args, **kwargs)
    if tensor.isnan().any():
        lines = {
            "expected": "a number in every entry",
            "came": f"{int(tensor.isnan().sum())} of {tensor.numel()} entries are nan, as before",
            "on": _described({"shape": tuple(shape)} | kwargs),
            "hint": "a new tensor that is returned leaves the one that was given as it was; and "
            "arithmetic with the old entries keeps them (0 · nan is nan)",
        }
        fail("the tensor is not filled.", lines)
    return tensor


def expect_in_place(
    initializer: Callable[..., object], shape: Sequence[int], *args: object, **kwargs: object
) -> None:
    """Assert that an initializer fills a parameter in place, without a graph, and returns it.

    If the shape has two dimensions or more, a transposed view is filled, too.

    Args:
        initializer: the learner's function.
        shape: shape of the parameter.
        args: positional arguments after the tensor.
        kwargs: keyword arguments.

    Raises:
        ExpectationFailed: the message says which of the rules is broken.

    >>> expect_in_place(lambda tensor: tensor.fill_(0.0), (2, 2))
    Traceback (most recent call last):
    lossutil.checks.ExpectationFailed: a parameter cannot be filled.
      came: RuntimeError: a leaf Variable that requires grad is being used in an in-place ...
      on:   a parameter of shape (2, 2)
      hint: autograd records what happens to a parameter; fill it under torch.no_grad()
    """
    on = f"a parameter of shape {tuple(shape)}"
    parameter = torch.nn.Parameter(torch.full(tuple(shape), torch.nan))
    try:
        with _exceptions_as_they_are():
            returned = initializer(parameter, *args, **kwargs)
    except (ExpectationFailed, NotImplementedError):
        raise
    except Exception as error:
        if "leaf Variable" not in str(error):
            raise _stopped(error, _headline(initializer), on) from None
        hint = "autograd records what happens to a parameter; fill it under torch.no_grad()"
        came = f"RuntimeError: {error}"
        fail("a parameter cannot be filled.", {"came": came, "on": on, "hint": hint})
    if returned is not parameter:
        hint = "end with the tensor that you were given: return tensor"
        came = "None" if returned is None else "something else"
        lines = {"expected": "the tensor itself", "came": came, "on": on, "hint": hint}
        fail("the function does not return the tensor that it was given.", lines)
    if not (parameter.is_leaf and parameter.requires_grad):
        lines = {"expected": "requires_grad=True and no grad_fn, as before", "on": on}
        lines["came"] = f"requires_grad={parameter.requires_grad}, grad_fn={parameter.grad_fn}"
        fail("the parameter is no parameter any more.", lines)
    storage = torch.full(tuple(shape), torch.nan)
    if storage.dim() >= 2:
        storage = storage.mT.contiguous()
    initializer(storage.mT if storage.dim() >= 2 else storage, *args, **kwargs)
    for name, tensor in (("the parameter", parameter), ("a transposed view", storage)):
        if tensor.isnan().any():
            lines = {"on": on, "hint": ".data = …, flatten() and reshape() can make a new tensor"}
            fail(f"{name} is not filled in place.", lines)


def expect_generator(
    initializer: Callable[..., object], shape: Sequence[int], *args: object, **kwargs: object
) -> None:
    """Assert that the random numbers of an initializer come from its argument ``generator``.

    The same seed gives the same tensor and another seed another one, torch's global random state
    does not change, and without a generator the global one is used.

    Args:
        initializer: the learner's function.
        shape: shape of the tensor, with enough entries that two draws differ.
        args: positional arguments after the tensor.
        kwargs: keyword arguments, without ``generator``.

    Raises:
        ExpectationFailed: the message says which of the rules is broken.

    >>> expect_generator(lambda t, generator=None: t.normal_(), (3,))
    Traceback (most recent call last):
    lossutil.checks.ExpectationFailed: one seed gave two tensors.
      on:   generator=torch.Generator().manual_seed(1), shape (3,), twice
      hint: the argument generator is not handed to every draw
    """

    def drawn(seed: int | None, global_seed: int | None = None) -> Tensor:
        if global_seed is not None:
            torch.manual_seed(global_seed)
        named: dict[str, Any] = dict(kwargs)
        if seed is not None:
            named["generator"] = torch.Generator().manual_seed(seed)
        return filled(initializer, shape, *args, **named)

    on = f"generator=torch.Generator().manual_seed(1), shape {tuple(shape)}"
    with torch.random.fork_rng(devices=[]):
        if not torch.equal(drawn(1, 10), drawn(1, 11)):
            hint = "the argument generator is not handed to every draw"
            fail("one seed gave two tensors.", {"on": f"{on}, twice", "hint": hint})
        before = torch.get_rng_state()
        first = drawn(1)
        if not torch.equal(torch.get_rng_state(), before):
            hint = "a draw without the generator, or torch.manual_seed inside the function"
            fail("torch's global random state moved.", {"on": on, "hint": hint})
        if torch.equal(first, drawn(2)):
            hint = "a generator or a seed of your own in place of the one that was given"
            fail("two seeds gave one tensor.", {"on": on, "hint": hint})
        if torch.equal(drawn(None, 10), drawn(None)):
            hint = "a fixed seed: torch.manual_seed belongs into the caller's hands"
            on = "two calls, one after the other, without a generator"
            fail("the same numbers came twice.", {"on": on, "hint": hint})
        if not torch.equal(drawn(None, 10), drawn(None, 10)):
            hint = "a generator of your own; None means torch's global one"
            on = "torch.manual_seed(10) before each of two calls, no generator"
            fail("torch.manual_seed does not repeat the numbers.", {"on": on, "hint": hint})


def expect_moments(
    sample: Tensor,
    mean: float,
    std: float,
    *,
    on: str | Mapping[str, object] = "",
    kurtosis: float = 3.0,
    what: str = "the fill",
    likely: str = "",
    mistakes: Mapping[str, tuple[float, float]] | None = None,
) -> None:
    r"""Assert that entries are draws of a distribution with this mean and this std.

    The mean of n independent draws has the standard error σ/√n; their std has, for large n,
    σ·√((κ − 1)/(4n)), where κ is the kurtosis E[(x − μ)⁴]/σ⁴. The tolerance is five standard
    errors. A right sample exceeds it by chance about once in a million.

    Args:
        sample: the entries; at least some thousand.
        mean: μ.
        std: σ, above 0.
        on: the input, as text or as name → value.
        kurtosis: κ; 3 for normal, 1.8 for uniform draws.
        what: the subject of the headline.
        likely: a possible cause, shown if no mistake matches.
        mistakes: mistake → the wrong mean and std that it leads to.

    Raises:
        ExpectationFailed: mean or std is too far off.

    >>> sample = torch.empty(40_000).normal_(generator=torch.Generator().manual_seed(0))
    >>> expect_moments(sample, 0.0, 1.0, on="N(0, 1)")
    >>> expect_moments(sample**2, 0.0, 1.0, on="squares", mistakes={"no square here": (1, 2**0.5)})
    Traceback (most recent call last):
    lossutil.checks.ExpectationFailed: the fill has the wrong mean or std.
      expected:  mean 0 ± 0.025, std 1 ± 0.01768
      came:      mean 1.004, std 1.416
      on:        squares
      diagnosis: no square here
    """
    values = sample.detach().double()
    came = values.mean().item(), values.std(correction=0).item()

    def allowed(sigma: float) -> tuple[float, float]:
        error = _STANDARD_ERRORS * sigma / values.numel() ** 0.5
        return error, error * (kurtosis - 1) ** 0.5 / 2

    def fits(mu: float, sigma: float) -> bool:
        pairs = zip(came, (mu, sigma), allowed(sigma), strict=True)
        return all(abs(got - right) <= error for got, right, error in pairs)

    if fits(mean, std):
        return
    errors = allowed(std)
    lines = {
        "expected": f"mean {mean:.4g} ± {errors[0]:.4g}, std {std:.4g} ± {errors[1]:.4g}",
        "came": f"mean {came[0]:.4g}, std {came[1]:.4g}",
        "on": _described(on),
    }
    known = [name for name, moments in (mistakes or {}).items() if fits(*moments)]
    lines |= _causes(known, likely, ["value"])
    fail(f"{what} has the wrong mean or std.", lines)


def expect_distribution(
    sample: Tensor,
    cdf: Callable[[Tensor], Tensor],
    *,
    on: str | Mapping[str, object] = "",
    what: str = "the fill",
    likely: str = "",
    mistakes: Mapping[str, Callable[[Tensor], Tensor]] | None = None,
) -> None:
    """Assert that entries are draws of a distribution: the Kolmogorov-Smirnov test.

    The largest distance between the fraction of entries below x and the cumulative distribution
    F(x) exceeds √(ln(2/α) / (2n)) with a probability of at most α, for any F and any n. Here α is
    one in a million.

    Args:
        sample: the n entries.
        cdf: F, for a tensor of float64 numbers.
        on: the input, as text or as name → value.
        what: the subject of the headline.
        likely: a possible cause, shown if no mistake matches and the result has its kind of error.
        mistakes: mistake → the wrong F that it leads to.

    Raises:
        ExpectationFailed: the distance is too large.

    References:
        Massart, "The tight constant in the Dvoretzky-Kiefer-Wolfowitz inequality", Annals of
        Probability 18 (1990).

    >>> sample = torch.rand(1000, generator=torch.Generator().manual_seed(0))
    >>> expect_distribution(sample, lambda x: x.clamp(0, 1), on="rand(1000)")
    >>> expect_distribution(sample.sqrt(), lambda x: x.clamp(0, 1), on="roots")
    Traceback (most recent call last):
    lossutil.checks.ExpectationFailed: the fill has the wrong distribution.
      expected: at most 0.08517 between the fraction of entries below x and the probability of it
      came:     0.2517 at x = 0.5057
      on:       roots
    """
    x = sample.detach().double().flatten().sort().values
    count = x.numel()
    steps = torch.arange(count + 1, dtype=torch.float64) / count
    most = math.sqrt(math.log(2 / _FALSE_ALARM) / (2 * count))

    def farthest(function: Callable[[Tensor], Tensor]) -> tuple[float, float]:
        p = function(x)
        distances = torch.maximum(steps[1:] - p, p - steps[:-1])
        place = distances.argmax()
        return distances[place].item(), x[place].item()

    distance, place = farthest(cdf)
    if distance <= most:
        return
    lines = {
        "expected": f"at most {most:.4g} between the fraction of entries below x and the "
        "probability of it",
        "came": f"{distance:.4g} at x = {place:.4g}",
        "on": _described(on),
    }
    known = [name for name, wrong in (mistakes or {}).items() if farthest(wrong)[0] <= most]
    lines |= _causes(known, likely, ["value"])
    fail(f"{what} has the wrong distribution.", lines)


# --- The by-hand guard ---------------------------------------------------------------------------

_INSTEAD = "arithmetic, exp, log, abs, sum, mean, amax, where, gather and indexing"
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
TWINS = {
    "bce": ("log_loss",),
    "binarycrossentropy": ("log_loss",),
    "crossentropy": ("log_loss",),
    "kldiv": ("rel_entr",),
    "l1": ("mean_absolute_error",),
    "mse": ("mean_squared_error",),
    "sigmoid": ("expit",),
    "logsigmoid": ("log_expit",),
}
"""What is the same in other libraries, and refused with it."""
# torch's Python versions of its operators consist of elementary ones: only their module identifies
# them.
_TWINS = ("torch._refs", "torch._decomp", "torch._inductor")


def by_hand(*names: str, instead: str = _INSTEAD, steps: Sequence[str] = ()) -> ByHand:
    """Refuse torch's own operators while a learner's function runs, however they are called.

    Use it as a context manager, or call it with a function to get the guarded function. Two modes
    intercept every call: one torch's Python functions and methods under any alias, the other the
    operators below them, whatever calls them. When a function is wrapped, its bytecode is searched
    for what the modes cannot intercept: threads, TorchScript, code that switches modes off. The
    guard prevents accidental use; it is not a sandbox.

    An exception of a guarded function becomes a message: the error, the learner's own line, the
    input, and a hint.

    Args:
        names: functions to refuse, by any of their names: ``"log_softmax"``, ``"LogSoftmax"``,
            ``"aten::_log_softmax"``. A loss of the catalog includes its operators.
        instead: what to use instead; ends the message.
        steps: for each step of the exercise its functions, separated by spaces. A failure then says
            which step to mend first.

    Returns:
        The guard. Called with a function, it returns the guarded function.

    Raises:
        ValueError: no name was given.

    >>> guard = by_hand("log_softmax", "logsumexp")
    >>> guard(lambda x: x - x.exp().sum().log())(torch.zeros(2))
    tensor([-0.6931, -0.6931])
    >>> guard(lambda x: x - x.logsumexp(0))(torch.zeros(2))
    Traceback (most recent call last):
    lossutil.checks.NotByHand: x.logsumexp is torch's own: here you build it by hand.
      it calls:    torch.Tensor.logsumexp
      use instead: arithmetic, exp, log, abs, sum, mean, amax, where, gather and indexing
    """
    if not names:
        raise ValueError('by_hand() needs the names to refuse, e.g. by_hand("cross_entropy")')
    return ByHand(frozenset(map(_plain, _with_operators(names))), instead, Steps(steps))


def _with_operators(names: Iterable[str]) -> Iterator[str]:
    """Yield the names, and the operators of those that are losses of the catalog."""
    for name in names:
        yield name
        for entry in catalog.LOSSES:
            if name in (entry.name, entry.functional):
                yield from (entry.name, *entry.aten, *entry.operators)


@functools.cache  # called for every operator
def _plain(name: str) -> str:
    """Normalize a name: CrossEntropyLoss, aten::cross_entropy_loss → crossentropy."""
    bare = name.split("::")[-1].split(".")[0].replace("_", "").lower()
    bare = re.sub(r"^(special|sparse|masked|safe)(?=.*softmax)", "", bare)
    return re.sub(r"(?<=.)(loss([123n]d)?|2d)?(forward)?$", "", bare)


_in_force: list[ByHand] = []


def warm_up() -> None:
    """Load what the guard and the comparisons load at first use; call it once before a fork.

    Afterwards torch uses one thread, because a fork after a parallel region hangs.

    >>> warm_up()
    """
    torch.set_num_threads(1)
    ones = torch.ones(2, requires_grad=True)
    by_hand("softmax")(lambda x: (x * x).exp().sum())(ones).backward()
    expect_close(ones.detach().exp(), ones.exp(), on="two ones")


def refused_names() -> frozenset[str]:
    """Return the names that are refused now, for callers that forward calls to another process.

    Returns:
        The names in normalized form, as in ``crossentropy``; none outside of a guard.

    >>> with by_hand("log_softmax"):
    ...     print(*refused_names())
    logsoftmax
    """
    return frozenset[str]().union(*(guard._refused for guard in _in_force))


def advice() -> str:
    """Return the advice of the active guard: what to use instead.

    Returns:
        The text of the guard's ``instead``; empty outside of a guard.

    >>> with by_hand("softmax", instead="exp and sum"):
    ...     print(advice())
    exp and sum
    """
    return _in_force[-1]._instead if _in_force else _INSTEAD


class ByHand:
    """The result of ``by_hand``: a context manager and a decorator."""

    def __init__(
        self, refused: frozenset[str], instead: str = _INSTEAD, steps: Steps | None = None
    ) -> None:
        self._refused, self._instead = refused, instead
        self._steps = steps or Steps()
        self._told: dict[str, str] = {}  # first line of a refusal → its first test cell
        self._entered: list[AbstractContextManager[None]] = []

    def __call__(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return the guarded function; refuse one whose code names a refused function."""
        global _steps
        if not callable(function):
            raise TypeError(f"expected a function to guard, got {_text(function)}")
        _steps = self._steps
        _steps.begin(function)
        found = _torchs_own(function, self._refused)
        if found:
            raise self._once(refusal(*found, self._instead))

        @functools.wraps(function)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            self._steps.called(function)
            try:
                with self._watch():
                    return function(*args, **kwargs)
            except NotByHand as refused:
                raise self._once(str(refused)) from None
            except Exception as error:
                if _as_they_are or isinstance(error, ExpectationFailed) or _is_stub(error):
                    raise
                on = _call_described(function, args, kwargs)
                raise _stopped(error, _headline(function), on) from None

        return guarded

    def _once(self, text: str) -> NotByHand:
        """Return a refusal, without the advice if another test has shown it before."""
        first, _, rest = text.partition("\n")
        if self._told.setdefault(first, _steps.cell) != _steps.cell:
            rest = "  (A test above says what to use instead.)"
        return NotByHand(f"{_message(first, {})}\n{rest}".rstrip())

    def __enter__(self) -> ByHand:
        self._entered.append(self._watch())
        self._entered[-1].__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool | None:
        return self._entered.pop().__exit__(kind, error, trace)

    @contextmanager
    def _watch(self) -> Iterator[None]:
        refusals: list[NotByHand] = []

        def refuse(name: str) -> NoReturn:
            refusals.append(NotByHand(name))
            raise refusals[-1]

        _in_force.append(self)
        try:
            with _Functions(self._refused, refuse), _Operators(self._refused, refuse):
                yield
        except NotImplementedError as error:
            if str(error) == _NOT_YET:
                raise ExpectationFailed(_NOT_YET) from None
            raise
        except Exception:
            if not refusals:
                raise
        finally:
            _in_force.pop()
        # TorchScript and a learner's own try … except may hide a refusal: find it in the chain.
        if refusals:
            own = str(refusals[0])
            raise NotByHand(refusal(own, crashes.typed(refusals[0]), self._instead)) from None


def refusal(own: str, typed: str, instead: str, library: str = "torch") -> str:
    """Return the message that something is a library's own, by the name that a learner typed.

    Args:
        own: the full name in the library.
        typed: what the learner typed, or ''.
        instead: what to use instead.
        library: the library's name.

    Returns:
        One or several lines, as a learner sees them.
    """
    calls = f"\n  it calls:    {own}" if typed and typed != own else ""
    return (
        f"{typed or own} is {library}'s own: here you build it by hand.{calls}"
        f"\n  use instead: {instead}"
    )


_as_they_are = False


@contextmanager
def _exceptions_as_they_are() -> Iterator[None]:
    """Do not explain the exceptions of guarded functions: an assertion handles them itself."""
    global _as_they_are
    before, _as_they_are = _as_they_are, True
    try:
        yield
    finally:
        _as_they_are = before


def _is_stub(error: Exception) -> bool:
    return isinstance(error, NotImplementedError) and not str(error)


def _headline(function: Callable[..., object]) -> str:
    return f"{getattr(function, '__name__', 'your function')} stopped with an error."


class _Functions(TorchFunctionMode):
    """Intercepts calls of torch's Python functions and Tensor methods, under any name."""

    def __init__(self, refused: frozenset[str], refuse: Callable[[str], NoReturn]) -> None:
        super().__init__()
        self.refused, self.refuse = refused, refuse

    def __torch_function__(
        self, func: Any, types: Any, args: Any = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        if _plain(getattr(func, "__name__", "")) in self.refused:
            self.refuse(resolve_name(func) or f"{func.__module__}.{func.__name__}")
        caller = sys._getframe(1).f_globals.get("__name__", "")
        if caller.startswith(_TWINS):
            self.refuse(caller)
        return func(*args, **(kwargs or {}))


class _Operators(TorchDispatchMode):
    """Intercepts the operators below, also those called from C++."""

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        return False  # otherwise torch loads its compiler at the first call: two seconds

    def __init__(self, refused: frozenset[str], refuse: Callable[[str], NoReturn]) -> None:
        super().__init__()
        self.refused, self.refuse = refused, refuse

    def __torch_dispatch__(
        self, func: Any, types: Any, args: Any = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        if _plain(func._schema.name) in self.refused:
            self.refuse(f"torch.ops.{func}")
        return func(*args, **(kwargs or {}))


def _torchs_own(start: Callable[..., Any], refused: frozenset[str]) -> tuple[str, str] | None:
    """Find a refused function among the objects that a function's code names.

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
        name = getattr(thing, "__name__", type(thing).__name__)
        origin = str(getattr(thing, "__module__", None) or "torch")  # built-ins have none
        reached: list[Any] = []
        if isinstance(thing, torch.jit.ScriptFunction | torch.jit.ScriptModule):
            return f"TorchScript ({name})", ""
        if isinstance(thing, ModuleType):
            if name.split(".")[0] in _HIDING_MODULES or name.startswith(_TWINS):
                return f"the module {name}", ""
        elif origin.split(".")[0] == "torch":
            if _plain(name) in refused:
                return f"{origin}.{name}", typed
        elif hasattr(thing, "__wrapped__"):
            reached.append(thing.__wrapped__)
        elif hasattr(thing, "__func__"):
            reached.append(thing.__func__)
        elif isinstance(thing, functools.partial):
            reached += [thing.func, *thing.args, *thing.keywords.values()]
        elif isinstance(thing, FunctionType) and thing.__globals__ is (home or thing.__globals__):
            home = thing.__globals__
            for code in _codes(thing.__code__):
                hiding = _HIDING_NAMES.intersection(code.co_names)
                if hiding:
                    return hiding.pop(), ""
                todo += _loaded(code, home)
            reached += inspect.getclosurevars(thing).nonlocals.values()
            reached += [*(thing.__defaults__ or ()), *(thing.__kwdefaults__ or {}).values()]
        elif isinstance(thing, type) and origin == home.get("__name__"):
            reached += vars(thing).values()
        todo += [(one, "") for one in reached]
    return None


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
