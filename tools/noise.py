"""Disturb the last bits of a process's arithmetic, as another processor does.

IEEE 754 fixes the result of ``+``, ``-``, ``*``, ``/`` and a square root. Other results differ
between processors: the order of summation, whether a product and a sum are rounded once or twice,
the last bit of a logarithm. ``disturb`` changes those results pseudo-randomly by about one unit in
the last place. An output that does not change does not depend on the processor.

Results that are exact in every implementation are not changed: exp(0) = 1, and sums whose partial
sums are all exact. Nor are half-precision results, which are rounded from float32.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


FORMATS = {
    4: (np.uint32, 23, 0x9E3779B1, 0x7F800000),
    8: (np.uint64, 52, 0x9E3779B97F4A7C15, 0x7FF0000000000000),
}
"""By the bytes of a float: type of its bits, digits, factor of a hash, bits of infinity."""
DISTURBED = (torch.float32, torch.float64)
SCALARS = _words("""
    acos acosh asin asinh atan atan2 atanh cbrt cos cosh erf erfc exp exp2 expm1 gamma lgamma log
    log10 log1p log2 sin sinh tan tanh
""")
UFUNCS = _words("""
    arccos arccosh arcsin arcsinh arctan arctan2 arctanh cbrt cos cosh exp exp2 expm1 log log10
    log1p log2 logaddexp logaddexp2 sin sinh tan tanh
""")
# Operators, by the names of their kernels. An operator in no list is treated as an elementwise
# function.

ROUNDED_ONCE = _words("""
    _adaptive_avg_pool2d _adaptive_avg_pool3d _aminmax _assert_async _cummax_helper _cummin_helper
    _efficientzerotensor _fused_sdp_choice _index_put_impl _local_scalar_dense _prelu_kernel
    _reshape_alias _stack _unique _unique2 abs all amax amin aminmax any arange argmax argmin
    as_strided bernoulli bincount binomial bucketize cat ceil clamp clamp_max clamp_min complex
    conj_physical copysign count_nonzero div empty empty_strided eq equal eye fill flip floor
    floor_divide fmax fmin fmod frac frexp gather ge gt hardtanh hardtanh_backward heaviside histc
    huber_loss_backward index index_copy index_fill index_select is_set_to isin isnan isneginf
    isposinf kthvalue le leaky_relu leaky_relu_backward logical_and logical_not logical_or
    logical_xor lt masked_fill masked_scatter masked_select max max_pool2d_with_indices
    max_pool3d_with_indices maximum median min minimum mode mse_loss_backward mul multinomial
    nan_to_num nanmedian narrow_copy native_dropout ne neg nextafter nonzero nonzero_static
    poisson put random randperm range reciprocal relu remainder repeat_interleave resize roll
    round scatter searchsorted set sgn sign signbit smooth_l1_loss_backward sort sqrt take
    threshold threshold_backward topk tril tril_indices triu triu_indices trunc unfold uniform
    unique_consecutive unique_dim unique_dim_consecutive view view_as_complex view_as_real where
    zero
""")
"""At most one rounding for each element: the same everywhere."""
SUMS = _words("""
    _slow_conv2d_forward add addbmm addmm addmv addr baddbmm bmm cumsum dot
    embedding_dense_backward index_add mean mm nansum scatter_add slow_conv3d_forward
    slow_conv_transpose2d slow_conv_transpose3d sum trace vdot
""")
"""Sums of arguments or of products of them: the error grows with the terms, not the result."""
MIXED = _words("""
    _log_softmax_backward_data _softmax_backward_data cholesky geqrf ormqr
