"""Reductions: sums, means, largest entries, softmax, sorting."""

from __future__ import annotations

import math
from collections import namedtuple

import numpy as np

from . import dtypes
from .operands import argument, dimension, dimensions, no_gradient
from .tensor import Tensor, define, make, record


def spread(g, shape, dims, keepdim):
    """Broadcast the gradient of a reduction to the entries that were reduced."""
    if not keepdim:
        g = np.expand_dims(g, dims)
    return np.broadcast_to(g, shape)


def _float_type(x, dtype=None):
    if dtype is not None:
        return x.astype(dtype.array, copy=False)
    return x


def _int_type(x, dtype=None):
    """Return the array in the dtype for sums: integers and booleans with 64 bits."""
    if dtype is not None:
        return x.astype(dtype.array, copy=False)
    return x if x.dtype.kind == "f" else x.astype(np.int64)


@define()
def sum(input, dim=None, keepdim=False, *, dtype=None):
    x = _int_type(argument(input, "sum")._a, dtype)
    dims = dimensions(dim, x.ndim, "sum")
    result = x.sum(axis=dims, keepdims=keepdim, dtype=x.dtype)
    node = "SumBackward0" if dim is None else "SumBackward1"
    return record(node, result, [input], (lambda g: spread(g, x.shape, dims, keepdim),))


@define()
def nansum(input, dim=None, keepdim=False, *, dtype=None):
    x = _int_type(argument(input, "nansum")._a, dtype)
    dims = dimensions(dim, x.ndim, "nansum")
    there = ~np.isnan(x)
    result = np.where(there, x, 0).sum(axis=dims, keepdims=keepdim, dtype=x.dtype)
    vjps = (lambda g: spread(g, x.shape, dims, keepdim) * there,)
    return record("NansumBackward0", result, [input], vjps, (input,))


@define()
def mean(input, dim=None, keepdim=False, *, dtype=None):
    x = _float_type(argument(input, "mean")._a, dtype)
    if x.dtype.kind != "f":
        raise RuntimeError(
            "mean(): could not infer output dtype. Input dtype must be either a floating point or "
            f"complex dtype. Got: {dtypes.of(x).shown}"
        )
    dims = dimensions(dim, x.ndim, "mean")
    count = math.prod(x.shape[d] for d in dims)
    total = x.sum(axis=dims, keepdims=keepdim, dtype=x.dtype)
    result = np.asarray(np.divide(total, count), dtype=x.dtype)
    node = "MeanBackward0" if dim is None else "MeanBackward1"
    vjps = (lambda g: spread(g, x.shape, dims, keepdim) / x.dtype.type(count),)
    return record(node, result, [input], vjps)


@define()
def nanmean(input, dim=None, keepdim=False, *, dtype=None):
    x = argument(input, "nanmean")
    there = make(~np.isnan(x._a))
    return nansum(x, dim, keepdim, dtype=dtype) / sum(there, dim, keepdim)


@define()
def prod(input, dim=None, keepdim=False, *, dtype=None):
    x = _int_type(argument(input, "prod")._a, dtype)
    dims = tuple(range(x.ndim)) if dim is None else dimensions(dim, x.ndim, "prod")
    result = x.prod(axis=dims, keepdims=keepdim, dtype=x.dtype)

    def vjp(g):
        zeros = (x == 0).sum(axis=dims, keepdims=True, dtype=np.int64)
        rest = np.where(x == 0, 1, x).prod(axis=dims, keepdims=True)
        others = np.where(x == 0, np.where(zeros == 1, rest, 0), np.where(zeros == 0, rest / x, 0))
        return spread(g, x.shape, dims, keepdim) * others

    return record("ProdBackward0", result, [input], (vjp,), (input,))


