"""Special functions of arrays: those of Python's math applied elementwise, and a few others."""

from __future__ import annotations

import math

import numpy as np


def _entrywise(function):
    """Vectorize a function of one float, computed in float64."""
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
    """The derivative of lgamma: recurrence up to 10, then the asymptotic series."""
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


# Wichura's AS241: numerator and denominator of three rational functions, the highest power first.
_CENTER = (
    (
        2509.0809287301227,
        33430.57558358813,
        67265.7709270087,
        45921.95393154987,
        13731.69376550946,
        1971.5909503065513,
        133.14166789178438,
        3.3871328727963665,
    ),
    (
        5226.495278852854,
        28729.085735721943,
        39307.89580009271,
        21213.794301586597,
        5394.196021424751,
        687.1870074920579,
        42.31333070160091,
        1.0,
    ),
)
_FLANK = (
    (
        0.0007745450142783414,
        0.022723844989269184,
        0.2417807251774506,
        1.2704582524523684,
        3.6478483247632045,
        5.769497221460691,
        4.630337846156546,
        1.4234371107496835,
    ),
    (
        1.0507500716444169e-09,
        0.0005475938084995345,
        0.015198666563616457,
        0.14810397642748008,
        0.6897673349851,
        1.6763848301838038,
        2.053191626637759,
        1.0,
    ),
)
_TAIL = (
    (
        2.0103343992922881e-07,
        2.7115555687434876e-05,
        0.0012426609473880784,
        0.026532189526576124,
        0.29656057182850487,
        1.7848265399172913,
        5.463784911164114,
        6.657904643501103,
    ),
    (
        2.0442631033899397e-15,
        1.421511758316446e-07,
        1.8463183175100548e-05,
        0.0007868691311456133,
        0.014875361290850615,
        0.1369298809227358,
        0.599832206555888,
        1.0,
    ),
)


def ndtri(p):
    """The inverse of the normal distribution function, to the last digits of float64."""
    q = p.astype(np.float64) - 0.5
    tail = np.sqrt(-np.log(np.minimum(p, 1 - p).astype(np.float64)))
    outer = np.where(tail <= 5, _ratio(_FLANK, tail - 1.6), _ratio(_TAIL, tail - 5))
    x = np.where(np.abs(q) <= 0.425, _ratio(_CENTER, 0.180625 - q * q) * q, np.copysign(outer, q))
    x = np.where(
        (p == 0) | (p == 1), np.copysign(np.inf, q), np.where((p < 0) | (p > 1), np.nan, x)
    )
    return x.astype(p.dtype)


def _ratio(powers, r):
    return np.polyval(powers[0], r) / np.polyval(powers[1], r)


erf = _entrywise(math.erf)
erfc = _entrywise(math.erfc)
lgamma = _entrywise(_lgamma)
digamma = _entrywise(_digamma)
trigamma = _entrywise(_trigamma)
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
