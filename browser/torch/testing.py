"""torch.testing: compare two tensors within the tolerances of their dtype."""

from __future__ import annotations

import numpy as np

from . import dtypes
from .tensor import Tensor, make

_TOLERANCES = {
    dtypes.float16: (1e-3, 1e-5),
    dtypes.float32: (1.3e-6, 1e-5),
    dtypes.float64: (1e-7, 1e-7),
}


def assert_close(
    actual,
    expected,
    *,
    rtol=None,
    atol=None,
    equal_nan=False,
    check_dtype=True,
    check_device=True,
    check_stride=False,
    msg=None,
    allow_subclasses=True,
):
    """Raise AssertionError unless two tensors agree within tolerances.

    Args:
        actual: a tensor or a number.
        expected: the same.
        rtol, atol: relative and absolute tolerance; None takes those of the dtype.
        equal_nan: whether nan equals nan.
    """
    if (rtol is None) != (atol is None):
        raise ValueError("rtol and atol must both be specified or both be unspecified")
    a, b = (v if isinstance(v, Tensor) else make(np.asarray(v)) for v in (actual, expected))
    if a._a.shape != b._a.shape:
        raise AssertionError(
            f"The values for attribute 'shape' do not match: {a.shape} != {b.shape}."
        )
    if check_dtype and a.dtype is not b.dtype:
        raise AssertionError(
            f"The values for attribute 'dtype' do not match: {a.dtype} != {b.dtype}."
        )
    if rtol is None:
        pairs = [_TOLERANCES.get(kind, (0.0, 0.0)) for kind in (a.dtype, b.dtype)]
        rtol, atol = max(p[0] for p in pairs), max(p[1] for p in pairs)
    x, y = a._a.astype(np.float64), b._a.astype(np.float64)
    close = (x == y) | (np.isfinite(y) & (np.abs(x - y) <= atol + rtol * np.abs(y)))
    if equal_nan:
        close |= np.isnan(x) & np.isnan(y)
    if not close.all():
        bad = int((~close).sum(dtype=np.int64))
        raise AssertionError(
            f"Tensor-likes are not close!\n\nMismatched elements: {bad} / {x.size} "
            f"({100 * bad / x.size:.1f}%)"
        )