def _extreme(name, pick):
    """Define the largest or smallest entry; equal entries share the gradient."""

    def compute(input, dim=(), keepdim=False):
        x = argument(input, name)._a
        dims = dimensions(dim, x.ndim, name)
        empty = [d for d in dims if x.shape[d] == 0]
        if empty and dim in (None, ()):
            raise RuntimeError(
                f"{name}(): Expected reduction dim to be specified for input.numel() == 0. Specify "
                "the reduction dim with the 'dim' argument."
            )
        if empty:
            given = dim[0] if isinstance(dim, tuple | list) else dim
            raise IndexError(f"{name}(): Expected reduction dim {given} to have non-zero size.")
        result = pick(x, axis=dims, keepdims=keepdim)
        return record(
            f"{name.capitalize()}Backward0", result, [input], (_share(x, result, dims, keepdim),),
            (input,), True,
        )  # fmt: skip

    compute.__name__ = name
    define(name)(compute)
    return compute


def _share(x, result, dims, keepdim):
    def vjp(g):
        best = x == spread(result, x.shape, dims, keepdim)
        count = best.sum(axis=dims, keepdims=True, dtype=np.int64)
        return spread(g, x.shape, dims, keepdim) * best / count

    return vjp


amax = _extreme("amax", np.max)
amin = _extreme("amin", np.min)


def _pair(name, fields=("values", "indices")):
    kind = namedtuple(name, fields)
    kind.__module__ = "torch.return_types"
    return kind


_PAIRS = {name: _pair(name) for name in ("max", "min", "sort", "topk", "median", "mode", "cummax")}


def _best(name, pick, argpick, larger):
    def compute(input, dim=None, keepdim=False):
        from .elementwise import maximum, minimum

        x = argument(input, name)._a
        if isinstance(dim, Tensor):
            return (maximum if larger else minimum)(input, dim)
        if dim is None:
            if x.size == 0:
                raise RuntimeError(
                    f"{name}(): Expected reduction dim to be specified for input.numel() == 0. "
                    "Specify the reduction dim with the 'dim' argument."
                )
            result = pick(x)
            vjp = _share(x, result, tuple(range(x.ndim)), False)
            return record(f"{name.capitalize()}Backward1", result, [input], (vjp,), (input,), True)
        d = dimension(dim, x.ndim, name)
        _check_not_empty(name, x, d)
        places = _at(argpick, x, d)
        values = _picked(f"{name.capitalize()}Backward0", input, places, d)
        places = make(np.asarray(places, dtype=np.int64))
        if not keepdim and x.ndim:
            values, places = values.squeeze(d), places.squeeze(d)
        return _PAIRS[name](values, places)

    compute.__name__ = name
    define(name)(compute)
    return compute


def _check_not_empty(name, x, d):
    if x.ndim and x.shape[d] == 0:
        raise IndexError(f"{name}(): Expected reduction dim {d} to have non-zero size.")


def _at(argpick, x, d):
    if not x.ndim:
        return np.zeros((), np.int64)
    return np.expand_dims(argpick(x, axis=d), d).astype(np.int64)


def _picked(node, input, places, d):
    """Return the entries at indices along a dimension."""
    x = input._a
    if not x.ndim:
        return record(node, x.copy(), [input], (lambda g: g,))

    def vjp(g):
        whole = np.zeros_like(x)
        np.put_along_axis(whole, places, g, d)
        return whole

    return record(node, np.take_along_axis(x, places, d), [input], (vjp,))


max = _best("max", np.max, np.argmax, True)
min = _best("min", np.min, np.argmin, False)


def _place(name, argpick):
    def compute(input, dim=None, keepdim=False):
        x = argument(input, name)._a
        if dim is None:
            if x.size == 0:
                raise IndexError(
                    f"{name}(): Expected reduction dim to be specified for input.numel() == 0."
                )
            return make(np.asarray(argpick(x), dtype=np.int64))
        d = dimension(dim, x.ndim, name)
        _check_not_empty(name, x, d)
        places = _at(argpick, x, d)
        return make(places if keepdim or not x.ndim else np.squeeze(places, d))

    define(name)(compute)
    return compute