""")
"""Each result depends on all arguments: the error is that of the largest. Also linear algebra."""
FROM_ONE_ON = frozenset({"_ctc_loss", "_log_softmax"})
"""Logarithms of sums: the error does not shrink as the sum comes near 1."""
LIKE_A_PRODUCT = {"pow": (0.5, 1, 2), "add": (1, -1), "sub": (1, -1), "rsub": (1, -1)}
"""With these exponents, or factors of the second term, an operator rounds once."""


Floats = NDArray[Any]
"""Of float32 or float64."""


def _small(size: Floats) -> bool:
    """Whether sums of products of ``_short`` numbers are the same in any order.

    Args:
        size: the sums over the absolute values of the terms.
    """
    # A product of two of them is a multiple of 2⁻¹²; up to this bound every sum is exact.
    return bool((size < 2**-12 / np.finfo(size.dtype).epsneg).all())


def _short(values: Floats) -> bool:
    """Whether all values are multiples of 1/64."""
    few = values.reshape(-1)[:64]  # usually enough to return False
    with np.errstate(over="ignore", invalid="ignore"):
        return all((np.trunc(v * 64) == v * 64).all() for v in (few, values))


class Noise:
    """Errors that depend only on a seed and on the value.

    So a repeated computation gives the same result, as on any one processor. With an even seed, a
    value close to a number of few digits becomes that number; with an odd seed it does not.
    """

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.lucky = seed % 2 == 0
        self.busy = False

    def signs(self, values: Floats) -> NDArray[np.signedinteger]:
        """Return 1 or -1 for each value: a hash of its bits, the same for x and -x.

        It is 0 for a value that is exact in every implementation: one with few digits, such as
        exp(0). It is also 0 for subnormals, whose last place does not measure a rounding error.
        """
        kind, digits, factor, infinity = FORMATS[values.itemsize]
        bits: NDArray[Any] = np.abs(values.reshape(-1)).view(kind)
        mixed = bits >> (digits // 2)
        mixed ^= bits
        mixed *= factor
        mixed += self.seed
        mixed *= factor
        mixed >>= 8 * values.itemsize - 1
        mixed <<= 1
        mixed -= 1  # 0 → the bits of -1
        moved = bits & (2 ** (digits // 2) - 1) != 0
        moved &= bits >= 2**digits
        moved &= bits < infinity  # one step beyond the largest nan is -0
        signs = mixed.view(f"i{values.itemsize}")
        signs *= moved
        return signs.reshape(values.shape)

    def move(self, values: Floats, size: Floats | None = None) -> None:
        """Move each value that is not exact by one unit in the last place: its own, or size's."""
        signs = self.signs(values)
        if size is not None:
            self.move_by(values, np.where(signs != 0, size, 0))
            return
        before = np.abs(values)
        values.view(signs.dtype)[...] += signs
        if self.lucky:
            _round(values, before)

    def move_by(self, values: Floats, size: Floats) -> None:
        """Move each value by one unit in the last place of ``size``."""
        with np.errstate(invalid="ignore", over="ignore"):
            steps = np.where(self.signs(values) > 0, size, -size) * np.finfo(values.dtype).eps
        values += np.where(np.isfinite(values) & np.isfinite(steps), steps, 0)
        if self.lucky:
            _round(values, size)


def _round(values: Floats, size: Floats) -> None:
    """Replace each value by a multiple of 1/8 if one is within two units in the last place."""
    with np.errstate(invalid="ignore", over="ignore"):
        near = np.rint(values * 8) / 8
        is_near = np.abs(values - near) <= 3 * np.finfo(values.dtype).eps * size
    values[...] = np.where(is_near & np.isfinite(near), near, values)


def disturb(seed: int) -> None:
    """Disturb torch's operators, NumPy's functions and those of ``math``, in this process.

    Args:
        seed: seed of the disturbance; with the same seed a notebook computes the same.
    """
    noise = Noise(seed)
    for name in SCALARS:
        setattr(math, name, _scalar(getattr(math, name), noise))
    for name in UFUNCS:
        setattr(np, name, _Ufunc(getattr(np, name), noise))
    library = torch.library.Library("aten", "IMPL")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # warnings about kernels that are replaced
        for name in operators():
            original = torch.library.get_kernel(f"aten::{name}", "CPU")
            library.impl(name, _kernel(name, original, noise), "CPU", with_keyset=True)
    _kept.append(library)


