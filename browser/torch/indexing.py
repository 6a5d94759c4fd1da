"""Indexing: x[…], x[…] = …, gather, scatter, and masks."""

from __future__ import annotations

import re

import numpy as np

from . import dtypes
from .operands import NUMBERS, argument, broadcast_shape, dimension
from .tensor import Tensor, define, make, record, view_of


def _tidy(tensor, index):
    """Return an index in NumPy's form, and whether it copies entries instead of giving a view."""
    parts = list(index) if isinstance(index, tuple) else [index]
    picks, used = False, 0
    for place, part in enumerate(parts):
        if isinstance(part, Tensor):
            if part._a.dtype.kind == "f" or part._a.dtype in (np.int8, np.int16):
                raise IndexError("tensors used as indices must be long, int, byte or bool tensors")
            part = int(part._a) if part._a.ndim == 0 and part._a.dtype.kind == "i" else part._a
        elif isinstance(part, list | range):
            part = _listed(part)
        elif isinstance(part, slice):
            part = _sliced(part)
        elif isinstance(part, float | str | set | dict):
            raise TypeError(
                "only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables "
                f"are valid indices (got {type(part).__name__})"
            )
        if isinstance(part, np.ndarray):
            if part.dtype == np.uint8:
                part = part.astype(bool)
            picks = True
            used += part.ndim if part.dtype == bool else 1
        elif isinstance(part, bool):
            picks, part = True, np.asarray(part)
        elif part is not None and part is not Ellipsis:
            used += 1
        parts[place] = part
    if used > tensor._a.ndim:
        if tensor._a.ndim == 0 and isinstance(parts[0], slice):
            raise IndexError("slice() cannot be applied to a 0-dim tensor.")
        if tensor._a.ndim == 0 and len(parts) == 1 and isinstance(parts[0], int):
            if parts[0] != 0:
                raise IndexError(f"index {parts[0]} is out of bounds for dimension 0 with size 0")
            raise IndexError(
                "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or "
                "`tensor.item<T>()` in C++ to convert a 0-dim tensor to a number"
            )
        raise IndexError(f"too many indices for tensor of dimension {tensor._a.ndim}")
    return tuple(parts), picks


def _listed(part):
    plain = [int(p) if isinstance(p, Tensor) else p for p in part]
    array = np.array(plain) if plain else np.zeros(0, np.int64)
    if array.dtype.kind == "f":
        raise IndexError("tensors used as indices must be long, int, byte or bool tensors")
    return array if array.dtype == bool else array.astype(np.int64)


def _sliced(part):
    ends = [int(e) if isinstance(e, Tensor) else e for e in (part.start, part.stop, part.step)]
    if ends[2] is not None and ends[2] <= 0:
        raise ValueError("step must be greater than zero")
    return slice(*ends)


def _complaint(tensor, parts, error):
    """Convert NumPy's error about an index to torch's."""
    text = str(error)
    place = 0
    for part in parts:
        if isinstance(part, np.ndarray) and part.dtype == bool:
            shape = tensor._a.shape[place : place + part.ndim]
            if part.shape != shape:
                return IndexError(
                    f"The shape of the mask {list(part.shape)} at index 0 does not match the shape "
                    f"of the indexed tensor {list(tensor._a.shape)} at index 0"
                )
            place += part.ndim
        elif part is not None:
            place += 1
    if "broadcast" in text:
        shapes = ", ".join(str(list(p.shape)) for p in parts if isinstance(p, np.ndarray))
        return IndexError(
            f"shape mismatch: indexing tensors could not be broadcast together with shapes {shapes}"
        )
    found = re.search(r"index (-?\d+) is out of bounds for axis (\d+) with size (\d+)", text)
    if found:
        return IndexError(
            f"index {found[1]} is out of bounds for dimension {found[2]} with size {found[3]}"
        )
    return IndexError(text)


def get(tensor, index):
    """Return ``tensor[index]``: a view for numbers and slices, a copy for tensors."""
    parts, picks = _tidy(tensor, index)
    x = tensor._a
    try:
        if not picks:
            where = parts if Ellipsis in parts else (*parts, Ellipsis)

            def vjp(g):
                whole = np.zeros(x.shape, g.dtype)
                whole[where] = g
                return whole

            node = "SelectBackward0" if any(isinstance(p, int) for p in parts) else "SliceBackward0"
            return view_of(tensor, node, lambda a: a[where], vjp)
        return _picked(tensor, parts)
    except IndexError as error:
        raise _complaint(tensor, parts, error) from None


