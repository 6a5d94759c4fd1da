"""New tensors: from data, filled with one number, or as a sequence."""

from __future__ import annotations

import math

import numpy as np

from . import dtypes
from .operands import NUMBERS, sizes
from .tensor import Tensor, define, device, make


def _finish(array, kwargs):
    """Return a new tensor with the attributes that every constructor accepts."""
    device(kwargs.pop("device", None) or "cpu")
    kwargs.pop("layout", None), kwargs.pop("memory_format", None)
    kwargs.pop("pin_memory", None), kwargs.pop("names", None)
    needs = kwargs.pop("requires_grad", False)
    if kwargs:
        raise TypeError(f"got an unexpected keyword argument '{next(iter(kwargs))}'")
    tensor = make(array)
    if needs:
        tensor.requires_grad_()
    return tensor


def _array_of(data, dtype):
    """Return an array of numbers, lists of numbers, tensors of one entry, or arrays."""
    if isinstance(data, Tensor):
        return data._a.copy() if dtype is None else data._a.astype(dtype.array)
    if isinstance(data, np.ndarray | np.generic):
        array = np.array(data)
        dtypes.of(array)
    else:
        plain = _plain(data)
        try:
            array = np.array(plain)
        except ValueError:
            raise _ragged(plain) from None
        if array.dtype.kind not in "biufO" or array.dtype == object:
            if array.dtype == object:
                raise _ragged(plain)
            raise TypeError(f"new(): invalid data type '{_odd(plain)}'")
        if array.size == 0 or array.dtype.kind == "f":
            array = array.astype(dtypes.get_default_dtype().array if dtype is None else dtype.array)
        elif array.dtype.kind in "iu":
            array = array.astype(np.int64)
    return array if dtype is None else array.astype(dtype.array)


def _odd(data):
    while isinstance(data, list | tuple) and data:
        data = data[0]
    return type(data).__name__


def _plain(data):
    if isinstance(data, list | tuple | range):
        return [_plain(one) for one in data]
    if isinstance(data, Tensor):
        if data._a.size != 1 or data._a.ndim:
            if data._a.size != 1:
                raise ValueError("only one element tensors can be converted to Python scalars")
            return data._a.item()
        return data._a.item()
    if data is None:
        raise RuntimeError("Could not infer dtype of NoneType")
    if not isinstance(data, NUMBERS | np.ndarray | str):
        raise RuntimeError(f"Could not infer dtype of {type(data).__name__}")
    return data


def _ragged(data):
    first, level = data, 0
    while isinstance(first, list):
        lengths = [len(one) if isinstance(one, list) else None for one in first]
        if len(set(lengths)) > 1:
            wrong = next(n for n in lengths if n != lengths[0])
            if None in lengths:
                return TypeError("not a sequence")
            return ValueError(
                f"expected sequence of length {lengths[0]} at dim {level + 1} (got {wrong})"
            )
        first, level = (first[0] if first else None), level + 1
    return TypeError("must be real number, not str")


def tensor(data, *, dtype=None, device=None, requires_grad=False, pin_memory=False):
    """Return a new tensor of these numbers."""
    return _finish(_array_of(data, dtype), {"device": device, "requires_grad": requires_grad})


def as_tensor(data, dtype=None, device=None):
    """Return data as a tensor; a tensor of the right dtype is returned unchanged."""
    if isinstance(data, Tensor):
        return data if dtype is None else data.to(dtype)
    if isinstance(data, np.ndarray) and (dtype is None or dtype.array == data.dtype):
        return from_numpy(data)
    return tensor(data, dtype=dtype, device=device)


def from_numpy(array):
    """Return a tensor that shares the memory of an array."""
    if not isinstance(array, np.ndarray):
        kind = type(array)
        home = "numpy." if kind.__module__ == "numpy" else ""
        raise TypeError(f"expected np.ndarray (got {home}{kind.__name__})")
    dtypes.of(array)
    return make(array)


def _kind(dtype):
    return (dtype or dtypes.get_default_dtype()).array