_kept: list[object] = []
"""A library without references unregisters its kernels."""


def operators() -> list[str]:
    """Return torch's operators whose rounding may differ, such as ``sum.dim_IntList``."""
    return sorted(
        name.removeprefix("aten::")
        for name in torch._C._dispatch_get_all_op_names()
        if name.startswith("aten::")
        and torch._C._dispatch_has_kernel_for_dispatch_key(name, "CPU")
        and _base(name.removeprefix("aten::")) not in ROUNDED_ONCE
    )


def _base(operator: str) -> str:
    """Return the base name: ``addmm_.out`` → ``addmm``."""
    return operator.split(".")[0].rstrip("_")


def _kernel(operator: str, original: Any, noise: Noise) -> Callable[..., Any]:
    name = _base(operator)
    schema = torch._C._get_schema(*f"aten::{operator}".partition(".")[::2])
    tensors = [i for i, one in enumerate(schema.arguments) if str(one.type) == "Tensor"]

    def kernel(keys: Any, *args: Any, **kwargs: Any) -> Any:
        args = _without_numbers(args, tensors)
        call = partial(original.call_boxed, keys)
        if noise.busy or torch.autograd._profiler_enabled() or _rounds_once(name, args, kwargs):
            return call(*args, **kwargs)
        noise.busy = True  # operators within this one are not disturbed
        try:
            return disturbed(call, args, kwargs)
        finally:
            noise.busy = False

    def disturbed(call: Callable[..., Any], args: Any, kwargs: dict[str, Any]) -> Any:
        if name in SUMS:
            return _summed(name, call, noise, args, kwargs)
        if name == "sigmoid":
            return _sigmoid(call, args, kwargs)
        results = call(*args, **kwargs)
        for values in _arrays(results):
            if name in FROM_ONE_ON:
                noise.move(values, np.maximum(np.abs(values), 1))
            elif (name in MIXED or "linalg" in name) and values.size:
                noise.move(values, np.abs(values).max())
            else:
                noise.move(values)
        return results

    return kernel


def _without_numbers(args: tuple[Any, ...], tensors: list[int]) -> tuple[Any, ...]:
    """Return the arguments with numbers replaced by tensors, as in ``x + 1``.

    Args:
        args: arguments of an operator.
        tensors: the places at which the operator expects a tensor.
    """
    numbers = [i for i in tensors if i < len(args) and isinstance(args[i], int | float | complex)]
    first = next((arg for arg in args if isinstance(arg, Tensor)), None) if numbers else None
    if first is None:
        return args
    changed = list(args)
    for i in numbers:
        changed[i] = torch.tensor(args[i], dtype=torch.result_type(first, args[i]))
    return tuple(changed)


