"""Convert arguments of a call to arrays, numbers, dimensions and shapes, with torch's errors."""

from __future__ import annotations

import math

import numpy as np

from . import dtypes
from .tensor import Tensor, make

NUMBERS = bool | int | float | np.number | np.bool_


def argument(value, function, name="input", position=1):
    """Return a tensor that was given as an argument.

    Raises:
        TypeError: it is something else.
    """
    if isinstance(value, Tensor):
        return value
    raise TypeError(
        f"{function}(): argument '{name}' (position {position}) must be Tensor, not "
        f"{type(value).__name__}"
    )


def promoted(function, *values, floats=False):
    """Return operands as tensors, and as arrays of the type of the result.

    Args:
        function: the name, for error messages.
        values: tensors and Python numbers.
        floats: whether integers are converted to floating point.
    """
    first = values[0]
    if all(isinstance(v, Tensor) and v._a.dtype == first._a.dtype for v in values) and not (
        floats and first._a.dtype.kind != "f"
    ):
        return values, [v._a for v in values]
    dimensioned, scalars, numbers, tensors = [], [], [], []
    for position, value in enumerate(values, 1):
        if isinstance(value, Tensor):
            (dimensioned if value._a.ndim else scalars).append(value.dtype)
            tensors.append(value)
        elif isinstance(value, NUMBERS):
            numbers.append(dtypes.of_number(value))
            tensors.append(value)
        else:
            argument(value, function, "other" if position > 1 else "input", position)
    kind = dtypes.result_of(dimensioned, scalars, numbers)
    if floats and not kind.is_floating_point:
        kind = dtypes.get_default_dtype()
    arrays = [
        (v._a if isinstance(v, Tensor) else np.asarray(v)).astype(kind.array, copy=False)
        for v in tensors
    ]
    tensors = [
        t if isinstance(t, Tensor) else make(x) for t, x in zip(tensors, arrays, strict=True)
    ]
    return tensors, arrays


def result_type(*values):
    """Return the dtype of the result of arithmetic with these tensors and numbers."""
    dimensioned = [v.dtype for v in values if isinstance(v, Tensor) and v._a.ndim]
    scalars = [v.dtype for v in values if isinstance(v, Tensor) and not v._a.ndim]
    numbers = [dtypes.of_number(v) for v in values if not isinstance(v, Tensor)]
    return dtypes.result_of(dimensioned, scalars, numbers)


def broadcast(compute, *arrays):
    """Compute on arrays, and raise torch's error if their shapes do not match."""
    try:
        return compute(*arrays)
    except ValueError:
        shape = arrays[0].shape
        for array in arrays[1:]:
            shape = broadcast_shape(shape, array.shape)
        raise


def broadcast_shape(first, second):
    """Return the shape of two tensors that are broadcast together.

    Raises:
        RuntimeError: the shapes do not match.
    """
    rank = max(len(first), len(second))
    padded = [(1,) * (rank - len(shape)) + tuple(shape) for shape in (first, second)]
    for dim in range(rank - 1, -1, -1):
        a, b = padded[0][dim], padded[1][dim]
        if a != b and 1 not in (a, b):
            raise RuntimeError(
                f"The size of tensor a ({a}) must match the size of tensor b ({b}) at "
                f"non-singleton dimension {dim}"
            )
    return tuple(b if a == 1 else a for a, b in zip(*padded, strict=True))


def dimension(dim, rank, function=""):
    """Return a dimension counted from 0.

    Raises:
        IndexError: there is no such dimension.
        TypeError: it is not an integer.
    """
    if isinstance(dim, Tensor) and dim._a.ndim == 0 and dim._a.dtype.kind == "i":
        dim = dim._a.item()
    if not isinstance(dim, int | np.integer) or isinstance(dim, bool):
        raise TypeError(
            f"{function}(): argument 'dim' (position 2) must be int, not {type(dim).__name__}"
        )
    least = max(rank, 1)
    if not -least <= dim < least:
        raise IndexError(
            f"Dimension out of range (expected to be in range of [{-least}, {least - 1}], but got "
            f"{dim})"
        )
    return int(dim) % least


def dimensions(dim, rank, function=""):
    """Return dimensions as a tuple; None and () mean all."""
    if dim is None or (isinstance(dim, list | tuple) and not dim):
        return tuple(range(rank))
    found = [
        dimension(d, rank, function) for d in (dim if isinstance(dim, list | tuple) else [dim])
    ]
    for d in found:
        if found.count(d) > 1:
            raise RuntimeError(f"dim {d} appears multiple times in the list of dims")
    return tuple(found) if rank else ()


def sizes(args, function="reshape"):
    """Return a shape that was given as a tuple or as several numbers."""
    if len(args) == 1 and isinstance(args[0], list | tuple):
        args = tuple(args[0])
    for place, n in enumerate(args):
        if isinstance(n, float) or not isinstance(n, int | np.integer | Tensor):
            raise TypeError(
                f"{function}(): argument 'size' failed to unpack the object at pos {place + 1} "
                f'with error "type must be tuple of ints,but got {type(n).__name__}"'
                if len(args) > 1
                else f"{function}(): argument 'size' (position 1) must be tuple of ints, not "
                f"{type(n).__name__}"
            )
    return tuple(int(n) for n in args)


def no_gradient(name, *tensors):
    """Raise an error for a gradient that the browser edition does not have."""
    from . import modes, tape

    if tape._enabled and any(isinstance(t, Tensor) and t.requires_grad for t in tensors):
        raise modes.NotInBrowser(f"the gradient of {name}")


def count(shape):
    """Return the number of entries of a shape, as a Python integer."""
    return math.prod(shape)
