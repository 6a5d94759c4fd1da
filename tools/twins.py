"""Helpers for the tests of the reference solutions: compare two functions, pass reductions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

from torch import Tensor

from lossutil.checks import compare

WORDS: list[tuple[str, bool | None, bool | None]] = [
    *((word, None, None) for word in ("none", "mean", "sum")),
    *(("sum", average, reduce) for average, reduce in product((None, True, False), repeat=2)),
    ("none", True, None),
    ("none", None, True),
]


def words() -> Iterator[dict[str, Any]]:
    """Yield each way to pass a reduction: by name, and by the deprecated pair of arguments."""
    for word in WORDS:
        yield dict(zip(("reduction", "size_average", "reduce"), word, strict=True))


def agree(
    mine: Callable[..., Tensor],
    twin: Callable[..., Tensor],
    *args: object,
    wrt: tuple[int, ...] = (0,),
    **kwargs: object,
) -> None:
    """Assert that a function has the value and the gradients of another one.

    Args:
        mine, twin: the two functions.
        args: positional arguments of both.
        wrt: the arguments whose gradients are compared.
        kwargs: keyword arguments of both.

    Raises:
        AssertionError: they differ; the message shows arguments and both sides.

    >>> agree(abs, abs, Tensor([1.0, -2.0]))
    """
    result = compare(mine, twin, *args, wrt=wrt, **kwargs)
    assert result.agrees, f"{args}, {kwargs}\n{result}"
