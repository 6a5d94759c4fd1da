"""Reduce one loss per element to one number, by ``reduction`` as torch interprets it."""

from __future__ import annotations

import warnings


def legacy_get_string(size_average, reduce, reduction):
    """Return the ``reduction`` that the deprecated pair means, if one of the two is given."""
    if size_average is None and reduce is None:
        return reduction
    word = "none" if reduce is False else "sum" if size_average is False else "mean"
    warnings.warn(
        f"size_average and reduce args will be deprecated, please use reduction='{word}' instead.",
        stacklevel=4,
    )
    return word


def reduced(losses, reduction):
    """Return the losses, their sum or their mean; for None only check ``reduction``.

    Raises:
        ValueError: ``reduction`` has another value.
    """
    if reduction not in ("none", "mean", "sum"):
        raise ValueError(f"{reduction} is not a valid value for reduction")
    if losses is None or reduction == "none":
        return losses
    return losses.mean() if reduction == "mean" else losses.sum()