def _picked(tensor, parts):
    x = tensor._a
    once = sum(isinstance(p, np.ndarray) for p in parts) == 1 and any(
        isinstance(p, np.ndarray) and p.dtype == bool for p in parts
    )

    def vjp(g):
        whole = np.zeros(x.shape, g.dtype)
        if once:
            whole[parts] = g
        else:
            np.add.at(whole, parts, g)
        return whole

    return record("IndexBackward0", x[parts], [tensor], (vjp,))


def put(tensor, index, value):
    """Execute ``tensor[index] = value``."""
    if not isinstance(value, Tensor):
        if not isinstance(value, NUMBERS | np.ndarray):
            raise TypeError(f"can't assign a {type(value).__name__} to a {tensor.type()}")
        value = make(np.asarray(value))
    parts, picks = _tidy(tensor, index)
    if not picks:
        get(tensor, index).copy_(value)
        return
    tensor._check_writable()
    tensor._assign(_replaced(tensor, parts, value, False))


def _replaced(tensor, parts, value, accumulate):
    """Return a copy of a tensor with other values at some indices."""
    result = tensor._a.copy()
    new = value._a.astype(result.dtype)
    try:
        shape = result[parts].shape
        if accumulate:
            np.add.at(result, parts, new)
        else:
            result[parts] = new
    except IndexError as error:
        raise _complaint(tensor, parts, error) from None
    except ValueError:
        raise RuntimeError(
            f"shape mismatch: value tensor of shape {list(new.shape)} cannot be broadcast to "
            f"indexing result of shape {list(shape)}"
        ) from None

    def to_old(g):
        if accumulate:
            return g
        g = g.copy()
        g[parts] = 0
        return g

    return record("IndexPutBackward0", result, [tensor, value], (to_old, lambda g: g[parts]))


@define(inplace=True)
def index_put(input, indices, values, accumulate=False):
    parts, _ = _tidy(input, tuple(indices))
    parts = tuple(np.asarray(p) if isinstance(p, int) else p for p in parts)
    return _replaced(input, parts, values, accumulate)


@define()
def nonzero(input, *, as_tuple=False):
    places = np.nonzero(np.atleast_1d(argument(input, "nonzero")._a))
    places = [place.astype(np.int64) for place in places]
    if as_tuple:
        return tuple(map(make, places))
    table = np.stack(places, axis=1)
    return make(table if input._a.ndim else table[:, :0])


define("argwhere")(lambda input: nonzero(input))


# --- Along one dimension -------------------------------------------------------------------------


def _index_argument(index, name):
    index = argument(index, name, "index", 3)
    if index._a.dtype not in (np.int64, np.int32):
        raise RuntimeError(f"{name}(): Expected dtype int32/int64 for index")
    return index._a


def _check_bounds(places, size, d):
    bad = (places < 0) | (places >= size)
    if bad.any():
        raise RuntimeError(
            f"index {places[bad].flat[0]} is out of bounds for dimension {d} with size {size}"
        )


def _check_gather(x, i, name):
    if x.ndim != i.ndim and i.size:
        raise RuntimeError(
            "Index tensor must have the same number of dimensions as "
            f"{'input' if name == 'gather' else 'self'} tensor"
        )


@define()
def gather(input, dim, index, *, sparse_grad=False):
    x = argument(input, "gather")._a
    i = _index_argument(index, "gather")
    d = dimension(dim, x.ndim, "gather")
    if not x.ndim:
        return record("GatherBackward0", x.copy(), [input], (lambda g: g,))
    _check_gather(x, i, "gather")
    for other in range(x.ndim):
        if other != d and i.shape[other] > x.shape[other]:
            raise RuntimeError(
                f"Size does not match at dimension {other} expected index {list(i.shape)} to be no "
                f"larger than self {list(x.shape)} apart from dimension {d}"
            )
    _check_bounds(i, x.shape[d], d)
    places = _grid(i, d)

    def vjp(g):
        whole = np.zeros(x.shape, g.dtype)
        np.add.at(whole, places, g)
        return whole

    return record("GatherBackward0", x[places], [input], (vjp,))


