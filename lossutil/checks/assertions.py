"""Assertions of the exercises: a failure says what was expected, what came, and why, if known."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode

from lossutil import crashes
from lossutil.checks.comparison import agree, detached, differences, value_and_gradients
from lossutil.checks.messages import (
    MOST_SHOWN,
    STATE,
    ExpectationFailed,
    Likely,
    a_kind_of,
    argument_names,
    as_text,
    describe,
    describe_call,
    distinct_texts,
    error_lines,
    fail,
    stopped,
    unexplained,
    with_verb,
)

_NOTHING = "your function returned nothing: does its last line say return?"
_LENGTH_1 = (
    "only dimensions of length 1 differ: keepdim=True, [:, None] and a sum over too few dimensions "
    "leave one, and squeeze() removes each"
)
_ONE_NUMBER = "one number came, and several are expected: .sum() and .mean() without dim take all"
_CUT = ".detach(), .data, .item(), .tolist(), NumPy and torch.tensor(…) cut the graph"


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
    if came.dtype == target.dtype and agree(came, target, rtol, atol):
        return
    lines = {"expected": "", "came": "", "on": describe(on)}
    known = [
        mistake
        for mistake, value in (mistakes or {}).items()
        if _leads_to(_like(value, target).to(target.dtype), came.to(target.dtype), rtol, atol)
    ]
    evidence = _evidence(came, target, gradient=what.startswith("the gradient"))
    lines |= causes(known, likely, evidence)
    if "nan" in evidence and "diagnosis" not in lines:
        lines["hint"] = "nan comes from inf − inf, 0 · inf or 0 / 0 on the way"
    named = "diagnosis" in lines or "likely cause" in lines
    if "length 1" in evidence and not named:
        lines["hint"] = _LENGTH_1
    elif not named and came.ndim == 0 < target.ndim:
        lines["hint"] = _ONE_NUMBER
    if came.shape != target.shape:
        lines |= {"expected": f"shape {tuple(target.shape)}", "came": f"shape {tuple(came.shape)}"}
        fail(f"{with_verb(what, 'has', 'have')} the wrong shape.", lines)
    if came.dtype != target.dtype:
        lines |= {"expected": a_kind_of(target), "came": a_kind_of(came)}
        fail(f"{with_verb(what, 'has', 'have')} the wrong dtype.", lines)
    lines["expected"], lines["came"] = _shown_apart(target, came)
    fail(f"{with_verb(what)} not right.", lines)


def _leads_to(
    wrong: Tensor, came: Tensor, rtol: float | None = None, atol: float | None = None
) -> bool:
    """Whether a mistake leads to the result: equal shapes, and numbers within the tolerance."""
    return wrong.shape == came.shape and agree(came, wrong, rtol, atol)


def causes(known: Sequence[str], likely: Likely, evidence: Sequence[str]) -> dict[str, str]:
    """Return the line that names the cause: a diagnosis, a likely cause, or no line.

    A mistake leads to its number if everything else is right. So no cause is named as long as an
    earlier test fails, because the number may come from that error.

    Args:
        known: the mistakes that lead to what came.
        likely: a possible cause, or evidence → possible cause.
        evidence: the kinds of error in what came, the most specific first.
    """
    if STATE.steps.first():
        return {}
    if known:
        return {"diagnosis": "; or: ".join(known)}
    if isinstance(likely, str):
        guesses: Mapping[str, str] = {"value": likely, "shape": likely}
    else:
        guesses = {"length 1": likely.get("shape", "")} | dict(likely)
    guess = next((guesses[one] for one in evidence if one in guesses), "")
    return {"likely cause": guess} if guess else {}


def _evidence(came: Tensor, expected: Tensor, *, gradient: bool) -> list[str]:
    """Return the kinds of error in a result, the most specific first."""
    if _squeezed(came) != _squeezed(expected):
        return ["shape"]
    if came.shape != expected.shape:
        return ["length 1"]
    if came.dtype != expected.dtype:
        return ["dtype"]
    found = []
    if (came.isnan() & ~expected.isnan()).any():
        found.append("nan")
    elif (came.isinf() & expected.isfinite()).any():
        found.append("infinite")
    elif (came.isfinite() & expected.isinf()).any():
        found += ["finite", "value"]
    elif came.dtype == torch.float64 and _is_float32(came) and not _is_float32(expected):
        found.append("dtype")
    if gradient and (came[expected != 0] == 0).any():
        found.append("zero")
    return found or ["value"]


def _squeezed(value: Tensor) -> list[int]:
    """Return the shape of a tensor without its dimensions of length 1."""
    return [length for length in value.shape if length != 1]


def _is_float32(value: Tensor) -> bool:
    """Whether all numbers of a float64 tensor are exact in float32."""
    return value.float().double().equal(value)


def _shown_apart(expected: Tensor, came: Tensor) -> tuple[str, str]:
    """Format two tensors; of large ones only the entry in which they differ most."""
    if came.shape == expected.shape and came.numel() > MOST_SHOWN:
        return _worst_entry(expected, came)
    return distinct_texts(expected, came)


def _worst_entry(expected: Tensor, came: Tensor) -> tuple[str, str]:
    difference = differences(came, expected)
    # torch's own ``unravel_index`` would load SymPy, which takes longer than most exercises' tests.
    found = np.unravel_index(int(difference.argmax()), tuple(difference.shape))
    where = [int(index) for index in found]
    place = tuple(where)
    texts = distinct_texts(expected[place].item(), came[place].item())
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
    lines = {"expected": "a tensor", "came": f"{as_text(got)}, of type {type(got).__name__}"}
    fail(f"{with_verb(what)} not a tensor.", lines | {"on": describe(on), "hint": advice})


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
    lines = {"expected": as_text(expected), "came": as_text(got), "on": describe(on)}
    known = [mistake for mistake, wrong in (mistakes or {}).items() if got == wrong]
    fail(f"{with_verb(what)} not right.", lines | causes(known, likely, ["value"]))


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
    lines = {"expected": expected, "came": f"{as_text(got)}, of type {type(got).__name__}"}
    if got is None:
        lines["hint"] = _NOTHING
    fail(f"{with_verb(what)} not {expected}.", lines)


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
    on = on or describe_call(mine, args, kwargs)
    names = argument_names(mine, len(args))
    value, gradients = _traced(mine, args, kwargs, wrt, on)
    reference, expected = value_and_gradients(theirs, args, kwargs, wrt)
    came = _needs_tensor(value, on, "the result")
    if came.shape != reference.shape:
        expect_close(came, reference, on=on, likely=likely)
    wrong: dict[str, list[Tensor | None]] = {
        name: value_and_gradients(function, args, kwargs, wrt)[1]
        for name, function in (mistakes or {}).items()
    }
    for i, position in enumerate(wrt):
        what, right = f"the gradient of {names[position]}", expected[i]
        if right is None:
            raise ValueError(f"the reference has no gradient to argument {position} (wrt)")
        gradient = gradients[i]
        if gradient is None:
            lines = {
                "expected": as_text(right),
                "came": f"a result that autograd cannot trace back to {names[position]}",
                "on": describe(on),
            }
            lines |= causes([], likely, ["zero"]) | {"hint": _CUT}
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


def _traced(
    function: Callable[..., Tensor],
    args: Sequence[object],
    kwargs: Mapping[str, object],
    wrt: Sequence[int],
    on: str | Mapping[str, object],
) -> tuple[Tensor, list[Tensor | None]]:
    """Return value and gradients of a learner's function; explain an error in the backward pass."""
    try:
        return value_and_gradients(function, args, kwargs, wrt)
    except (ExpectationFailed, NotImplementedError):
        raise
    except Exception as error:
        found = error
    try:  # repeat it with the lines of the forward pass recorded
        with crashes.tracing_backward(STATE.steps.cell):
            value_and_gradients(function, args, kwargs, wrt)
    except Exception as error:
        found = error
    raise stopped(found, "the backward pass stopped with an error.", on) from None


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
        with unexplained():
            returned = function(*args, **kwargs)
    except (NotImplementedError, ExpectationFailed):
        raise
    except Exception as raised:
        told = crashes.told(raised)
        if isinstance(raised, kinds) and not crashes.refuses_nothing(told):
            return
        found = error_lines(raised) | {"on": ""}
        lines |= {"came": found.pop("error")} | found
        if re.search(r": (raise|assert)\b", found["at"]):
            right = " or ".join(dict.fromkeys(kind.__name__ for kind in kinds))
            lines["hint"] = f"you raised {told.partition(':')[0]}; raise {right}"
        elif not found["hint"]:
            lines["hint"] = "this is a crash and no refusal: check the argument before you use it"
    else:
        lines |= {"came": f"the value {as_text(returned)}", "on": ""}
        if isinstance(returned, BaseException):
            lines["hint"] = "you returned an exception; raise it"
        else:
            lines |= causes([], likely, ["value"])
    lines["on"] = describe(on or describe_call(function, args, kwargs))
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
    before = dict(zip(argument_names(function, len(args)), args, strict=True)) | kwargs
    after = {name: detached(value) for name, value in before.items()}
    positional = [after[name] for name in before if name not in kwargs]
    function(*positional, **{name: after[name] for name in kwargs})
    for name, value in before.items():
        now = after[name]
        if not isinstance(value, Tensor) or not isinstance(now, Tensor):
            continue
        if not agree(now, value, rtol=0.0, atol=0.0):
            lines = dict(zip(("before", "after"), _changed(value, now), strict=True))
            lines["on"] = describe(on or before)
            lines["hint"] = "a trailing underscore, +=, x[…] = … and out=… write into an argument"
            fail(f"the function changed its argument {name}.", lines)


def _changed(before: Tensor, after: Tensor) -> tuple[str, str]:
    """Format a tensor before and after: dtype and shape if they changed, else its entries."""
    if before.shape != after.shape or before.dtype != after.dtype:
        return a_kind_of(before), a_kind_of(after)
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