argmax = _place("argmax", np.argmax)
argmin = _place("argmin", np.argmin)


def _quantified(name, decide):
    def compute(input, dim=None, keepdim=False):
        x = argument(input, name)._a
        return make(np.asarray(decide(x, axis=dimensions(dim, x.ndim), keepdims=keepdim)))

    define(name)(compute)
    return compute


any = _quantified("any", np.any)
all = _quantified("all", np.all)


@define()
def count_nonzero(input, dim=None):
    x = argument(input, "count_nonzero")._a
    return make(np.asarray((x != 0).sum(axis=dimensions(dim, x.ndim), dtype=np.int64)))


def _arguments_of_var(args, dim, unbiased, correction, keepdim):
    if args and isinstance(args[0], bool):
        unbiased, args = args[0], args[1:]
    if args:
        dim, args = args[0], args[1:]
    if args:
        unbiased, args = args[0], args[1:]
    if args:
        keepdim = args[0]
    if correction is None:
        correction = 1 if unbiased is None else int(unbiased)
    return dim, correction, keepdim


def _squares(name, input, dim, correction, keepdim):
    x = argument(input, name)._a
    if x.dtype.kind != "f":
        raise RuntimeError(f"{name} and {name}_mean only support floating point and complex dtypes")
    dims = dimensions(dim, x.ndim, name)
    count = math.prod(x.shape[d] for d in dims)
    middle = x.sum(axis=dims, keepdims=True, dtype=x.dtype) / x.dtype.type(count or np.nan)
    off = x - middle
    freedom = count - correction if count > correction else 0
    total = (off * off).sum(axis=dims, keepdims=keepdim, dtype=x.dtype)
    with np.errstate(all="ignore"):
        result = np.asarray(np.divide(total, freedom), dtype=x.dtype)
    return x, dims, off, freedom, result


@define()
def var(input, *args, dim=None, unbiased=None, correction=None, keepdim=False):
    dim, correction, keepdim = _arguments_of_var(args, dim, unbiased, correction, keepdim)
    x, dims, off, freedom, result = _squares("var", input, dim, correction, keepdim)
    vjps = (lambda g: spread(g, x.shape, dims, keepdim) * np.divide(2 * off, freedom),)
    return record("VarBackward0", result, [input], vjps, (input,))


@define()
def std(input, *args, dim=None, unbiased=None, correction=None, keepdim=False):
    dim, correction, keepdim = _arguments_of_var(args, dim, unbiased, correction, keepdim)
    x, dims, off, freedom, square = _squares("std", input, dim, correction, keepdim)
    result = np.sqrt(square)

    def vjp(g):
        slope = np.where(result == 0, 0, g / result)
        return spread(slope, x.shape, dims, keepdim) * np.divide(off, freedom)

    return record("StdBackward0", result, [input], (vjp,), (input,), True)


@define()
def var_mean(input, *args, **kwargs):
    dim = kwargs.get("dim", args[0] if args and not isinstance(args[0], bool) else None)
    return var(input, *args, **kwargs), mean(input, dim, kwargs.get("keepdim", False))


@define()
def std_mean(input, *args, **kwargs):
    dim = kwargs.get("dim", args[0] if args and not isinstance(args[0], bool) else None)
    return std(input, *args, **kwargs), mean(input, dim, kwargs.get("keepdim", False))


# --- Norms ---------------------------------------------------------------------------------------