def _rounds_once(name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> bool:
    if name not in LIKE_A_PRODUCT:
        return False
    factor = args[1] if name == "pow" else kwargs.get("alpha", args[2] if len(args) > 2 else 1)
    return isinstance(factor, int | float) and factor in LIKE_A_PRODUCT[name]


Changed = Callable[[Callable[[Tensor], Tensor]], list[Floats]]
"""Computes an operator's results for changed arguments."""


def _summed(
    name: str,
    call: Callable[..., Any],
    noise: Noise,
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
) -> Any:
    factors = {key: kwargs[key] for key in ("alpha", "beta") if key in kwargs}
    terms = (*args, *(value for key, value in kwargs.items() if key != "out"))

    def of(change: Callable[[Tensor], Tensor]) -> list[Floats]:
        """Compute the operator on changed float arguments; an int tensor may be an index."""
        changed = [change(v) if _is_float(v) else v for v in args]
        named = {key: change(v) if _is_float(v) else v for key, v in kwargs.items()}
        named.update((key, abs(factor)) for key, factor in factors.items())
        return _arrays(call(*changed, **named))

    sizes, arguments = of(torch.abs), _arrays(*terms)
    if factors.get("beta") == 0:  # the first argument is not read
        del arguments[0]
    tensors = len(arguments)
    arguments += [np.array(float(factor)) for factor in factors.values()]
    short = [_short(values) for values in arguments]
    if all(short) and all(map(_small, sizes)):
        return call(*args, **kwargs)
    rounded_once = [np.array(False) for _ in sizes]
    overflow = [np.array(False) for _ in sizes]
    if tensors == 1 or any(short):
        terms_of = [arguments[0].size / max(1, s.size) if name == "mean" else 1 for s in sizes]
        rounded_once = _rounded_once(of, sizes, terms_of, products=tensors > 1)
    if any(np.isinf(size).any() for size in sizes) and all(np.isfinite(a).all() for a in arguments):
        overflow = _on_the_way(of, tensors)
    results = call(*args, **kwargs)
    for values, size, once, beyond in zip(
        _arrays(results), sizes, rounded_once, overflow, strict=True
    ):
        noise.move_by(values, np.where(once, 0, size))
        if beyond.any():
            values[...] = np.where(beyond, np.inf if noise.lucky else np.nan, values)
    return results


def _rounded_once(
    of: Changed, sizes: list[Floats], terms: list[float], *, products: bool
) -> list[NDArray[np.bool_]]:
    """Whether a sum is one product, two numbers, or one number and negligible terms.

    Args:
        of: computes the sums of changed arguments.
        sizes: the sums of the terms' absolute values.
        terms: the number of terms by which each was divided.
        products: the terms are products.
    """
    counts = of(lambda v: (v != 0).to(v.dtype))
    squares = of(torch.square)
    most = 1 if products else 2
    with np.errstate(over="ignore", invalid="ignore"):
        return [
            (count * n < most + 0.5)
            | (size * size * n - square <= 4 * np.finfo(size.dtype).eps * square)
            for count, square, size, n in zip(counts, squares, sizes, terms, strict=True)
        ]


def _sigmoid(call: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Compute 1 / (1 + exp(-x)), as in every build of torch; only exp is disturbed."""
    inputs = [values.copy() for values in _arrays(args[0])]
    results = call(*args, **kwargs)
    for values, x in zip(_arrays(results), inputs, strict=False):
        with np.errstate(over="ignore"):
            values[...] = 1 / (1 + np.exp(-x))  # NumPy's exp is disturbed, too
    return results


def _on_the_way(of: Changed, tensors: int) -> list[NDArray[np.bool_]]:
    """Whether partial sums of finite terms may overflow in some order of summation.

    In a random order, partial sums of n terms reach about √n times a term.
    """
    small = 2.0**-40
    sizes = of(lambda v: v.abs() * small)
    counts = of(lambda v: (v != 0).to(v.dtype))
    return [
        2.5 * size > np.finfo(size.dtype).max * small**tensors * np.sqrt(count)
        for size, count in zip(sizes, counts, strict=True)
    ]


def _is_float(value: Any) -> bool:
    return isinstance(value, Tensor) and value.dtype in DISTURBED


def _arrays(*values: Any) -> list[Floats]:
    """Return NumPy views of the float tensors among the values, which may be nested in tuples."""
    flat = [v for value in values for v in (value if isinstance(value, tuple) else (value,))]
    return [v.detach().numpy() for v in flat if _is_float(v)]


def _scalar(function: Callable[..., float], noise: Noise) -> Callable[..., float]:
    def disturbed(*args: float) -> float:
        result = np.array(function(*args), np.float64)
        noise.move(result)
        return result.item()

    return disturbed


class _Ufunc:
    def __init__(self, ufunc: np.ufunc, noise: Noise) -> None:
        self._ufunc, self._noise = ufunc, noise

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        result = self._ufunc(*args, **kwargs)
        values = np.asarray(result)
        if values.dtype not in (np.float32, np.float64):
            return result
        if values is not result:  # a scalar
            values = values.copy()
        self._noise.move(values)
        return result if isinstance(result, np.ndarray) else values[()]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._ufunc, name)
