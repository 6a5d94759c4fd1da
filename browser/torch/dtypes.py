"""Dtypes: torch's names for NumPy's types, and torch's promotion rules.

A result has the highest kind among its operands: bool < integer < floating point. Within that kind,
tensors with dimensions decide first, then tensors of shape (), then Python's numbers. Nothing here
uses NumPy's default integer: in WebAssembly it has 32 bits.
"""

from __future__ import annotations

import numpy as np


class dtype:
    """One number type; ``array`` is NumPy's."""

    def __init__(self, name, array, kind, shown):
        self.name, self.array, self.kind, self.shown = name, np.dtype(array), kind, shown

    @property
    def is_floating_point(self):
        return self.kind == 2

    @property
    def is_complex(self):
        return False

    @property
    def is_signed(self):
        return self.array.kind != "u" and self.kind > 0

    @property
    def itemsize(self):
        return self.array.itemsize

    def __repr__(self):
        return f"torch.{self.name}"

    def __reduce__(self):
        return self.name


dtype.__module__ = "torch"
bool_ = dtype("bool", np.bool_, 0, "Bool")
uint8 = dtype("uint8", np.uint8, 1, "Byte")
int8 = dtype("int8", np.int8, 1, "Char")
int16 = dtype("int16", np.int16, 1, "Short")
int32 = dtype("int32", np.int32, 1, "Int")
int64 = dtype("int64", np.int64, 1, "Long")
float16 = dtype("float16", np.float16, 2, "Half")
float32 = dtype("float32", np.float32, 2, "Float")
float64 = dtype("float64", np.float64, 2, "Double")
ALL = (bool_, uint8, int8, int16, int32, int64, float16, float32, float64)
_OF_ARRAY = {one.array: one for one in ALL}
_default = float32


def of(array):
    """Return the dtype of an array."""
    try:
        return _OF_ARRAY[array.dtype]
    except KeyError:
        raise TypeError(
            f"can't convert np.ndarray of type numpy.{array.dtype}. The only supported types are: "
            "float64, float32, float16, int64, int32, int16, int8, uint8, and bool."
        ) from None


def get_default_dtype():
    return _default


def set_default_dtype(d):
    global _default
    if not d.is_floating_point:
        raise TypeError("only floating-point types are supported as the default type")
    _default = d


def of_number(value):
    """Return the default dtype of a Python number."""
    if isinstance(value, bool | np.bool_):
        return bool_
    return int64 if isinstance(value, int | np.integer) else _default


def promote_types(first, second):
    """Return the smallest type that holds both."""
    if first is second:
        return first
    if first.kind != second.kind:
        return first if first.kind > second.kind else second
    return _OF_ARRAY[np.promote_types(first.array, second.array)]


def result_of(dimensioned, scalars, numbers):
    """Return a result's type from those of tensors, tensors of shape (), and Python numbers."""
    found = None
    for group in (dimensioned, scalars, numbers):
        here = None
        for one in group:
            here = one if here is None else promote_types(here, one)
        if here is not None and (found is None or here.kind > found.kind):
            found = here
    return found


class finfo:
    """The limits of a floating-point type."""

    def __init__(self, type=None):
        type = type or _default
        if not type.is_floating_point:
            raise TypeError(
                f"torch.finfo() requires a floating point input type. "
                f"Use torch.iinfo to handle '{type.name}'"
            )
        info = np.finfo(type.array)
        self.dtype, self.bits = type.name, info.bits
        self.eps, self.tiny = float(info.eps), float(info.tiny)
        self.smallest_normal = self.tiny
        self.max, self.min = float(info.max), float(info.min)
        self.resolution = float(info.resolution)


class iinfo:
    """The limits of an integer type."""

    def __init__(self, type):
        info = np.iinfo(type.array)
        self.dtype, self.bits, self.max, self.min = type.name, info.bits, info.max, info.min
