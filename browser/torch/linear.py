"""Matrix products and factorizations."""

from __future__ import annotations

import math

import numpy as np

from . import modes
from .operands import argument, broadcast_shape, no_gradient
from .reductions import vector_norm_of
from .tensor import Tensor, define, make, record


def _transposed(x):
    return np.swapaxes(x, -1, -2)


def product(x, y):
    """Return the product of two arrays of matrices.

    WebAssembly's NumPy has no BLAS: it multiplies in a plain loop over rows and columns, which is
    fastest if both matrices are stored in the order in which the loop reads them.
    """
    return np.matmul(x, y)


@define(aten=("mm",))
def matmul(input, other):
    x, y = argument(input, "matmul")._a, argument(other, "matmul", "other", 2)._a
    if not x.ndim or not y.ndim:
        raise RuntimeError(
            f"both arguments to matmul need to be at least 1D, but they are {x.ndim}D and {y.ndim}D"
        )
    if x.dtype != y.dtype:
        raise RuntimeError(
            f"expected m1 and m2 to have the same dtype, but got: {_c(x)} != {_c(y)}"
            if x.ndim > 1 or y.ndim > 1
            else "dot : expected both vectors to have same dtype, but found "
            f"{input.dtype.shown} and {other.dtype.shown}"
        )
    a = x[None, :] if x.ndim == 1 else x
    b = y[:, None] if y.ndim == 1 else y
    if a.shape[-1] != b.shape[-2]:
        raise RuntimeError(_misfit(x, y))
    broadcast_shape(a.shape[:-2], b.shape[:-2])
    result = product(a, b)

    def whole(g):
        g = g[..., None, :] if x.ndim == 1 and y.ndim > 1 else g
        return g[..., None] if y.ndim == 1 and x.ndim > 1 else g.reshape(result.shape)

    def to_left(g):
        part = product(whole(g), _transposed(b))
        return part.reshape(part.shape[:-2] + x.shape) if x.ndim == 1 else part

    def to_right(g):
        part = product(_transposed(a), whole(g))
        return part[..., 0] if y.ndim == 1 else part

    shown = result
    if y.ndim == 1:
        shown = shown[..., 0]
    if x.ndim == 1:
        shown = shown[..., 0, :] if y.ndim > 1 else shown[..., 0]
    saves = [t for t, needed in ((input, other), (other, input)) if needed.requires_grad]
    node = "MmBackward0" if x.ndim == y.ndim == 2 else "UnsafeViewBackward0"
    return record(node, np.asarray(shown), [input, other], (to_left, to_right), saves)


def _c(x):
    return {"float32": "float", "float64": "double", "int64": "long", "float16": "c10::Half"}.get(
        str(x.dtype), str(x.dtype)
    )


def _flat(x):
    return math.prod(x.shape[:-1]), x.shape[-1]


def _misfit(x, y):
    if x.ndim > 2 and y.ndim == 1:
        rows, columns = _flat(x)
        return f"size mismatch, got input ({rows}), mat ({rows}x{columns}), vec ({y.shape[0]})"
    if x.ndim != y.ndim and min(x.ndim, y.ndim) == 2:
        pair = (_flat(x), y.shape) if x.ndim > 2 else (_flat(_transposed(y)), x.shape[::-1])
        return "mat1 and mat2 shapes cannot be multiplied ({}x{} and {}x{})".format(
            *pair[0], *pair[1]
        )
    if x.ndim == y.ndim == 1:
        return (
            "inconsistent tensor size, expected tensor [{}] and src [{}] to have the same number "
            "of elements, but got {} and {} elements respectively"
        ).format(*x.shape, *y.shape, *x.shape, *y.shape)
    if y.ndim == 1 and x.ndim == 2:
        rows, columns = x.shape
        return f"size mismatch, got input ({rows}), mat ({rows}x{columns}), vec ({y.shape[0]})"
    if x.ndim <= 2 and y.ndim <= 2:
        rows = x.shape if x.ndim == 2 else (1, *x.shape)
        return "mat1 and mat2 shapes cannot be multiplied ({}x{} and {}x{})".format(*rows, *y.shape)
    return (
        f"Expected size for first two dimensions of batch2 tensor to be: "
        f"[{x.shape[0]}, {x.shape[-1]}] but got: [{y.shape[0]}, {y.shape[-2]}]."
    )


