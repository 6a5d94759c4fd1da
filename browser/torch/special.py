"""torch.special: functions under this module's names, and others."""

from __future__ import annotations

import math

import numpy as np

from . import elementwise, entrywise, modes, reductions
from .operands import argument, broadcast_shape, promoted
from .tensor import record

_HOME = "torch._C._special"


def _public(compute, aten=None):
    name = compute.__name__
    known = f"special_{name}"
    return modes.public(compute, known, _HOME, f"torch.special.{name}", aten or (known,))


def _curve(name, value, slope):
    def compute(input):
        x = argument(input, f"special_{name}")._a
        vjps = (lambda g: g * slope(x),)
        return record(f"Special{name.capitalize()}Backward0", value(x), [input], vjps, (input,))

    compute.__name__ = name
    return _public(compute)


def _entr(x):
    return np.where(np.isnan(x), x, np.where(x < 0, -np.inf, -elementwise.xlogy_of(x, x)))


def _density(x):
    return np.exp(-x * x / 2) / math.sqrt(2 * math.pi)


def _density_at(p):
    x = entrywise.ndtri(p)
    return math.sqrt(2 * math.pi) * np.exp(x * x / 2)


entr = _curve("entr", _entr, lambda x: np.where(x < 0, np.nan, -1 - np.log(x)))
ndtr = _curve("ndtr", entrywise.ndtr, _density)
ndtri = _curve("ndtri", entrywise.ndtri, _density_at)


@_public
def xlog1py(input, other):
    (a, b), (x, y) = promoted("special_xlog1py", input, other, floats=True)
    broadcast_shape(x.shape, y.shape)
    result = np.where(np.isnan(y), y, np.where(x == 0, 0, x * np.log1p(y)))
    vjps = (lambda g: g * np.where((x == 0) & (y <= -1), 0, np.log1p(y)), lambda g: g * x / (y + 1))
    return record("SpecialXlog1PyBackward0", result.astype(y.dtype), [a, b], vjps, [a, b])


def _also(name, compute, aten):
    def called(*args, **kwargs):
        return compute(*args, **kwargs)

    called.__name__ = name
    return _public(called, (aten,))


expit = _also("expit", elementwise.sigmoid, "sigmoid")
xlogy = _also("xlogy", elementwise.xlogy, "xlogy")
logsumexp = _also("logsumexp", reductions.logsumexp, "logsumexp")
softmax = _also("softmax", reductions.softmax, "_softmax")
log_softmax = _also("log_softmax", reductions.log_softmax, "_log_softmax")
erf = _also("erf", elementwise.erf, "erf")
erfc = _also("erfc", elementwise.erfc, "erfc")
erfinv = _also("erfinv", elementwise.erfinv, "erfinv")
exp2 = _also("exp2", elementwise.exp2, "exp2")
expm1 = _also("expm1", elementwise.expm1, "expm1")
log1p = _also("log1p", elementwise.log1p, "log1p")
logit = _also("logit", elementwise.logit, "logit")
gammaln = _also("gammaln", elementwise.lgamma, "lgamma")
psi = digamma = _also("digamma", elementwise.digamma, "digamma")


def __getattr__(name):
    from .names import SPECIAL

    if name in SPECIAL:
        raise modes.NotInBrowser(f"torch.special.{name}")
    raise AttributeError(f"module 'torch.special' has no attribute '{name}'")
