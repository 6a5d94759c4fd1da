"""torch.nn.init: fill a tensor in place, without recording."""

from __future__ import annotations

import math
import warnings

from .. import linear, modes
from ..random import randperm
from ..tape import no_grad
from ..tensor import make

_ONES = ("linear", "conv1d", "conv2d", "conv3d", "sigmoid")
_ONES += ("conv_transpose1d", "conv_transpose2d", "conv_transpose3d")


def _public(compute):
    return modes.public(compute, compute.__name__, "torch.nn.init", aten=())


def _gain(nonlinearity, param=None):
    if nonlinearity in _ONES:
        return 1
    if nonlinearity == "leaky_relu":
        if param is not None and (isinstance(param, bool) or not isinstance(param, int | float)):
            raise ValueError(f"negative_slope {param} not a valid number")
        slope = 0.01 if param is None else param
        return math.sqrt(2 / (1 + slope**2))
    known = {"tanh": 5 / 3, "relu": math.sqrt(2), "selu": 3 / 4}
    if nonlinearity not in known:
        raise ValueError(f"Unsupported nonlinearity {nonlinearity}")
    return known[nonlinearity]


def _fans(tensor):
    if tensor.ndim < 2:
        raise ValueError(
            "Fan in and fan out can not be computed for tensor with fewer than 2 dimensions"
        )
    kernel = math.prod(tensor._a.shape[2:])
    return tensor._a.shape[1] * kernel, tensor._a.shape[0] * kernel


def _fan(tensor, mode):
    mode = mode.lower()
    if mode not in ("fan_in", "fan_out"):
        raise ValueError(f"Mode {mode} not supported, please use one of ['fan_in', 'fan_out']")
    return _fans(tensor)[mode == "fan_out"]


def _uniform(tensor, low, high, generator=None):
    with no_grad():
        return tensor.uniform_(low, high, generator=generator)


def _normal(tensor, mean, std, generator=None):
    with no_grad():
        return tensor.normal_(mean, std, generator=generator)


def _fill(tensor, value):
    with no_grad():
        return tensor.fill_(value)


@_public
def calculate_gain(nonlinearity, param=None):
    return _gain(nonlinearity, param)


@_public
def _calculate_fan_in_and_fan_out(tensor):
    return _fans(tensor)


@_public
def _calculate_correct_fan(tensor, mode):
    return _fan(tensor, mode)


@_public
def uniform_(tensor, a=0.0, b=1.0, generator=None):
    return _uniform(tensor, a, b, generator)


@_public
def normal_(tensor, mean=0.0, std=1.0, generator=None):
    return _normal(tensor, mean, std, generator)


@_public
def constant_(tensor, val):
    return _fill(tensor, val)


@_public
def ones_(tensor):
    return _fill(tensor, 1.0)


@_public
def zeros_(tensor):
    return _fill(tensor, 0.0)


@_public
def trunc_normal_(tensor, mean=0.0, std=1.0, a=-2.0, b=2.0, generator=None):
    if mean < a - 2 * std or mean > b + 2 * std:
        warnings.warn(
            "mean is more than 2 std from [a, b] in nn.init.trunc_normal_. The distribution of "
            "values may be incorrect.",
            stacklevel=3,
        )

    def below(x):
        return (1 + math.erf((x - mean) / std / math.sqrt(2))) / 2

    with no_grad():
        if below(b) - below(a) > 0.3:
            return _redrawn(tensor, mean, std, a, b, generator)
        return _rejected(tensor, mean, std, a, b, generator)


def _redrawn(tensor, mean, std, a, b, generator):
    """Draw entries outside of the interval again, from the normal distribution."""
    tensor.normal_(mean, std, generator=generator)
    while True:
        outside = (tensor < a) | (tensor > b)
        if not outside._a.any():
            return tensor
        again = tensor.new_empty(tensor.shape).normal_(mean, std, generator=generator)
        tensor.copy_(again.where(outside, tensor))