def vector_norm_of(name, node, input, ord, dim, keepdim, dtype=None):
    """Return the p-norm of entries; its gradient at 0 is 0."""
    x = argument(input, name)._a
    if dtype is not None:
        x = x.astype(dtype.array)
    if x.dtype.kind != "f":
        raise RuntimeError(
            f"{name}: Expected a floating point or complex tensor as input. Got "
            f"{dtypes.of(x).shown}"
        )
    dims = dimensions(dim, x.ndim, name)
    size = np.abs(x)
    if abs(ord) == math.inf and not x.size:
        raise RuntimeError(
            f"linalg.vector_norm cannot compute the {ord:g} norm on an empty tensor because the "
            "operation does not have an identity"
        )
    if ord == math.inf:
        result = size.max(axis=dims, keepdims=keepdim)
    elif ord == -math.inf:
        result = size.min(axis=dims, keepdims=keepdim)
    elif ord == 0:
        result = (x != 0).sum(axis=dims, keepdims=keepdim, dtype=x.dtype)
    elif ord == 1:
        result = size.sum(axis=dims, keepdims=keepdim, dtype=x.dtype)
    elif ord == 2:
        result = np.sqrt((x * x).sum(axis=dims, keepdims=keepdim, dtype=x.dtype))
    else:
        result = (size**ord).sum(axis=dims, keepdims=keepdim, dtype=x.dtype) ** (1 / ord)
    result = np.asarray(result, dtype=x.dtype)

    def vjp(g):
        whole, norm = (spread(v, x.shape, dims, keepdim) for v in (g, result))
        if ord == 0:
            return np.zeros_like(x)
        if ord == 1:
            return whole * np.sign(x)
        if abs(ord) == math.inf:
            best = size == norm
            return whole * np.sign(x) * best / best.sum(axis=dims, keepdims=True, dtype=np.int64)
        if ord == 2:
            return np.where(norm == 0, 0, whole * (x / norm))
        powered = (
            np.sign(x) * size ** (ord - 1)
            if ord >= 1
            else np.where(x == 0, 0, np.sign(x) * size ** (ord - 1))
        )
        return np.where(norm == 0, 0, whole * powered / norm ** (ord - 1))

    return record(node, result, [input], (vjp,), (input,), True)


@define(aten=("linalg_vector_norm",), origin="torch.functional")
def norm(input, p="fro", dim=None, keepdim=False, dtype=None):
    return vector_norm_of(
        "linalg.vector_norm", "LinalgVectorNormBackward0", input,
        2 if p in ("fro", None) else p, dim, keepdim, dtype,
    )  # fmt: skip


@define(aten=("dist",))
def dist(input, other, p=2):
    return norm(input - other, p)


# --- Softmax and its kin -----------------------------------------------------------------------


def _softmax_input(name, input, dim, dtype):
    x = argument(input, name)._a
    if dtype is not None:
        x = x.astype(dtype.array)
    if x.dtype.kind != "f":
        raise RuntimeError(
            f"\"{name}_lastdim_kernel_impl\" not implemented for '{dtypes.of(x).shown}'"
        )
    return x, dimension(dim, x.ndim, name) if x.ndim else _scalar_dim(dim, name)


def _scalar_dim(dim, name):
    dimension(dim, 0, name)
    return ()


def _largest(x, d):
    top = x.max(axis=d, keepdims=True) if x.size else np.zeros_like(x.sum(axis=d, keepdims=True))
    return np.where(np.isinf(top), 0, top)


@define(aten=("_softmax",))
def softmax(input, dim, dtype=None):
    x, d = _softmax_input("softmax", input, dim, dtype)
    top = x.max(axis=d, keepdims=True) if x.size else 0
    powers = np.exp(x - top)
    result = powers / powers.sum(axis=d, keepdims=True, dtype=x.dtype)
    vjps = (lambda g: result * (g - (g * result).sum(axis=d, keepdims=True)),)
    return record("SoftmaxBackward0", result, [input], vjps, (), True)


@define(aten=("_log_softmax",))
def log_softmax(input, dim, dtype=None):
    x, d = _softmax_input("log_softmax", input, dim, dtype)
    top = x.max(axis=d, keepdims=True) if x.size else 0
    off = x - top
    result = off - np.log(np.exp(off).sum(axis=d, keepdims=True, dtype=x.dtype))
    vjps = (lambda g: g - np.exp(result) * g.sum(axis=d, keepdims=True),)
    return record("LogSoftmaxBackward0", result, [input], vjps, (), True)


