"""Inputs of the overview's panels: one number moves, the rest stays."""

import torch
from torch import Tensor
from torch.nn import functional as F

RESIDUAL, LOGIT, SCORE = "residual", "logit", "score"


def beside_zeros(z: Tensor, places: int = 3) -> Tensor:
    """Put each number into the first place of a row, with zeros in the other places.

    Args:
        z: the numbers, shape (n,).
        places: the length of a row.

    Returns:
        The rows, shape (n, places).
    """
    return F.pad(z[:, None], (0, places - 1))


def all_equal(value: float, z: Tensor) -> Tensor:
    """Repeat one target for each number.

    Args:
        value: the target.
        z: the numbers, shape (n,).

    Returns:
        The targets, shape (n,).
    """
    return torch.full_like(z, value)


def index(k: int, z: Tensor) -> Tensor:
    """Repeat one class for each number.

    Args:
        k: index of the class.
        z: the numbers, shape (n,).

    Returns:
        The indices, shape (n,), dtype int64.
    """
    return torch.full((len(z),), k)


def each(row: Tensor, z: Tensor) -> Tensor:
    """Repeat one row for each number.

    Args:
        row: the row, shape (places,).
        z: the numbers, shape (n,).

    Returns:
        A view of the row, shape (n, places).
    """
    return row.expand(len(z), len(row))
