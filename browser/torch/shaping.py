"""Change shapes: views, copies, joining and splitting."""

from __future__ import annotations

import math

import numpy as np

from . import dtypes
from .operands import argument, broadcast_shape, dimension, dimensions, sizes
from .tensor import FUNCTIONS, Tensor, define, make, record, view_of


def _shape_for(count, shape, size):
    """Return a shape with its -1 replaced."""
    if shape.count(-1) > 1:
        raise RuntimeError("only one dimension can be inferred")
    known = math.prod(n for n in shape if n != -1)
    if -1 in shape and known and count % known == 0:
        shape = tuple(count // known if n == -1 else n for n in shape)
    if -1 in shape or math.prod(shape) != count:
        raise RuntimeError(f"shape '{list(shape)}' is invalid for input of size {count}")
    return shape


def _reshaped(name, input, shape):
    x = argument(input, name)._a
    shape = _shape_for(x.size, shape, x.size)
    return view_of(input, "ViewBackward0", lambda a: a.reshape(shape), lambda g: g.reshape(x.shape))


@define("reshape", function=False)
def reshape_method(input, *shape):
    shape = _shape_for(input._a.size, sizes(shape, "reshape"), input._a.size)
    seen = input._a.reshape(shape)
    if np.shares_memory(seen, input._a) or not seen.size:
        return _reshaped("reshape", input, shape)
    before = input._a.shape
    return record("UnsafeViewBackward0", seen, [input], (lambda g: g.reshape(before),))


@define("reshape", method=False)
def reshape(input, shape):
    return reshape_method(argument(input, "reshape"), tuple(shape))


@define(function=False)
def view(self, *shape):
    if len(shape) == 1 and isinstance(shape[0], dtypes.dtype):
        return make(self._a.view(shape[0].array))
    shape = _shape_for(self._a.size, sizes(shape, "view"), self._a.size)
    seen = self._a.reshape(shape)
    if seen.size and not np.shares_memory(seen, self._a):
        raise RuntimeError(
            "view size is not compatible with input tensor's size and stride (at least one "
            "dimension spans across two contiguous subspaces). Use .reshape(...) instead."
        )
    return _reshaped("view", self, shape)


@define(function=False)
def view_as(self, other):
    return view(self, *other._a.shape)


@define(function=False)
def reshape_as(self, other):
    return reshape_method(self, *other._a.shape)


@define()
def flatten(input, start_dim=0, end_dim=-1):
    shape = argument(input, "flatten")._a.shape
    if not shape:
        return reshape_method(input, 1)
    first, last = dimension(start_dim, len(shape)), dimension(end_dim, len(shape))
    if first > last:
        raise RuntimeError("flatten() has invalid args: start_dim cannot come after end_dim")
    if first == last:
        return input
    middle = math.prod(shape[first : last + 1])
    return reshape_method(input, *shape[:first], middle, *shape[last + 1 :])


@define()
def ravel(input):
    return reshape_method(input, -1)


@define()
def unflatten(input, dim, sizes):
    shape = input._a.shape
    d = dimension(dim, len(shape))
    return reshape_method(input, *shape[:d], *sizes, *shape[d + 1 :])


@define()
def squeeze(input, dim=None):
    x = argument(input, "squeeze")._a
    dims = dimensions(dim, x.ndim, "squeeze") if dim is not None else tuple(range(x.ndim))
    shape = tuple(n for d, n in enumerate(x.shape) if not (d in dims and n == 1))
    return view_of(
        input, "SqueezeBackward0", lambda a: a.reshape(shape) if a.shape != shape else a[...],
        lambda g: g.reshape(x.shape),
    )  # fmt: skip


@define()
def unsqueeze(input, dim):
    x = argument(input, "unsqueeze")._a
    d = dimension(dim, x.ndim + 1, "unsqueeze")
    return view_of(
        input, "UnsqueezeBackward0", lambda a: np.expand_dims(a, d), lambda g: np.squeeze(g, d)
    )


def _inplace_view(name, compute):
    def changed(self, *args):
        seen = compute(self, *args)
        self._a, self._node = seen._a, seen._node
        return self

    define(name, function=False)(changed)


_inplace_view("squeeze_", squeeze)
_inplace_view("unsqueeze_", unsqueeze)


def _permuted(node, input, order):
    back = tuple(int(i) for i in np.argsort(order)) if order else ()
    return view_of(input, node, lambda a: a.transpose(order), lambda g: g.transpose(back))


@define("permute", function=False)
def permute_method(self, *dims):
    dims = sizes(dims, "permute")
    if len(dims) != self._a.ndim:
        raise RuntimeError(
            f"permute(sparse_coo): number of dimensions in the tensor input does not match the "
            f"length of the desired ordering of dimensions i.e. input.dim() = {self._a.ndim} is "
            f"not equal to len(dims) = {len(dims)}"
        )
    return _permuted("PermuteBackward0", self, dimensions(dims, self._a.ndim, "permute"))


@define("permute", method=False)
def permute(input, dims):
    return permute_method(argument(input, "permute"), *dims)


@define()
def transpose(input, dim0, dim1):
    x = argument(input, "transpose")._a
    a, b = dimension(dim0, x.ndim), dimension(dim1, x.ndim)
    order = list(range(x.ndim))
    if order:
        order[a], order[b] = order[b], order[a]
    return _permuted("TransposeBackward0", input, tuple(order))


define("swapaxes")(lambda input, axis0, axis1: transpose(input, axis0, axis1))
define("swapdims")(lambda input, dim0, dim1: transpose(input, dim0, dim1))


@define()
def t(input):
    if argument(input, "t")._a.ndim > 2:
        raise RuntimeError(f"t() expects a tensor with <= 2 dimensions, but self is {input.ndim}D")
    return _permuted("TBackward0", input, tuple(range(input._a.ndim))[::-1])


@define()
def movedim(input, source, destination):
    x = argument(input, "movedim")._a
    origin = (
        dimensions(source, x.ndim)
        if isinstance(source, tuple | list)
        else (dimension(source, x.ndim),)
    )
    target = (
        dimensions(destination, x.ndim)
        if isinstance(destination, tuple | list)
        else (dimension(destination, x.ndim),)
    )
    if not x.ndim:
        return _permuted("PermuteBackward0", input, ())
    order = [d for d in range(x.ndim) if d not in origin]
    for to, of in sorted(zip(target, origin, strict=True)):
        order.insert(to, of)
    return _permuted("PermuteBackward0", input, tuple(order))


define("moveaxis")(lambda input, source, destination: movedim(input, source, destination))


def _matrix_transpose(self):
    if not self._a.ndim:
        return self.clone()
    if self._a.ndim < 2:
        raise RuntimeError(
            "tensor.mT is only supported on matrices or batches of matrices. Got "
            f"{self._a.ndim}-D tensor."
        )
    return transpose(self, -2, -1)


Tensor.T = property(lambda self: _permuted("PermuteBackward0", self, tuple(range(self.ndim))[::-1]))
Tensor.mT = Tensor.mH = property(_matrix_transpose)
Tensor.H = property(lambda self: transpose(self, 0, 1))
Tensor.real = property(lambda self: self)


def expanded_shape(x, shape):
    """Return the shape that a tensor is expanded to.

    Raises:
        RuntimeError: it cannot be.
    """
    if len(shape) < x.ndim:
        raise RuntimeError(
            f"expand(torch.{dtypes.of(x).shown}Tensor{{{list(x.shape)}}}, size={list(shape)}): "
            "the number of sizes provided "
            f"({len(shape)}) must be greater or equal to the number of dimensions in the tensor "
            f"({x.ndim})"
        )
    own = (None,) * (len(shape) - x.ndim) + x.shape
    for d, (have, want) in enumerate(zip(own, shape, strict=True)):
        if have not in (None, 1, want) and want != -1:
            raise RuntimeError(
                f"The expanded size of the tensor ({want}) must match the existing size ({have}) "
                f"at non-singleton dimension {d}.  Target sizes: {list(shape)}.  Tensor sizes: "
                f"{list(x.shape)}"
            )
    return tuple(have if want == -1 else want for have, want in zip(own, shape, strict=True))


def _expanded(input, shape):
    shape = expanded_shape(input._a, shape)
    return view_of(
        input, "ExpandBackward0", lambda a: _writable(np.broadcast_to(a, shape)), lambda g: g
    )


def _writable(array):
    """Return a writable version of a view that NumPy marks as read-only."""
    if array.base is not None and array.base.flags.writeable:
        array.flags.writeable = True
    return array


@define("expand", function=False)
def expand(self, *size):
    return _expanded(self, sizes(size, "expand"))


@define(function=False)
def expand_as(self, other):
    return _expanded(self, other._a.shape)


@define()
def broadcast_to(input, size):
    return _expanded(argument(input, "broadcast_to"), tuple(size))


@define(method=False, origin="torch.functional", aten=("expand",))
def broadcast_tensors(*tensors):
    shape = ()
    for one in tensors:
        shape = broadcast_shape(shape, argument(one, "broadcast_tensors")._a.shape)
    return tuple(_expanded(one, shape) for one in tensors)


def broadcast_shapes(*shapes):
    """Return the shape of tensors of these shapes, broadcast together."""
    from .tensor import Size

    shape = ()
    for one in shapes:
        one = (one,) if isinstance(one, int) else tuple(one)
        try:
            shape = broadcast_shape(shape, one)
        except RuntimeError:
            raise RuntimeError(
                "Shape mismatch: objects cannot be broadcast to a single shape"
            ) from None
    return Size(shape)


@define("repeat", function=False)
def repeat(self, *times):
    times = sizes(times, "repeat")
    if len(times) < self._a.ndim:
        raise RuntimeError(
            "Number of dimensions of repeat dims can not be smaller than number of dimensions of "
            "tensor"
        )
    shape = (1,) * (len(times) - self._a.ndim) + self._a.shape

    def vjp(g):
        split = g.reshape(tuple(n for pair in zip(times, shape, strict=True) for n in pair))
        return split.sum(axis=tuple(range(0, 2 * len(times), 2)), dtype=g.dtype).reshape(
            self._a.shape
        )

    return record("RepeatBackward0", np.tile(self._a, times), [self], (vjp,))


@define()
def tile(input, dims):
    dims = (1,) * (input._a.ndim - len(dims)) + tuple(dims)
    return repeat(input, *dims)


@define()
def repeat_interleave(input, repeats, dim=None):
    source = reshape_method(input, -1) if dim is None else input
    d = 0 if dim is None else dimension(dim, source._a.ndim)
    if not source._a.ndim:
        source = reshape_method(source, 1)
    counts = repeats._a if isinstance(repeats, Tensor) else repeats
    places = np.repeat(np.arange(source._a.shape[d], dtype=np.int64), counts)
    from .indexing import index_select

    return index_select(source, d, make(places))


# --- Parts ---------------------------------------------------------------------------------------


@define()
def select(input, dim, index):
    from .indexing import get

    if not argument(input, "select")._a.ndim:
        raise IndexError("select() cannot be applied to a 0-dim tensor.")
    d = dimension(dim, argument(input, "select")._a.ndim, "select")
    if isinstance(index, int) and not -input._a.shape[d] <= index < input._a.shape[d]:
        raise IndexError(
            f"select(): index {index} out of range for tensor of size {list(input._a.shape)} at "
            f"dimension {d}"
        )
    return get(input, (slice(None),) * d + (index,))


@define()
def narrow(input, dim, start, length):
    from .indexing import get

    if not argument(input, "narrow")._a.ndim:
        raise RuntimeError("narrow() cannot be applied to a 0-dim tensor.")
    d = dimension(dim, argument(input, "narrow")._a.ndim, "narrow")
    size = input._a.shape[d]
    if start + length > size:
        raise RuntimeError(f"start ({start}) + length ({length}) exceeds dimension size ({size}).")
    return get(input, (slice(None),) * d + (slice(start, start + length),))


@define()
def unbind(input, dim=0):
    from .indexing import get

    x = argument(input, "unbind")._a
    d = dimension(dim, x.ndim, "unbind")
    if not x.ndim:
        raise IndexError(f"Dimension specified as {dim} but tensor has no dimensions")
    parts = tuple(get(input, (slice(None),) * d + (i,)) for i in range(x.shape[d]))
    for part in parts:
        part._in_unbind = True
    return parts


@define(origin="torch.functional")
def split(tensor, split_size_or_sections, dim=0):
    if not argument(tensor, "split")._a.ndim:
        raise RuntimeError("split expects at least a 1-dimensional tensor")
    size = tensor._a.shape[dim]
    lengths = split_size_or_sections
    if isinstance(lengths, int):
        lengths = [min(lengths, size - start) for start in range(0, size, lengths)] or [0]
    elif builtin_sum(lengths) != size:
        raise RuntimeError(
            f"split_with_sizes expects split_sizes to sum exactly to {size} (input tensor's size at"
            f" dimension {dim}), but got split_sizes={list(lengths)}"
        )
    parts, start = [], 0
    for length in lengths:
        parts.append(narrow(tensor, dim, start, length))
        start += length
    return tuple(parts)


builtin_sum = sum


@define()
def chunk(input, chunks, dim=0):
    if not argument(input, "chunk")._a.ndim:
        raise RuntimeError("chunk expects at least a 1-dimensional tensor")
    size = argument(input, "chunk")._a.shape[dim]
    return split(input, max(-(-size // chunks), 1), dim)


def _diagonal_view(a, offset):
    return a.diagonal(offset)


@define()
def diagonal(input, offset=0, dim1=0, dim2=1):
    x = argument(input, "diagonal")._a
    a, b = dimension(dim1, x.ndim), dimension(dim2, x.ndim)

    def view(array):
        return _writable(np.diagonal(array, offset, a, b))

    def vjp(g):
        whole = np.zeros(x.shape, g.dtype)
        view(whole)[...] = g
        return whole

    return view_of(input, "DiagonalBackward0", view, vjp)


@define()
def diag(input, diagonal=0):
    x = argument(input, "diag")._a
    if x.ndim not in (1, 2):
        raise RuntimeError(f"diag(): Supports 1D or 2D tensors. Got {x.ndim}D")
    if x.ndim == 2:
        return FUNCTIONS["diagonal"](input, diagonal)
    return record(
        "DiagEmbedBackward0", np.diag(x, diagonal), [input], (lambda g: np.diagonal(g, diagonal),)
    )


@define()
def diag_embed(input, offset=0, dim1=-2, dim2=-1):
    x = argument(input, "diag_embed")._a
    if not x.ndim:
        dimension(dim1, 1)
    n = x.shape[-1] + abs(offset)
    result = np.zeros((*x.shape[:-1], n, n), x.dtype)
    _writable(np.diagonal(result, offset, -2, -1))[...] = x
    return record(
        "DiagEmbedBackward0", result, [input], (lambda g: np.diagonal(g, offset, -2, -1),)
    )


@define()
def trace(input):
    return FUNCTIONS["sum"](diagonal(input))


def _triangle(name, cut, node):
    def compute(input, diagonal=0):
        x = argument(input, name)._a
        if x.ndim < 2:
            raise RuntimeError(f"{name}: input tensor must have at least 2 dimensions")
        return record(node, cut(x, diagonal), [input], (lambda g: cut(g, diagonal),))

    define(name, inplace=True)(compute)


_triangle("tril", np.tril, "TrilBackward0")
_triangle("triu", np.triu, "TriuBackward0")


# --- Joining -------------------------------------------------------------------------------------


def _list_of_tensors(tensors, name):
    if isinstance(tensors, Tensor):
        raise TypeError(
            f"{name}(): argument 'tensors' (position 1) must be tuple of Tensors, not Tensor"
        )
    tensors = list(tensors)
    for place, one in enumerate(tensors):
        if not isinstance(one, Tensor):
            raise TypeError(
                f"expected Tensor as element {place} in argument 0, but got {type(one).__name__}"
            )
    return tensors


def _common(tensors):
    from .operands import result_type

    kind = result_type(*tensors).array
    return [one._a.astype(kind, copy=False) for one in tensors]


@define(method=False)
def stack(tensors, dim=0):
    tensors = _list_of_tensors(tensors, "stack")
    if not tensors:
        raise RuntimeError("stack expects a non-empty TensorList")
    shape = tensors[0]._a.shape
    for place, one in enumerate(tensors):
        if one._a.shape != shape:
            raise RuntimeError(
                f"stack expects each tensor to be equal size, but got {list(shape)} at entry 0 and "
                f"{list(one._a.shape)} at entry {place}"
            )
    d = dimension(dim, len(shape) + 1, "stack")

    def part(i):
        return lambda g: np.take(g, i, axis=d)

    vjps = tuple(part(i) for i in range(len(tensors)))
    return record("StackBackward0", np.stack(_common(tensors), axis=d), tensors, vjps)


@define(method=False)
def cat(tensors, dim=0):
    tensors = _list_of_tensors(tensors, "cat")
    if not tensors:
        raise RuntimeError("torch.cat(): expected a non-empty list of Tensors")
    kept = [one for one in tensors if one._a.shape != (0,)] or tensors[:1]
    for place, one in enumerate(tensors):
        if not one._a.ndim:
            raise RuntimeError(
                f"zero-dimensional tensor (at position {place}) cannot be concatenated"
            )
    first = kept[0]._a
    d = dimension(dim, first.ndim, "cat")
    for one in kept[1:]:
        if one._a.ndim != first.ndim:
            raise RuntimeError(
                f"Tensors must have same number of dimensions: got {first.ndim} and {one._a.ndim}"
            )
        for other in range(first.ndim):
            if other != d and one._a.shape[other] != first.shape[other]:
                raise RuntimeError(
                    f"Sizes of tensors must match except in dimension {d}. Expected size "
                    f"{first.shape[other]} but got size {one._a.shape[other]} for tensor number "
                    f"{_place(tensors, one)}"
                    " in the list."
                )
    ends = np.cumsum([one._a.shape[d] for one in kept], dtype=np.int64).tolist()

    def part(start, end):
        return lambda g: g[(slice(None),) * d + (slice(start, end),)]

    vjps = tuple(part(start, end) for start, end in zip([0, *ends], ends, strict=False))
    return record("CatBackward0", np.concatenate(_common(kept), axis=d), kept, vjps)


def _place(tensors, wanted):
    return next(i for i, one in enumerate(tensors) if one is wanted)


define("concat", method=False)(lambda tensors, dim=0: cat(tensors, dim))
define("concatenate", method=False)(lambda tensors, dim=0: cat(tensors, dim))


@define(method=False)
def hstack(tensors):
    tensors = [atleast_1d(one) for one in tensors]
    return cat(tensors, 0 if tensors[0].ndim == 1 else 1)


@define(method=False)
def vstack(tensors):
    return cat([atleast_2d(one) for one in tensors], 0)


@define(method=False)
def column_stack(tensors):
    return cat([one if one.ndim > 1 else reshape_method(one, -1, 1) for one in tensors], 1)


def _at_least(rank):
    def widen(*tensors):
        if len(tensors) == 1 and isinstance(tensors[0], Tensor):
            one = tensors[0]
            while one._a.ndim < rank:
                one = unsqueeze(one, 0)
            return one
        given = tensors[0] if len(tensors) == 1 else tensors
        return tuple(widen(one) for one in given)

    define(f"atleast_{rank}d", method=False, origin="torch.functional")(widen)
    return widen


atleast_1d, atleast_2d = _at_least(1), _at_least(2)


@define()
def flip(input, *dims):
    x = argument(input, "flip")._a
    dims = dimensions(sizes(dims, "flip"), x.ndim, "flip")
    return record("FlipBackward0", np.flip(x, dims).copy(), [input], (lambda g: np.flip(g, dims),))


define("fliplr")(lambda input: flip(input, 1))
define("flipud")(lambda input: flip(input, 0))


@define()
def roll(input, shifts, dims=None):
    x = argument(input, "roll")._a
    if dims is not None and not x.ndim:
        raise IndexError(f"Dimension specified as {dims} but tensor has no dimensions")
    back = tuple(-s for s in shifts) if isinstance(shifts, tuple | list) else -shifts
    vjps = (lambda g: np.roll(g, back, dims),)
    return record("RollBackward0", np.roll(x, shifts, dims), [input], vjps)


@define(method=False, origin="torch.functional")
def meshgrid(*tensors, indexing="ij"):
    if len(tensors) == 1 and isinstance(tensors[0], list | tuple):
        tensors = tensors[0]
    if any(one._a.ndim > 1 for one in tensors):
        raise RuntimeError("torch.meshgrid: Expected 0D or 1D tensor in the tensor list")
    rank = len(tensors)
    shape = tuple(one._a.size for one in tensors)
    turned = [
        reshape_method(one, *(-1 if i == d else 1 for i in range(rank)))
        for d, one in enumerate(tensors)
    ]
    grids = [_expanded(one, shape) for one in turned]
    return tuple(transpose(g, 0, 1) for g in grids) if indexing == "xy" else tuple(grids)


# --- Copies and types --------------------------------------------------------------------------


@define()
def clone(input, *, memory_format=None):
    x = argument(input, "clone")._a
    return record("CloneBackward0", x.copy(order="K"), [input], (lambda g: g,))


@define("detach", method=False)
def detach(input):
    return argument(input, "detach").detach()


@define(function=False)
def contiguous(self, memory_format=None):
    if self._a.flags.c_contiguous:
        return self
    return record("CloneBackward0", np.ascontiguousarray(self._a), [self], (lambda g: g,))


@define(function=False, aten=("_to_copy",))
def to(self, *args, **kwargs):
    from .tensor import device

    kind, copy = kwargs.get("dtype"), kwargs.get("copy", False)
    for one in args:
        if isinstance(one, Tensor):
            kind = one.dtype
        elif isinstance(one, dtypes.dtype):
            kind = one
        elif isinstance(one, str | device):
            device(one)
    if "device" in kwargs:
        device(kwargs["device"])
    if kind is None or kind.array == self._a.dtype:
        return clone(self) if copy else self
    result = self._a.astype(kind.array)
    if kind.kind == 0:
        result = self._a != 0
    return record("ToCopyBackward0", result, [self], (lambda g: g,))


def _conversion(name, kind):
    def convert(self):
        return to(self, kind)

    define(name, function=False, aten=("_to_copy",))(convert)


for _name, _kind in (
    ("float", dtypes.float32),
    ("double", dtypes.float64),
    ("half", dtypes.float16),
    ("long", dtypes.int64),
    ("int", dtypes.int32),
    ("short", dtypes.int16),
    ("char", dtypes.int8),
    ("byte", dtypes.uint8),
    ("bool", dtypes.bool_),
):
    _conversion(_name, _kind)


@define(function=False)
def type_as(self, other):
    return to(self, other.dtype)


@define(function=False)
def cpu(self):
    return self


@define()
def numel(input):
    return int(argument(input, "numel")._a.size)


define("nelement", function=False)(lambda self: int(self._a.size))
define("dim", function=False, aten=("dim",))(lambda self: self._a.ndim)
define("ndimension", function=False)(lambda self: self._a.ndim)


@define(function=False)
def size(self, dim=None):
    shape = self.shape
    return shape if dim is None else shape[dimension(dim, len(shape), "size")]


@define()
def is_floating_point(input):
    return argument(input, "is_floating_point").dtype.is_floating_point


@define()
def is_complex(input):
    return False


@define()
def is_nonzero(input):
    return bool(input)


def is_tensor(value):
    """Whether a value is a tensor."""
    return isinstance(value, Tensor)


# --- Writes --------------------------------------------------------------------------------------


@define("copy_", function=False)
def copy_(self, src, non_blocking=False):
    self._check_writable()
    source = src if isinstance(src, Tensor) else make(np.asarray(src))
    shape = self._a.shape
    if source._a.ndim > len(shape):
        whole = list(broadcast_shape(source._a.shape, shape))
        if whole != list(shape):
            raise RuntimeError(
                f"output with shape {list(shape)} doesn't match the broadcast shape {whole}"
            )
    else:
        broadcast_shape(shape, source._a.shape)
        expanded_shape(source._a, shape)
    value = np.broadcast_to(source._a, shape).astype(self._a.dtype)
    if self._a.dtype == bool:
        value = np.broadcast_to(source._a != 0, shape)
    vjps = (np.zeros_like, lambda g: g)
    return self._assign(record("CopyBackwards", value, [self, source], vjps))


def _filling(name, value, node):
    def fill(self, *args):
        self._check_writable()
        array = np.full(self._a.shape, value(*args), self._a.dtype)
        return self._assign(record(node, array, [self], (np.zeros_like,)))

    define(name, function=False)(fill)


_filling("fill_", lambda value: value._a if isinstance(value, Tensor) else value, "FillBackward0")
_filling("zero_", lambda: 0, "ZeroBackward0")


@define(function=False)
def set_(self, source):
    self._a = source._a
    return self


@define(function=False)
def resize_(self, *shape):
    self._a = np.resize(self._a, sizes(shape, "resize_"))
    return self


@define(function=False)
def fill_diagonal_(self, fill_value, wrap=False):
    if self._a.ndim < 2:
        raise RuntimeError("dimensions must larger than 1")
    if self._a.ndim > 2 and len(set(self._a.shape)) > 1:
        raise RuntimeError("all dimensions of input must be of equal length")
    result = self._snapshot()
    np.fill_diagonal(result._a, fill_value, wrap)

    def vjp(g):
        g = g.copy()
        np.fill_diagonal(g, 0, wrap)
        return g

    self._check_writable()
    return self._assign(record("FillDiagonalBackward0", result._a, [self], (vjp,)))