def _rejected(tensor, mean, std, a, b, generator):
    """Rejection sampling: keep a uniform number with a probability given by the density."""
    peak = -0.5 * ((max(a, min(mean, b)) - mean) / std) ** 2

    def refused(drawn):
        density = -0.5 * ((drawn - mean) / std) ** 2 - peak
        return drawn.new_empty(drawn.shape).uniform_(generator=generator).log() > density

    tensor.uniform_(a, b, generator=generator)
    pending = refused(tensor)
    while pending._a.any():
        drawn = tensor.new_empty(tensor.shape).uniform_(a, b, generator=generator)
        tensor.copy_(drawn.where(pending, tensor))
        pending = pending & refused(drawn)
    return tensor


@_public
def eye_(tensor):
    if tensor.ndim != 2:
        raise ValueError("Only tensors with 2 dimensions are supported")
    with no_grad():
        return tensor.zero_().fill_diagonal_(1)


@_public
def dirac_(tensor, groups=1):
    if tensor.ndim not in (3, 4, 5):
        raise ValueError("Only tensors with 3, 4, or 5 dimensions are supported")
    if tensor._a.shape[0] % groups:
        raise ValueError("dim 0 must be divisible by groups")
    per_group = tensor._a.shape[0] // groups
    middle = tuple(n // 2 for n in tensor._a.shape[2:])
    with no_grad():
        tensor.zero_()
        for group in range(groups):
            for d in range(min(per_group, tensor._a.shape[1])):
                tensor[(group * per_group + d, d, *middle)] = 1
    return tensor


@_public
def xavier_uniform_(tensor, gain=1.0, generator=None):
    bound = gain * math.sqrt(2.0 / sum(_fans(tensor))) * math.sqrt(3.0)
    return _uniform(tensor, -bound, bound, generator)


@_public
def xavier_normal_(tensor, gain=1.0, generator=None):
    return _normal(tensor, 0.0, gain * math.sqrt(2.0 / sum(_fans(tensor))), generator)


def _is_empty(tensor):
    if 0 not in tensor._a.shape:
        return False
    warnings.warn("Initializing zero-element tensors is a no-op", stacklevel=3)
    return True


@_public
def kaiming_uniform_(tensor, a=0, mode="fan_in", nonlinearity="leaky_relu", generator=None):
    if _is_empty(tensor):
        return tensor
    fan = _fan(tensor, mode)
    bound = math.sqrt(3.0) * (_gain(nonlinearity, a) / math.sqrt(fan))
    return _uniform(tensor, -bound, bound, generator)


@_public
def kaiming_normal_(tensor, a=0, mode="fan_in", nonlinearity="leaky_relu", generator=None):
    if _is_empty(tensor):
        return tensor
    fan = _fan(tensor, mode)
    return _normal(tensor, 0, _gain(nonlinearity, a) / math.sqrt(fan), generator)


@_public
def orthogonal_(tensor, gain=1, generator=None):
    if tensor.ndim < 2:
        raise ValueError("Only tensors with 2 or more dimensions are supported")
    if not tensor._a.size:
        return tensor
    rows = tensor._a.shape[0]
    drawn = tensor.new_empty((rows, tensor._a.size // rows)).normal_(0, 1, generator=generator)
    wide = drawn._a.shape[0] < drawn._a.shape[1]
    q, r = linear.qr(make(drawn._a.T if wide else drawn._a))
    q = q * r.diagonal().sign()  # otherwise Q is not uniform
    with no_grad():
        return tensor.copy_((q.T if wide else q).reshape(tensor.shape)).mul_(gain)


@_public
def sparse_(tensor, sparsity, std=0.01, generator=None):
    if tensor.ndim != 2:
        raise ValueError("Only tensors with 2 dimensions are supported")
    rows, columns = tensor._a.shape
    zeros = math.ceil(sparsity * rows)
    with no_grad():
        tensor.normal_(0, std, generator=generator)
        for column in range(columns):
            tensor[randperm(rows)[:zeros], column] = 0
    return tensor


def __getattr__(name):
    from ..names import INIT

    if name in INIT:
        raise modes.NotInBrowser(f"torch.nn.init.{name}")
    raise AttributeError(f"module 'torch.nn.init' has no attribute '{name}'")
