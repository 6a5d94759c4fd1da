"""Reduce one loss per element: "none", "mean" and "sum", as torch's ``reduction`` does.

The exercise ``anatomy/reduction`` has you write this function. The later exercises import it.
"""

from __future__ import annotations

from torch import Tensor


def reduced(
    losses: Tensor,
    reduction: str = "mean",
    size_average: bool | None = None,
    reduce: bool | None = None,
) -> Tensor:
    """Return the losses as they are, their sum, or their mean.

    Args:
        losses: one loss per element, any shape.
        reduction: ``"none"``, ``"sum"``, or ``"mean"``: the sum divided by the number of losses.
        size_average, reduce: the deprecated pair. If one of them is not None, ``reduction`` is
            ignored: ``reduce=False`` means none, else ``size_average=False`` sum, else mean.

    Returns:
        A tensor of the shape of ``losses`` for ``"none"``, else of shape ``()``. The mean of no
        losses is nan.

    Raises:
        ValueError: ``reduction`` has another value.

    >>> import torch
    >>> losses = torch.tensor([1.0, 2.0, 6.0])
    >>> reduced(losses), reduced(losses, "sum"), reduced(losses, size_average=False)
    (tensor(3.), tensor(9.), tensor(9.))

    References:
        ``torch.nn._reduction``, with which torch's own losses read the deprecated pair.
    """
    if size_average is not None or reduce is not None:
        reduction = "none" if reduce is False else "sum" if size_average is False else "mean"
    if reduction == "none":
        return losses
    if reduction == "sum":
        return losses.sum()
    if reduction == "mean":
        return losses.mean()
    raise ValueError(f"reduction must be 'none', 'mean' or 'sum', got {reduction!r}")