def logsumexp_of(x, dims, keepdim):
    """Return the logarithm of a sum of exponentials, without overflow."""
    top = _largest(x, dims)
    off = np.asarray(x - top)
    total = np.exp(off, out=off).sum(axis=dims, keepdims=True, dtype=x.dtype)
    result = np.log(total) + top
    return result if keepdim else np.squeeze(result, axis=dims)


@define()
def logsumexp(input, dim, keepdim=False):
    x = argument(input, "logsumexp")._a
    if x.dtype.kind != "f":
        x = x.astype(dtypes.get_default_dtype().array)
    dims = dimensions(dim, x.ndim, "logsumexp")
    result = np.asarray(logsumexp_of(x, dims, keepdim), dtype=x.dtype)

    def vjp(g):
        whole = spread(result, x.shape, dims, keepdim)
        return spread(g, x.shape, dims, keepdim) * np.exp(x - whole)

    return record("LogsumexpBackward0", result, [input], (vjp,), (input,), True)


# --- Along a dimension ---------------------------------------------------------------------------


@define()
def cumsum(input, dim, *, dtype=None):
    x = _int_type(argument(input, "cumsum")._a, dtype)
    d = dimension(dim, x.ndim, "cumsum")
    if not x.ndim:
        return record("CumsumBackward0", x.copy(), [input], (lambda g: g,))

    def vjp(g):
        return np.flip(np.cumsum(np.flip(g, d), axis=d, dtype=g.dtype), d)

    return record("CumsumBackward0", np.cumsum(x, axis=d, dtype=x.dtype), [input], (vjp,))


@define()
def cumprod(input, dim, *, dtype=None):
    no_gradient("torch.cumprod", input)
    x = _int_type(argument(input, "cumprod")._a, dtype)
    return make(np.cumprod(x, axis=dimension(dim, x.ndim, "cumprod"), dtype=x.dtype))


@define(aten=("_logcumsumexp",))
def logcumsumexp(input, dim):
    x = argument(input, "logcumsumexp")._a
    d = dimension(dim, x.ndim, "logcumsumexp")
    if not x.ndim:
        return record("LogcumsumexpBackward0", x.copy(), [input], (lambda g: g,))
    result = np.logaddexp.accumulate(x, axis=d)

    def vjp(g):
        # Each entry is part of all later sums.
        part = np.flip(np.cumsum(np.flip(g * np.exp(-result), d), axis=d), d)
        return np.exp(x) * part

    return record("LogcumsumexpBackward0", result, [input], (vjp,), (input,), True)


@define()
def diff(input, n=1, dim=-1):
    from .shaping import narrow

    if not input._a.ndim:
        raise RuntimeError("diff expects input to be at least one-dimensional")
    for _ in range(n):
        size = input._a.shape[dim]
        input = narrow(input, dim, 1, size - 1) - narrow(input, dim, 0, size - 1)
    return input


@define()
def sort(input, dim=-1, descending=False, stable=False):
    x = argument(input, "sort")._a
    d = dimension(dim, x.ndim, "sort")
    if not x.ndim:
        return _PAIRS["sort"](input.clone(), make(np.zeros((), np.int64)))
    places = _order(x, d, descending)
    return _PAIRS["sort"](_picked("SortBackward0", input, places, d), make(places))


def _order(x, d, descending):
    if not descending:
        return np.argsort(x, axis=d, kind="stable").astype(np.int64)
    last = x.shape[d] - 1  # the order of the flipped array, read from its end, is also stable
    return last - np.flip(np.argsort(np.flip(x, d), axis=d, kind="stable"), d).astype(np.int64)