@define()
def mm(input, mat2):
    if argument(input, "mm")._a.ndim != 2:
        raise RuntimeError("self must be a matrix")
    if argument(mat2, "mm", "mat2", 2)._a.ndim != 2:
        raise RuntimeError("mat2 must be a matrix")
    return matmul(input, mat2)


@define()
def bmm(input, mat2):
    if argument(input, "bmm")._a.ndim != 3:
        raise RuntimeError("batch1 must be a 3D tensor")
    return matmul(input, mat2)


@define()
def mv(input, vec):
    shape, other = input._a.shape, vec._a.shape
    if len(shape) != 2 or len(other) != 1:
        if not shape:
            raise IndexError("Dimension specified as 0 but tensor has no dimensions")
        raise RuntimeError(f"vector + matrix @ vector expected, got 1, {len(shape)}, {len(other)}")
    return matmul(input, vec)


@define()
def dot(input, tensor):
    x, y = argument(input, "dot")._a, argument(tensor, "dot", "tensor", 2)._a
    if x.ndim != 1 or y.ndim != 1:
        raise RuntimeError(f"1D tensors expected, but got {x.ndim}D and {y.ndim}D tensors")
    return matmul(input, tensor)


define("inner")(lambda input, other: matmul(input, other.mT if other.ndim > 1 else other))
define("addmm")(lambda input, mat1, mat2, *, beta=1, alpha=1: beta * input + alpha * mm(mat1, mat2))


@define(aten=("outer",))
def outer(input, vec2):
    for value, name in ((input, "self"), (vec2, "vec2")):
        if argument(value, "outer")._a.ndim != 1:
            raise RuntimeError(f"outer: Expected 1-D argument {name}, but got {value._a.ndim}-D")
    return input.unsqueeze(1) * vec2


define("ger")(lambda input, vec2: outer(input, vec2))
Tensor.__matmul__ = lambda self, other: (
    modes.operate(("mm",), matmul, (self, other), {})
    if isinstance(other, Tensor)
    else NotImplemented
)


@define(method=False, origin="torch.functional", aten=("bmm",))
def einsum(equation, *operands):
    """Sum products over the letters that the result lacks; each letter is a dimension."""
    if len(operands) == 1 and isinstance(operands[0], list | tuple):
        operands = tuple(operands[0])
    text = equation.replace(" ", "")
    left, arrow, right = text.partition("->")
    inputs = left.split(",")
    if len(inputs) != len(operands):
        more = "more" if len(operands) > len(inputs) else "fewer"
        raise RuntimeError(
            f"einsum(): {more} operands were provided than specified in the equation"
        )
    if "." in text:
        inputs, right = _spelled_out(inputs, operands, right, arrow)
    if not arrow:
        letters = "".join(inputs)
        right = "".join(sorted(c for c in set(letters) if letters.count(c) == 1))
    for letters, operand in zip(inputs, operands, strict=True):
        if len(letters) != operand._a.ndim:
            many = len(letters) > operand._a.ndim
            raise RuntimeError(
                f"einsum(): the number of subscripts in the equation ({len(letters)}) "
                f"{'is more' if many else 'does not match'} than the number of dimensions "
                f"({operand._a.ndim}) for operand 0{'' if many else ' and no ellipsis was given'}"
            )
    sizes = {}
    for letters, operand in zip(inputs, operands, strict=True):
        for letter, n in zip(letters, operand._a.shape, strict=True):
            if sizes.setdefault(letter, n) != n and 1 not in (n, sizes[letter]):
                raise RuntimeError(
                    f"einsum(): subscript {letter} has size {n} for operand 1 which does not "
                    f"broadcast with previously seen size {sizes[letter]}"
                )
            sizes[letter] = max(n, sizes[letter])
    if any(len(set(letters)) < len(letters) for letters in inputs):
        return _with_diagonals(inputs, right, operands)
    arrays = [operand._a for operand in operands]
    result = np.einsum(",".join(inputs) + "->" + right, *arrays)

    def to(place):
        def vjp(g):
            others = [(inputs[i], arrays[i]) for i in range(len(arrays)) if i != place]
            wanted = inputs[place]
            seen = set(right).union(*(letters for letters, _ in others))
            kept = "".join(c for c in wanted if c in seen)
            equation = ",".join([right, *(letters for letters, _ in others)]) + "->" + kept
            part = np.einsum(equation, g, *(array for _, array in others))
            for axis, letter in enumerate(wanted):
                if letter not in seen:
                    part = np.expand_dims(part, axis)
            return np.broadcast_to(part, tuple(sizes[c] for c in wanted))

        return vjp

    vjps = tuple(map(to, range(len(arrays))))
    return record("EinsumBackward", np.asarray(result), list(operands), vjps, list(operands))