def _grid(i, d):
    """Return the full index for an index along a dimension."""
    grid = list(np.indices(i.shape, dtype=np.int64, sparse=True)) if i.ndim else []
    if i.ndim:
        grid[d] = i
    return tuple(grid)


@define()
def take_along_dim(input, indices, dim=None):
    if dim is None:
        return gather(input.reshape(-1), 0, indices.reshape(-1))
    d = dimension(dim, input._a.ndim)
    shape = list(broadcast_shape(_without(input._a.shape, d), _without(indices._a.shape, d)))
    wide = indices.expand(*shape[:d], indices._a.shape[d], *shape[d + 1 :])
    return gather(input.expand(*shape[:d], input._a.shape[d], *shape[d + 1 :]), d, wide)


def _without(shape, d):
    return (*shape[:d], 1, *shape[d + 1 :])


@define(inplace=True)
def scatter(input, dim, index, src=None, *, value=None, reduce=None):
    src = value if src is None else src
    if reduce == "add":
        return scatter_add(input, dim, index, src)
    x, i = argument(input, "scatter")._a, _index_argument(index, "scatter")
    d = dimension(dim, x.ndim, "scatter")
    _check_gather(x, i, "scatter")
    if x.ndim:
        _check_bounds(i, x.shape[d], d)
    places = _grid(i, d)
    given = src if isinstance(src, Tensor) else make(np.full(i.shape, src, x.dtype))
    if given._a.dtype != x.dtype:
        raise RuntimeError("scatter(): Expected self.dtype to be equal to src.dtype")
    cut = tuple(slice(0, n) for n in i.shape)
    result = x.copy()
    result[places] = given._a[cut]

    def to_old(g):
        g = g.copy()
        g[places] = 0
        return g

    def to_new(g):
        whole = np.zeros(given._a.shape, g.dtype)
        whole[cut] = g[places]
        return whole

    return record("ScatterBackward0", result, [input, given], (to_old, to_new))


@define(inplace=True)
def scatter_add(input, dim, index, src):
    x, i = argument(input, "scatter_add")._a, _index_argument(index, "scatter_add")
    d = dimension(dim, x.ndim, "scatter_add")
    _check_gather(x, i, "scatter_add")
    given = argument(src, "scatter_add", "src", 4)
    if x.ndim:
        _check_bounds(i, x.shape[d], d)
    if given._a.dtype != x.dtype:
        raise RuntimeError("scatter(): Expected self.dtype to be equal to src.dtype")
    if not i.size:
        return record(
            "ScatterAddBackward0", x.copy(), [input, given], (lambda g: g, lambda g: given._a * 0)
        )
    if given._a.ndim != i.ndim:
        raise RuntimeError("Index tensor must have the same number of dimensions as src tensor")
    places, cut = _grid(i, d), tuple(slice(0, n) for n in i.shape)
    result = x.copy()
    np.add.at(result, places, given._a[cut])

    def to_new(g):
        whole = np.zeros(given._a.shape, g.dtype)
        whole[cut] = g[places]
        return whole

    return record("ScatterAddBackward0", result, [input, given], (lambda g: g, to_new))


@define()
def index_select(input, dim, index):
    x = argument(input, "index_select")._a
    i = _index_argument(index, "index_select")
    d = dimension(dim, x.ndim, "index_select")
    if i.ndim > 1:
        raise IndexError("index_select(): Index is supposed to be a vector")
    i = np.atleast_1d(i)
    if not x.ndim:
        return (
            _picked(input.reshape(1), (i[0],)) if i.size == 1 else _picked(input.reshape(1), (i,))
        )
    if ((i < 0) | (i >= x.shape[d])).any():
        raise IndexError("index out of range in self")
    return _picked(input, (slice(None),) * d + (i,))


def _at(d, index, x):
    if not x.ndim:
        return (Ellipsis,)
    return (slice(None),) * d + (np.atleast_1d(index._a),)


@define(inplace=True)
def index_fill(input, dim, index, value):
    value = value if isinstance(value, Tensor) else make(np.asarray(value))
    return _replaced(input, _at(dimension(dim, input._a.ndim), index, input._a), value, False)


@define(inplace=True)
def index_copy(input, dim, index, source):
    return _replaced(input, _at(dimension(dim, input._a.ndim), index, input._a), source, False)


@define(inplace=True)
def index_add(input, dim, index, source, *, alpha=1):
    source = source if alpha == 1 else source * alpha
    return _replaced(input, _at(dimension(dim, input._a.ndim), index, input._a), source, True)


