"""Compare values and gradients of two functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from lossutil.checks.messages import argument_names, as_text, kind_of

_TOLERANCES = {
    "torch.float16": (1e-3, 1e-5),
    "torch.bfloat16": (1.6e-2, 1e-5),
    "torch.float32": (1.3e-6, 1e-5),
    "torch.float64": (1e-7, 1e-7),
    "torch.complex64": (1.3e-6, 1e-5),
    "torch.complex128": (1e-7, 1e-7),
}
"""Relative and absolute tolerance of ``torch.testing.assert_close``; all other dtypes are exact.

By name: the browser edition's torch lacks some of these dtypes.
"""


def agree(
    got: Tensor, expected: Tensor, rtol: float | None = None, atol: float | None = None
) -> bool:
    """Whether two tensors agree within torch.testing's tolerances for their dtype.

    The first call of ``assert_close`` itself loads the modules of distributed tensors, which takes
    half a second.

    Args:
        got, expected: the tensors; those of different shapes or dtypes do not agree.
        rtol, atol: other tolerances; if only one is given, the other is 0.
    """
    if got.shape != expected.shape or got.dtype != expected.dtype:
        return False
    if rtol is None and atol is None:
        rtol, atol = _TOLERANCES.get(str(got.dtype), (0.0, 0.0))
    close = torch.isclose(got, expected, rtol=rtol or 0.0, atol=atol or 0.0, equal_nan=True)
    return bool(close.all())


def differences(got: Tensor, expected: Tensor) -> Tensor:
    """Return |got − expected|; 0 where both are nan or the same infinity.

    Args:
        got, expected: tensors of the same shape.
    """
    got, expected = got.detach().double(), expected.detach().double()
    same = (got == expected) | (got.isnan() & expected.isnan())
    return (got - expected).abs().nan_to_num(nan=torch.inf).masked_fill(same, 0.0)


def detached(value: object) -> object:
    """Return a copy of a tensor without its graph; any other value unchanged."""
    return value.detach().clone() if isinstance(value, Tensor) else value


def _cotangent(value: Tensor) -> Tensor:
    """Return fixed random weights for a result's entries, so that errors do not cancel."""
    if value.numel() == 1:
        return torch.ones_like(value)
    generator = torch.Generator().manual_seed(0)
    return torch.randn(value.shape, generator=generator, dtype=torch.float64).to(value.dtype)


def value_and_gradients(
    function: Callable[..., Tensor],
    args: Sequence[object],
    kwargs: Mapping[str, object],
    wrt: Sequence[int],
) -> tuple[Tensor, list[Tensor | None]]:
    """Call a function on copies of its arguments, and differentiate its result.

    Args:
        function: the function.
        args, kwargs: its arguments.
        wrt: positions in ``args`` of the floating-point tensors to differentiate by.

    Returns:
        The value, and the gradient to each position of ``wrt``; None if there is none.

    Raises:
        ValueError: the argument at a position of ``wrt`` is not a floating-point tensor.
    """
    copies = [detached(arg) for arg in args]
    leaves = []
    for position in wrt:
        leaf = copies[position] if -len(copies) <= position < len(copies) else None
        if not isinstance(leaf, Tensor) or not leaf.dtype.is_floating_point:
            raise ValueError(
                f"wrt={tuple(wrt)}: expected positions of floating-point tensors among the "
                f"{len(copies)} arguments, but position {position} holds "
                f"{kind_of(leaf) if isinstance(leaf, Tensor) else as_text(leaf)}"
            )
        leaves.append(leaf.requires_grad_())
    value = function(*copies, **{name: detached(kwarg) for name, kwarg in kwargs.items()})
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
    text = as_text(value)
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
        value, gradients = value_and_gradients(function, args, kwargs, wrt)
        if not isinstance(value, Tensor):
            raise TypeError(f"{label} returned {as_text(value)}; expected a tensor")
        results.append([value, *gradients])
    names = argument_names(mine, len(args))
    labels = ["value", *(f"gradient of {names[position]}" for position in wrt)]
    return Comparison(tuple(map(_row, labels, *results)))


def _row(what: str, mine: Tensor | None, theirs: Tensor | None) -> Row:
    if mine is None or theirs is None:
        return Row(what, mine, theirs, torch.inf if mine is not theirs else 0.0, mine is theirs)
    if mine.shape != theirs.shape or mine.dtype != theirs.dtype:
        return Row(what, kind_of(mine), kind_of(theirs), torch.inf, False)
    difference = differences(mine, theirs).max().item() if mine.numel() else 0.0
    return Row(what, mine, theirs, difference, agree(mine, theirs))