def _spelled_out(inputs, operands, right, arrow):
    """Replace each ellipsis by letters."""
    spare = [c for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" if c not in "".join([*inputs, right])]
    for place, (letters, op) in enumerate(zip(inputs, operands, strict=True)):
        plain = letters.replace("...", "")
        if len(plain) > op._a.ndim:
            raise RuntimeError(
                f"einsum(): the number of subscripts in the equation ({len(plain)}) is more than "
                f"the number of dimensions ({op._a.ndim}) for operand {place}"
            )
    longest = max(
        op._a.ndim - len(letters.replace("...", ""))
        for letters, op in zip(inputs, operands, strict=True)
    )
    dots = "".join(spare[:longest])
    spelled = [
        letters.replace("...", dots[longest - (op._a.ndim - len(letters.replace("...", ""))) :])
        for letters, op in zip(inputs, operands, strict=True)
    ]
    if not arrow:
        letters = "".join(inputs).replace(".", "")
        right = "..." + "".join(sorted(c for c in set(letters) if letters.count(c) == 1))
    return spelled, right.replace("...", dots)


def _with_diagonals(inputs, right, operands):
    """Take the diagonal for each letter that an operand has twice, then sum."""
    plain, tensors = [], []
    for letters, operand in zip(inputs, operands, strict=True):
        while len(set(letters)) < len(letters):
            twice = next(c for c in letters if letters.count(c) > 1)
            a = letters.index(twice)
            b = letters.index(twice, a + 1)
            operand = operand.diagonal(0, a, b)
            letters = letters[:a] + letters[a + 1 : b] + letters[b + 1 :] + twice
        plain.append(letters)
        tensors.append(operand)
    return einsum(",".join(plain) + "->" + right, *tensors)


@define(method=False, origin="torch.functional")
def tensordot(a, b, dims=2):
    if isinstance(dims, int):
        if dims > min(a.ndim, b.ndim):
            raise RuntimeError(f"tensordot expects dims < ndim_a or ndim_b, but got dims={dims}")
        dims = (list(range(a.ndim - dims, a.ndim)), list(range(dims)))
    for i, j in zip(*dims, strict=True):
        if a._a.shape[i] != b._a.shape[j] and 1 not in (a._a.shape[i], b._a.shape[j]):
            raise RuntimeError(
                f"contracted dimensions need to match, but first has size {a._a.shape[i]} in dim "
                f"{i - a.ndim} and second has size {b._a.shape[j]} in dim {j}"
            )
    left = [chr(97 + i) for i in range(a.ndim)]
    right = [chr(97 + a.ndim + i) for i in range(b.ndim)]
    for i, j in zip(*dims, strict=True):
        right[j] = left[i]
    rest = [c for c in left if c not in right] + [c for c in right if c not in left]
    return einsum(f"{''.join(left)},{''.join(right)}->{''.join(rest)}", a, b)


@define(origin="torch.functional", method=False)
def cdist(x1, x2, p=2.0):
    for name, x in (("X1", x1), ("X2", x2)):
        if x._a.ndim < 2:
            raise RuntimeError(f"cdist only supports at least 2D tensors, {name} got: {x._a.ndim}D")
    first, second = x1._a.shape[-1], x2._a.shape[-1]
    if first != second:
        text = f"X1 and X2 must have the same number of columns. X1: {first} X2: {second}"
        raise RuntimeError(text)
    return vector_norm_of(
        "cdist", "CdistBackward0", x1.unsqueeze(-2) - x2.unsqueeze(-3), p, -1, False
    )


# --- torch.linalg --------------------------------------------------------------------------------

LINALG: dict = {}


def _linalg(compute):
    name = compute.__name__.removesuffix("_")
    LINALG[name] = modes.public(
        compute, f"linalg_{name}", "torch._C._linalg", f"torch.linalg.{name}", (f"linalg_{name}",)
    )
    return compute


def _factors(name, fields):
    from collections import namedtuple

    return namedtuple(f"linalg_{name}", fields)


_QR, _SVD = _factors("qr", ("Q", "R")), _factors("svd", ("U", "S", "Vh"))
_LSTSQ = _factors("lstsq", ("solution", "residuals", "rank", "singular_values"))
_EIGH = _factors("eigh", ("eigenvalues", "eigenvectors"))


def _square(x, name):
    if x.ndim < 2 or x.shape[-1] != x.shape[-2]:
        raise RuntimeError(
            f"linalg.{name}: A must be batches of square matrices, but they are "
            f"{x.shape[-2] if x.ndim > 1 else 1} by {x.shape[-1]} matrices"
        )
    return x


@_linalg
def qr(A, mode="reduced"):
    no_gradient("torch.linalg.qr", A)
    x = argument(A, "linalg_qr", "A")._a
    if x.ndim < 2:
        raise RuntimeError("linalg.qr: The input tensor A must have at least 2 dimensions.")
    q, r = np.linalg.qr(x, mode)
    return _QR(make(q), make(r))


@_linalg
def svd(A, full_matrices=True):
    no_gradient("torch.linalg.svd", A)
    return _SVD(*map(make, np.linalg.svd(argument(A, "linalg_svd", "A")._a, full_matrices)))


@_linalg
def svdvals(A):
    no_gradient("torch.linalg.svdvals", A)
    return make(np.linalg.svd(argument(A, "linalg_svdvals", "A")._a, compute_uv=False))


@_linalg
def eigh(A, UPLO="L"):
    no_gradient("torch.linalg.eigh", A)
    return _EIGH(*map(make, np.linalg.eigh(argument(A, "linalg_eigh", "A")._a, UPLO)))


@_linalg
def eigvalsh(A, UPLO="L"):
    return eigh(A, UPLO)[0]


@_linalg
def det(A):
    x = _square(argument(A, "linalg_det", "A")._a, "det")
    result = np.asarray(np.linalg.det(x), dtype=x.dtype)
    vjps = (lambda g: (g * result)[..., None, None] * _transposed(np.linalg.inv(x)),)
    return record("LinalgDetBackward0", result, [A], vjps, (A,), True)


@_linalg
def inv(A):
    x = _square(argument(A, "linalg_inv", "A")._a, "inv")
    result = np.linalg.inv(x)
    vjps = (lambda g: -_transposed(result) @ g @ _transposed(result),)
    return record("LinalgInvExBackward0", result, [A], vjps, (), True)


@_linalg
def solve(A, B):
    return matmul(inv(A), B)


@_linalg
def lstsq(A, B):
    no_gradient("torch.linalg.lstsq", A, B)
    x, y = argument(A, "linalg_lstsq", "A")._a, argument(B, "linalg_lstsq", "B", 2)._a
    solution, residuals, rank, values = np.linalg.lstsq(x, y, rcond=None)
    return _LSTSQ(make(solution), make(residuals), make(np.asarray(rank, np.int64)), make(values))


@_linalg
def matrix_rank(A):
    return make(np.asarray(np.linalg.matrix_rank(A._a), dtype=np.int64))


@_linalg
def vector_norm(x, ord=2, dim=None, keepdim=False, dtype=None):
    return vector_norm_of(
        "linalg.vector_norm", "LinalgVectorNormBackward0", x, ord, dim, keepdim, dtype
    )


@_linalg
def norm_(A, ord=None, dim=None, keepdim=False, dtype=None):
    if ord in (None, "fro") or A.ndim == 1 or isinstance(dim, int):
        return vector_norm(A, 2 if ord in (None, "fro") else ord, dim, keepdim, dtype)
    return matrix_norm(A, ord)


@_linalg
def matrix_norm(A, ord="fro", dim=(-2, -1), keepdim=False):
    if ord == "fro":
        return vector_norm(A, 2, dim, keepdim)
    no_gradient("torch.linalg.matrix_norm", A)
    return make(np.asarray(np.linalg.norm(A._a, ord, dim, keepdim)))


@_linalg
def diagonal(A, *, offset=0, dim1=-2, dim2=-1):
    return A.diagonal(offset, dim1, dim2)


define("det")(lambda input: det(input))
define("inverse")(lambda input: inv(input))
define("qr")(lambda input, some=True: qr(input, "reduced" if some else "complete"))