def _filled(name, value):
    def new(*size, dtype=None, out=None, **kwargs):
        if "size" in kwargs:
            size = (kwargs.pop("size"),)
        return _finish(np.full(sizes(size, name), value, _kind(dtype)), kwargs)

    def like(input, *, dtype=None, **kwargs):
        return _finish(np.full(input._a.shape, value, (dtype or input.dtype).array), kwargs)

    def method(self, *size, dtype=None, **kwargs):
        if "size" in kwargs:
            size = (kwargs.pop("size"),)
        return _finish(np.full(sizes(size, name), value, (dtype or self.dtype).array), kwargs)

    define(name, method=False)(new)
    define(f"{name}_like", method=False)(like)
    define(f"new_{name}", function=False)(method)


_filled("zeros", 0)
_filled("ones", 1)
_filled("empty", 0)


@define(method=False)
def full(size, fill_value, *, dtype=None, out=None, **kwargs):
    value = fill_value._a if isinstance(fill_value, Tensor) else fill_value
    kind = dtype or (
        fill_value.dtype if isinstance(fill_value, Tensor) else dtypes.of_number(fill_value)
    )
    return _finish(np.full(sizes((size,), "full"), value, kind.array), kwargs)


@define(method=False)
def full_like(input, fill_value, *, dtype=None, **kwargs):
    value = fill_value._a if isinstance(fill_value, Tensor) else fill_value
    return _finish(np.full(input._a.shape, value, (dtype or input.dtype).array), kwargs)


@define(function=False)
def new_full(self, size, fill_value, *, dtype=None, **kwargs):
    return _finish(
        np.full(sizes((size,), "new_full"), fill_value, (dtype or self.dtype).array), kwargs
    )


@define(function=False)
def new_tensor(self, data, *, dtype=None, **kwargs):
    return _finish(_array_of(data, dtype or self.dtype), kwargs)


@define(method=False)
def arange(start, end=None, step=1, *, dtype=None, out=None, **kwargs):
    if end is None:
        start, end = 0, start
    values = [v.item() if isinstance(v, Tensor) else v for v in (start, end, step)]
    if dtype is None:
        whole = all(isinstance(v, int | np.integer) for v in values)
        dtype = dtypes.int64 if whole else dtypes.get_default_dtype()
    start, end, step = values
    if step == 0:
        raise RuntimeError("step must be nonzero")
    if (end - start) * step < 0:
        raise RuntimeError("upper bound and lower bound inconsistent with step sign")
    count = max(0, math.ceil((end - start) / step))
    places = np.arange(count, dtype=np.int64)
    return _finish((start + places * step).astype(dtype.array), kwargs)


@define(method=False)
def linspace(start, end, steps, *, dtype=None, out=None, **kwargs):
    ends = [v.item() if isinstance(v, Tensor) else v for v in (start, end)]
    return _finish(np.linspace(*ends, steps).astype(_kind(dtype)), kwargs)


@define(method=False)
def logspace(start, end, steps, base=10.0, *, dtype=None, out=None, **kwargs):
    return _finish((base ** np.linspace(start, end, steps)).astype(_kind(dtype)), kwargs)


@define(method=False)
def eye(n, m=None, *, dtype=None, out=None, **kwargs):
    return _finish(np.eye(n, n if m is None else m, dtype=_kind(dtype)), kwargs)


@define(method=False)
def scalar_tensor(s, *, dtype=None, **kwargs):
    return _finish(np.asarray(s, _kind(dtype)), kwargs)


@define(method=False)
def tril_indices(row, col, offset=0, **kwargs):
    return make(np.stack(np.tril_indices(row, offset, col)).astype(np.int64))


@define(method=False)
def triu_indices(row, col, offset=0, **kwargs):
    return make(np.stack(np.triu_indices(row, offset, col)).astype(np.int64))


@define(method=False, origin="torch.functional")
def cartesian_prod(*tensors):
    from .shaping import meshgrid, stack

    if len(tensors) == 1:
        return tensors[0]
    return stack([grid.reshape(-1) for grid in meshgrid(*tensors)], 1)


@define()
def combinations(input, r=2, with_replacement=False):
    import itertools

    choose = itertools.combinations_with_replacement if with_replacement else itertools.combinations
    rows = list(choose(range(input._a.size), r))
    return input[make(np.array(rows, dtype=np.int64).reshape(-1, r))]


def zeros_of(shape, dtype=None):
    """Return a tensor of zeros, without calling the modes."""
    return make(np.zeros(shape, _kind(dtype)))
