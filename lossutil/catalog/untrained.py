"""What an untrained model answers, and the targets it meets, for the loss at step 0.

Everything is float64, and the same at each call.
"""

import torch
from torch import Tensor
from torch.nn import functional as F

EXAMPLES, CLASSES, DIMENSIONS = 2000, 10, 512


def zeros(*shape: int) -> Tensor:
    """Return zeros, one for each example by default."""
    return torch.zeros(shape or (EXAMPLES,), dtype=torch.float64)


def some_class() -> Tensor:
    """Return class indices, shape (EXAMPLES,), each class as often as any other."""
    return torch.arange(EXAMPLES) % CLASSES


def yes() -> Tensor:
    """Return 0 and 1 in turn."""
    return (torch.arange(EXAMPLES) % 2).to(torch.float64)


def sign() -> Tensor:
    """Return −1 and 1 in turn."""
    return 2 * yes() - 1


def standard() -> Tensor:
    """Return a Gaussian of mean 0 and variance 1, evenly sampled."""
    sample = torch.special.ndtri((torch.arange(EXAMPLES, dtype=torch.float64) + 0.5) / EXAMPLES)
    return sample / sample.std(correction=0)


def embeddings() -> tuple[Tensor, Tensor, Tensor]:
    """Return three sets of unit vectors in random directions, shape (EXAMPLES, DIMENSIONS) each.

    >>> first, second, _ = embeddings()
    >>> f"{first.norm(dim=1).mean():.3f}", bool((first * second).sum(dim=1).mean().abs() < 0.01)
    ('1.000', True)
    """
    g = torch.Generator().manual_seed(0)
    drawn = torch.randn(3, EXAMPLES, DIMENSIONS, generator=g, dtype=torch.float64)
    first, second, third = F.normalize(drawn, dim=-1)
    return first, second, third