@define()
def argsort(input, dim=-1, descending=False, stable=False):
    return sort(input, dim, descending)[1]


@define()
def topk(input, k, dim=-1, largest=True, sorted=True):
    x = argument(input, "topk")._a
    d = dimension(dim, x.ndim, "topk")
    if not x.ndim and k == 1:
        return _PAIRS["topk"](input.clone(), make(np.zeros((), np.int64)))
    if not x.ndim or k > x.shape[d]:
        raise RuntimeError("selected index k out of range")
    places = np.take(_order(x, d, largest), np.arange(k), axis=d)
    return _PAIRS["topk"](_picked("TopkBackward0", input, places, d), make(places))


@define()
def median(input, dim=None, keepdim=False):
    x = argument(input, "median")._a
    if dim is None:
        middle = np.sort(x, axis=None)[(x.size - 1) // 2] if x.size else x.dtype.type(np.nan)
        share = _share(x, np.asarray(middle), tuple(range(x.ndim)), False)
        return record("MedianBackward0", middle, [input], (share,), (input,), True)
    d = dimension(dim, x.ndim, "median")
    _check_not_empty("median", x, d)
    if not x.ndim:
        return _PAIRS["median"](input.clone(), make(np.zeros((), np.int64)))
    places = np.take(_order(x, d, False), [(x.shape[d] - 1) // 2], axis=d)
    values, places = _picked("MedianBackward1", input, places, d), make(places)
    if not keepdim:
        values, places = values.squeeze(d), places.squeeze(d)
    return _PAIRS["median"](values, places)


@define()
def quantile(input, q, dim=None, keepdim=False):
    no_gradient("torch.quantile", input)
    x = argument(input, "quantile")._a
    q = q._a if isinstance(q, Tensor) else q
    return make(np.asarray(np.quantile(x, q, axis=dim, keepdims=keepdim), dtype=x.dtype))


@define(aten=("unique_dim",))
def unique(input, sorted=True, return_inverse=False, return_counts=False, dim=None):
    found = np.unique(
        argument(input, "unique")._a,
        return_inverse=True, return_counts=True, axis=dim,
    )  # fmt: skip

    def vjps(g):
        raise NotImplementedError("the derivative for '_unique2' is not implemented.")

    values, inverse, counts = (make(np.asarray(one)) for one in found)
    values = record("NotImplemented", values._a, [input], vjps)
    inverse._a, counts._a = inverse._a.astype(np.int64), counts._a.astype(np.int64)
    picked = [values, *([inverse] * return_inverse), *([counts] * return_counts)]
    return picked[0] if len(picked) == 1 else tuple(picked)


@define()
def bincount(input, weights=None, minlength=0):
    x = argument(input, "bincount")._a
    if weights is None:
        return make(np.bincount(x, minlength=minlength).astype(np.int64))
    return make(np.bincount(x, weights._a, minlength).astype(weights._a.dtype))


@define()
def aminmax(input, *, dim=None, keepdim=False):
    if not input._a.size and dim is None:
        raise RuntimeError(
            "aminmax(): cannot compute aminmax over an empty dimension as the operation has no "
            "identity."
        )
    kind = _pair("aminmax", ("min", "max"))
    return kind(amin(input, dim, keepdim), amax(input, dim, keepdim))


@define()
def trapezoid(y, x=None, *, dx=1, dim=-1):
    from .shaping import narrow

    if not argument(y, "trapezoid", "y")._a.ndim:
        raise IndexError(f"Dimension specified as {dim} but tensor has no dimensions")
    size = y._a.shape[dim]
    if not size:
        return make(np.zeros(np.delete(y._a.shape, dim), y._a.dtype))
    means = (narrow(y, dim, 1, size - 1) + narrow(y, dim, 0, size - 1)) / 2
    step = dx if x is None else diff(x, dim=-1 if x._a.ndim == 1 else dim)
    return sum(means * step, dim)
