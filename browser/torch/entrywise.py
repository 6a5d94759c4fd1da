"""Special functions of arrays: those of Python's math, entry by entry, and a few of their kin."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np

_NORMAL = NormalDist()


def _entrywise(function):
    """Turn a function of one float into one of an array, computed in float64."""
    loop = np.frompyfunc(function, 1, 1)

    def compute(x):
        if x.size == 0:
            return x
        return np.asarray(loop(x.astype(np.float64)), dtype=object).astype(x.dtype)

    return compute


def _lgamma(x):
    if (x <= 0 and x == math.floor(x)) or math.isinf(x):
        return math.inf
    return math.lgamma(x)


def _digamma(x):
    """The slope of lgamma: recurrence up to 10, then the asymptotic series."""
    if x == 0:
        return -math.inf if math.copysign(1, x) > 0 else math.inf
    if x < 0:
        if x == math.floor(x):
            return math.nan
        return _digamma(1 - x) - math.pi / math.tan(math.pi * math.fmod(x, 1.0))
    shift = 0.0
    while x < 10:
        shift -= 1 / x
        x += 1
    z = 1 / (x * x)
    series = z * (1 / 12 - z * (1 / 120 - z * (1 / 252 - z * (1 / 240 - z * (1 / 132)))))
    return shift + math.log(x) - 0.5 / x - series


def _trigamma(x):
    if x < 0.5:
        return (math.pi / math.sin(math.pi * x)) ** 2 - _trigamma(1 - x) if x % 1 else math.inf
    shift = 0.0
    while x < 10:
        shift += 1 / (x * x)
        x += 1
    z = 1 / (x * x)
    return shift + 1 / x + z / 2 + z / x * (1 / 6 - z * (1 / 30 - z * (1 / 42 - z / 30)))


def _ndtri(p):
    if 0 < p < 1:
        return _NORMAL.inv_cdf(p)
    return {0.0: -math.inf, 1.0: math.inf}.get(p, math.nan)


erf = _entrywise(math.erf)
erfc = _entrywise(math.erfc)
lgamma = _entrywise(_lgamma)
digamma = _entrywise(_digamma)
trigamma = _entrywise(_trigamma)
ndtri = _entrywise(_ndtri)
ndtr = _entrywise(lambda x: 0.5 * math.erfc(-x / math.sqrt(2)))


def erfinv(y):
    """The inverse of erf: a rational approximation, and two of Newton's steps."""
    v = y.astype(np.float64)
    a = (0.886226899, -1.645349621, 0.914624893, -0.140543331)
    b = (-2.118377725, 1.442710462, -0.329097515, 0.012229801)
    c = (-1.970840454, -1.624906493, 3.429567803, 1.641345311)
    d = (3.543889200, 1.637067800)
    z = v * v
    middle = v * (((a[3] * z + a[2]) * z + a[1]) * z + a[0])
    middle = middle / ((((b[3] * z + b[2]) * z + b[1]) * z + b[0]) * z + 1)
    t = np.sqrt(-np.log((1 - np.abs(v)) / 2))
    outer = np.copysign(((c[3] * t + c[2]) * t + c[1]) * t + c[0], v) / ((d[1] * t + d[0]) * t + 1)
    x = np.where(np.abs(v) <= 0.7, middle, outer)
    for _ in range(2):
        x = x - (erf(x) - v) / (2 / math.sqrt(math.pi) * np.exp(-x * x))
    x = np.where(np.abs(v) == 1, np.copysign(np.inf, v), np.where(np.abs(v) > 1, np.nan, x))
    return x.astype(y.dtype)
