"""Random numbers and shapes for the inputs of losses and initializers."""

import torch
from torch import Generator, Tensor

from lossutil.catalog.model import Shape, T


def size(g: Generator, low: int = 2, high: int = 5) -> int:
    """Return a random integer from low to high.

    Args:
        g: the source of the random numbers.
        low, high: bounds, both included.
    """
    return int(torch.randint(low, high + 1, (), generator=g))


def pick(g: Generator, *options: T) -> T:
    """Return one of the options.

    Args:
        g: the source of the random numbers.
        options: the values to choose from.
    """
    return options[size(g, 0, len(options) - 1)]


def coin(g: Generator) -> bool:
    """Return True or False."""
    return size(g, 0, 1) == 1


def shape(g: Generator) -> Shape:
    """Return a shape of one to three dimensions, each from 2 to 5."""
    return tuple(size(g) for _ in range(size(g, 1, 3)))


def normal(g: Generator, shape: Shape, scale: float = 1.0) -> Tensor:
    """Return numbers of the normal distribution.

    Args:
        g: the source of the random numbers.
        shape: shape of the tensor.
        scale: standard deviation; the mean is 0.
    """
    return scale * torch.randn(shape, generator=g)


def uniform(g: Generator, shape: Shape, low: float = 0.0, high: float = 1.0) -> Tensor:
    """Return numbers between low and high.

    Args:
        g: the source of the random numbers.
        shape: shape of the tensor.
        low, high: bounds of the entries.
    """
    return low + (high - low) * torch.rand(shape, generator=g)


def number(g: Generator, low: float, high: float) -> float:
    """Return one number between low and high.

    Args:
        g: the source of the random numbers.
        low, high: bounds of the number.
    """
    return uniform(g, (), low, high).item()


def weight(g: Generator, shape: Shape) -> Tensor | None:
    """Return None, or factors between 0.2 and 2.

    Args:
        g: the source of the random numbers.
        shape: shape of the tensor.
    """
    return pick(g, None, uniform(g, shape, 0.2, 2.0))


def zero_or_one(g: Generator, shape: Shape) -> Tensor:
    """Return zeros and ones.

    Args:
        g: the source of the random numbers.
        shape: shape of the tensor.
    """
    return torch.randint(2, shape, generator=g).to(torch.get_default_dtype())


def plus_or_minus_one(g: Generator, shape: Shape) -> Tensor:
    """Return ones with random signs.

    Args:
        g: the source of the random numbers.
        shape: shape of the tensor.
    """
    return 2 * zero_or_one(g, shape) - 1


def class_indices(g: Generator, classes: int, shape: Shape) -> Tensor:
    """Return class indices; the first example of a batch is sometimes ignored (-100).

    Args:
        g: the source of the random numbers.
        classes: number of classes; indices are below it.
        shape: shape of the tensor: (), or batch first.
    """
    target = torch.randint(classes, shape, generator=g)
    if shape and coin(g):
        target[0] = -100
    return target