@define()
def take(input, index):
    x = argument(input, "take")._a
    try:
        return _picked(input.reshape(-1), (index._a,))
    except IndexError:
        bad = index._a[(index._a >= x.size) | (index._a < -x.size)].flat[0]
        raise IndexError(
            f"out of range: tried to access index {bad} on a tensor of {x.size} elements."
        ) from None


# --- Masks ---------------------------------------------------------------------------------------


def _mask(mask, name):
    mask = argument(mask, name, "mask", 2)
    if mask._a.dtype != bool:
        raise RuntimeError(
            f"{name}: expected BoolTensor for mask"
            if name == "masked_select"
            else f"{name} only supports boolean masks, but got mask with dtype {mask.dtype}"
        )
    return mask._a


@define(inplace=True)
def masked_fill(input, mask, value):
    x = argument(input, "masked_fill")._a
    m = _mask(mask, "masked_fill")
    if isinstance(value, Tensor) and value._a.ndim:
        raise RuntimeError(
            "masked_fill_ only supports a 0-dimensional value tensor, but got tensor with "
            f"{value._a.ndim} dimension(s)."
        )
    given = value if isinstance(value, Tensor) else make(np.asarray(value))
    if given.dtype.kind > dtypes.of(x).kind:
        raise RuntimeError(
            f"value cannot be converted to type {_c_type(x)} without overflow"
            if not isinstance(value, Tensor)
            else f"result type {given.dtype.shown} can't be cast to the desired output type "
            f"{dtypes.of(x).shown}"
        )
    broadcast_shape(x.shape, m.shape)
    vjps = (lambda g: np.where(m, 0, g), lambda g: np.where(m, g, 0))
    result = np.where(m, given._a.astype(x.dtype), x)
    return record("MaskedFillBackward0", result, [input, given], vjps)


def _c_type(x):
    return {"i": "int64_t", "b": "bool"}.get(x.dtype.kind, "uint8_t")


@define()
def masked_select(input, mask):
    m = _mask(mask, "masked_select")
    shape = broadcast_shape(argument(input, "masked_select")._a.shape, m.shape)
    return get(input.expand(shape), make(np.broadcast_to(m, shape)))


@define(inplace=True)
def masked_scatter(input, mask, source):
    m = np.broadcast_to(_mask(mask, "masked_scatter"), input._a.shape)
    count = int(m.sum(dtype=np.int64))
    return _replaced(input, (m,), source.reshape(-1)[:count], False)


# --- Sets ----------------------------------------------------------------------------------------


@define(method=False)
def isin(elements, test_elements, *, assume_unique=False, invert=False):
    values = [v._a if isinstance(v, Tensor) else np.asarray(v) for v in (elements, test_elements)]
    return make(np.asarray(np.isin(*values, invert=invert)))


@define(method=False)
def searchsorted(sorted_sequence, input, *, right=False, side=None):
    x = input._a if isinstance(input, Tensor) else np.asarray(input)
    side = side or ("right" if right else "left")
    return make(np.asarray(np.searchsorted(sorted_sequence._a, x, side), dtype=np.int64))


@define(method=False)
def bucketize(input, boundaries, *, right=False):
    return searchsorted(boundaries, input, right=right)


@define(method=False)
def unravel_index(indices, shape):
    shape = (shape,) if isinstance(shape, int) else tuple(shape)
    rest, places = argument(indices, "unravel_index", "indices")._a, []
    for size in reversed(shape):
        places.append(make(np.asarray(rest % size, dtype=np.int64)))
        rest = rest // size
    return tuple(reversed(places))


def one_hot(tensor, num_classes=-1):
    """Return rows with a one at the index that each entry gives."""
    x = argument(tensor, "one_hot")._a
    if x.dtype != np.int64:
        raise RuntimeError("one_hot is only applicable to index tensor of type LongTensor.")
    if x.size and x.min() < 0:
        raise RuntimeError("Class values must be non-negative.")
    if num_classes == -1:
        if not x.size:
            raise RuntimeError("Can not infer total number of classes from empty tensor.")
        num_classes = int(x.max()) + 1
    elif x.size and x.max() >= num_classes:
        raise RuntimeError("Class values must be smaller than num_classes.")
    return make((x[..., None] == np.arange(num_classes, dtype=np.int64)).astype(np.int64))
