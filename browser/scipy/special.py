"""Elementwise entropy and relative entropy, with NumPy."""

from __future__ import annotations

import numpy as np


def entr(x):
    """Return -x·log(x): 0 at 0, and -inf for negative x."""
    x = np.asarray(x)
    with np.errstate(all="ignore"):
        return np.where(x > 0, -x * np.log(x), np.where(x == 0, 0, -np.inf)).astype(x.dtype)


def rel_entr(x, y):
    """Return x·log(x/y): 0 if x is 0, and inf if only y is 0."""
    x, y = np.asarray(x), np.asarray(y)
    with np.errstate(all="ignore"):
        both = (x > 0) & (y > 0)
        zero = (x == 0) & (y >= 0)
        kind = np.result_type(x, y)
        return np.where(both, x * np.log(x / y), np.where(zero, 0, np.inf)).astype(kind)
