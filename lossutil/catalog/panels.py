"""Inputs of the overview's panels: one number moves, the rest stays."""

import torch
from torch import Tensor
from torch.nn import functional as F

RESIDUAL, LOGIT, SCORE = "residual", "logit", "score"


def beside_zeros(z: Tensor, places: int = 3) -> Tensor:
    """Return one row a number, shape (n, places): the number first, zeros in the other places."""
    return F.pad(z[:, None], (0, places - 1))


def all_equal(value: float, z: Tensor) -> Tensor:
    """Return one and the same target for each number."""
    return torch.full_like(z, value)


def index(k: int, z: Tensor) -> Tensor:
    """Return one and the same class for each number."""
    return torch.full((len(z),), k)


def each(row: Tensor, z: Tensor) -> Tensor:
    """Return one and the same row for each number."""
    return row.expand(len(z), len(row))
