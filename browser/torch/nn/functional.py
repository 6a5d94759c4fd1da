"""torch.nn.functional: activations, distances, and every loss of the course.

The losses are written from their definitions, in the simplest stable way: the exercises compare
with them. Where the gradient at a kink, or the value after an overflow, is a convention, it is
torch's.
"""

from __future__ import annotations

import inspect
import itertools
import math
import warnings

import numpy as np

from .. import linear as _linear
from .. import modes
from ..elementwise import _sigmoid, clamp, clamp_min, log, minimum, where, xlogy
from ..indexing import get
from ..operands import argument, broadcast, broadcast_shape, promoted
from ..reductions import norm, vector_norm_of
from ..shaping import broadcast_tensors
from ..tensor import FUNCTIONS, Tensor, make, record
from ._reduction import legacy_get_string, reduced

__all__: list = []


def _public(compute=None, *, aten=None, origin="torch.nn.functional", torchs=None, name=None):
    """Make a function public here and, if ``torchs``, under that name in ``torch``, too."""

    def attach(compute):
        known = compute.__name__.rstrip("_")
        here = modes.public(compute, name or known, origin, f"torch.nn.functional.{known}", aten)
        if origin == "torch.nn.functional":
            here.__signature__ = inspect.signature(compute)
        __all__.append(known)
        _PUBLIC[known] = here
        if torchs:
            FUNCTIONS[torchs] = here
        return compute

    return attach(compute) if compute else attach


_PUBLIC: dict = {}

# --- Activations ---------------------------------------------------------------------------------


@_public(aten=("relu",))
def relu(input, inplace=False):
    return input.relu_() if inplace else input.relu()


@_public(aten=("hardtanh",))
def relu6(input, inplace=False):
    inside = make((input._a > 0) & (input._a < 6))
    return where(inside, input, clamp(input.detach(), 0, 6))


@_public(aten=("leaky_relu",), origin="torch.nn.functional")
def leaky_relu(input, negative_slope=0.01, inplace=False):
    return where(input > 0, input, input * negative_slope)


@_public(aten=("elu",))
def elu(input, alpha=1.0, inplace=False):
    x = argument(input, "elu")._a
    negative = alpha * np.expm1(np.minimum(x, 0))
    result = np.where(x > 0, x, negative).astype(x.dtype)
    vjps = (lambda g: g * np.where(x > 0, 1, negative + alpha),)
    return record("EluBackward0", result, [input], vjps, (input,))


@_public(aten=("elu",))
def selu(input, inplace=False):
    return 1.0507009873554804934193349852946 * elu(input, 1.6732632423543772848170429916717)


@_public(aten=("gelu",), origin="torch._C._nn")
def gelu(input, approximate="none"):
    if approximate == "tanh":
        inner = math.sqrt(2 / math.pi) * (input + 0.044715 * input**3)
        return 0.5 * input * (1 + inner.tanh())
    return 0.5 * input * (1 + (input / math.sqrt(2)).erf())


@_public(aten=("silu",))
def silu(input, inplace=False):
    return input * input.sigmoid()


@_public(aten=("hardtanh",))
def hardtanh(input, min_val=-1.0, max_val=1.0, inplace=False):
    inside = make((input._a > min_val) & (input._a < max_val))
    return where(inside, input, clamp(input.detach(), min_val, max_val))


@_public(aten=("tanh",))
def tanh(input):
    return input.tanh()


@_public(aten=("sigmoid",))
def sigmoid(input):
    return input.sigmoid()


@_public(aten=("abs",))
def softsign(input):
    return input / (input.abs() + 1)


@_public(aten=("softplus",), origin="torch._C._nn")
def softplus(input, beta=1.0, threshold=20.0):
    x = argument(input, "softplus")._a
    z = x * x.dtype.type(beta)
    result = np.where(z > threshold, x, np.log1p(np.exp(np.minimum(z, threshold))) / beta)
    vjps = (lambda g: g * np.where(z > threshold, 1, _sigmoid(z)),)
    return record("SoftplusBackward0", result.astype(x.dtype), [input], vjps, (input,))


@_public(aten=("log_sigmoid_forward",), origin="torch._C._nn", name="log_sigmoid")
def logsigmoid(input):
    x = argument(input, "log_sigmoid")._a
    result = np.minimum(x, 0) - np.log1p(np.exp(-np.abs(x)))
    vjps = (lambda g: g * _sigmoid(-x),)
    return record("LogSigmoidBackward0", result, [input], vjps, (input,))


def _dim(dim, input, name):
    if dim is None:
        warnings.warn(
            f"Implicit dimension choice for {name} has been deprecated. Change the call to include "
            "dim=X as an argument.",
            stacklevel=4,
        )
        return 0 if input._a.ndim in (0, 1, 3) else 1
    return dim


@_public(aten=("_softmax",))
def softmax(input, dim=None, _stacklevel=3, dtype=None):
    return input.softmax(_dim(dim, input, "softmax"), dtype)


@_public(aten=("neg", "_softmax"))
def softmin(input, dim=None, _stacklevel=3, dtype=None):
    return (-input).softmax(_dim(dim, input, "softmin"), dtype)


@_public(aten=("_log_softmax",))
def log_softmax(input, dim=None, _stacklevel=3, dtype=None):
    return input.log_softmax(_dim(dim, input, "log_softmax"), dtype)


@_public(aten=("split",))
def glu(input, dim=-1):
    first, second = input.chunk(2, dim)
    return first * second.sigmoid()


@_public(aten=())
def dropout(input, p=0.5, training=True, inplace=False):
    if not training or p == 0:
        return input
    raise modes.NotInBrowser("torch.nn.functional.dropout")


# --- Layers --------------------------------------------------------------------------------------


@_public(aten=("t", "mm"), origin="torch._C._nn")
def linear(input, weight, bias=None):
    if not argument(input, "linear")._a.ndim or not weight._a.ndim:
        raise RuntimeError(
            "both arguments to linear need to be at least 1D, but they are "
            f"{input._a.ndim}D and {weight._a.ndim}D"
        )
    result = _linear.matmul(input, weight.t())
    return result if bias is None else result + bias


@_public(aten=(), origin="torch._C._nn")
def pad(input, pad, mode="constant", value=None):
    if mode != "constant":
        raise modes.NotInBrowser(f"torch.nn.functional.pad with mode={mode!r}")
    x = argument(input, "pad")._a
    if len(pad) > 2 * x.ndim:
        raise RuntimeError(
            "Padding length should be less than or equal to two times the input dimension but got "
            f"padding length {len(pad)} and input of dimension {x.ndim}"
        )
    pairs = [(0, 0)] * (x.ndim - len(pad) // 2)
    pairs += [(pad[i], pad[i + 1]) for i in range(len(pad) - 2, -1, -2)]
    cut = tuple(slice(max(0, -a), n - max(0, -b)) for (a, b), n in zip(pairs, x.shape, strict=True))
    wide = [(max(0, a), max(0, b)) for a, b in pairs]
    result = np.pad(x[cut], wide, constant_values=value or 0)
    inside = tuple(slice(a, n - b) for (a, b), n in zip(wide, result.shape, strict=True))

    def vjp(g):
        whole = np.zeros(x.shape, g.dtype)
        whole[cut] = g[inside]
        return whole

    return record("ConstantPadNdBackward0", result, [input], (vjp,))


def _convolution(rank):
    def convolve(input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
        """Sum shifted copies of the input, one for each entry of the kernel."""
        batched = input._a.ndim == rank + 2
        x = input if batched else input.unsqueeze(0)
        per_axis = [v if isinstance(v, tuple | list) else (v,) * rank for v in (stride, dilation)]
        kernel = weight._a.shape[2:]
        if padding == "same":
            whole = [d * (k - 1) for d, k in zip(per_axis[1], kernel, strict=True)]
            pads = [(n // 2, n - n // 2) for n in whole]
        else:
            padding = 0 if padding == "valid" else padding
            each = padding if isinstance(padding, tuple | list) else (padding,) * rank
            pads = [(p, p) for p in each]
        if weight._a.shape[1] * groups != x._a.shape[1]:
            raise RuntimeError(
                f"Given groups={groups}, weight of size {list(weight._a.shape)}, expected "
                f"input{list(x._a.shape)} to have {weight._a.shape[1] * groups} channels, but got "
                f"{x._a.shape[1]} channels instead"
            )
        x = pad(x, [n for pair in reversed(pads) for n in pair])
        lengths = [
            (n - d * (k - 1) - 1) // s + 1
            for n, k, s, d in zip(x._a.shape[2:], kernel, *per_axis, strict=True)
        ]
        results = []
        for part, filters in zip(x.chunk(groups, 1), weight.chunk(groups, 0), strict=True):
            total = 0
            for place in np.ndindex(*kernel):
                seen = tuple(
                    slice(p * d, p * d + s * (n - 1) + 1, s)
                    for p, n, s, d in zip(place, lengths, *per_axis, strict=True)
                )
                piece = get(part, (slice(None), slice(None), *seen))
                taken = get(filters, (slice(None), slice(None), *place))
                total = total + _linear.einsum("nc...,oc->no...", piece, taken)
            results.append(total)
        result = results[0] if groups == 1 else FUNCTIONS["cat"](results, 1)
        if bias is not None:
            result = result + bias.reshape(-1, *(1,) * rank)
        return result if batched else result.squeeze(0)

    convolve.__name__ = f"conv{rank}d"
    return convolve


for _rank in (1, 2, 3):
    _public(_convolution(_rank), aten=("convolution",), origin="torch")


@_public(aten=("embedding",))
def embedding(input, weight, padding_idx=None, **_):
    return get(weight, input)


@_public(aten=("one_hot",), origin="torch._C._nn")
def one_hot(tensor, num_classes=-1):
    from ..indexing import one_hot as rows

    return rows(tensor, num_classes)


# --- Distances -----------------------------------------------------------------------------------


@_public(aten=("sub", "add", "norm.ScalarOpt_dim"), origin="torch", torchs="pairwise_distance")
def pairwise_distance(x1, x2, p=2.0, eps=1e-6, keepdim=False):
    return vector_norm_of("linalg.vector_norm", "NormBackward1", x1 - x2 + eps, p, -1, keepdim)


@_public(aten=("linalg_vector_norm",), origin="torch", torchs="cosine_similarity")
def cosine_similarity(x1, x2, dim=1, eps=1e-8):
    x1, x2 = broadcast_tensors(x1, x2)
    lengths = [norm(x, 2, dim, True).clamp(min=eps) for x in (x1, x2)]
    return ((x1 / lengths[0]) * (x2 / lengths[1])).sum(dim)


@_public(aten=("linalg_vector_norm", "clamp_min", "expand", "div"))
def normalize(input, p=2.0, dim=1, eps=1e-12, out=None):
    return input / norm(input, p, dim, True).clamp(min=eps)


@_public(aten=("_pdist_forward",), origin="torch")
def pdist(input, p=2.0):
    first, second = np.triu_indices(input._a.shape[0], 1)
    pairs = [make(i.astype(np.int64)) for i in (first, second)]
    return vector_norm_of(
        "pdist", "PdistBackward0", input[pairs[0]] - input[pairs[1]], p, -1, False
    )


FUNCTIONS["pdist"] = _PUBLIC["pdist"]

# --- Losses of a difference ----------------------------------------------------------------------


def _pair(input, target, stacklevel=4):
    """Return two tensors broadcast to one shape; warn if their shapes differed."""
    if target._a.shape != input._a.shape:
        warnings.warn(
            f"Using a target size ({target.shape}) that is different to the input size "
            f"({input.shape}). This will likely lead to incorrect results due to broadcasting. "
            "Please ensure they have the same size.",
            stacklevel=stacklevel,
        )
    return broadcast_tensors(input, target)


def _weighted(losses, weight, reduction, by_weight=True):
    if weight._a.shape != losses._a.shape:
        raise ValueError("Weights and input must have the same size.")
    losses = losses * weight
    if reduction == "mean" and by_weight:
        return losses.sum() / weight.sum()
    return reduced(losses, reduction)


@_public(aten=("sub", "abs", "mean"))
def l1_loss(input, target, size_average=None, reduce=None, reduction="mean", weight=None):
    reduction = legacy_get_string(size_average, reduce, reduction)
    x, y = _pair(input, target)
    losses = (x - y).abs()
    return reduced(losses, reduction) if weight is None else _weighted(losses, weight, reduction)


@_public(aten=("mse_loss",))
def mse_loss(input, target, size_average=None, reduce=None, reduction="mean", weight=None):
    reduction = legacy_get_string(size_average, reduce, reduction)
    x, y = _pair(input, target)
    losses = (x - y).square()
    return reduced(losses, reduction) if weight is None else _weighted(losses, weight, reduction)


def _of_difference(node, input, target, value, slope):
    """Define a loss of the difference of two tensors by its value and its derivative."""
    (a, b), (x, y) = promoted(node, input, target)
    d = x - y
    vjps = (lambda g: g * slope(d), lambda g: -g * slope(d))
    return record(node, value(d).astype(d.dtype, copy=False), [a, b], vjps, [a, b])


@_public(aten=("huber_loss",))
def huber_loss(input, target, reduction="mean", delta=1.0, weight=None):
    if delta <= 0:
        raise RuntimeError("huber_loss does not support non-positive values for delta.")
    x, y = _pair(input, target)
    losses = _of_difference(
        "HuberLossBackward0", x, y,
        lambda d: np.where(np.abs(d) <= delta, 0.5 * d * d, delta * (np.abs(d) - 0.5 * delta)),
        lambda d: np.clip(d, -delta, delta),
    )  # fmt: skip
    if weight is None:
        return reduced(losses, reduction)
    return _weighted(losses, weight, reduction, by_weight=False)


@_public(aten=("smooth_l1_loss",))
def smooth_l1_loss(input, target, size_average=None, reduce=None, reduction="mean", beta=1.0):
    reduction = legacy_get_string(size_average, reduce, reduction)
    if beta < 0:
        raise RuntimeError("smooth_l1_loss does not support negative values for beta.")
    x, y = _pair(input, target)
    if beta == 0:
        return reduced((x - y).abs(), reduction)
    losses = _of_difference(
        "SmoothL1LossBackward0", x, y,
        lambda d: np.where(np.abs(d) < beta, 0.5 * d * d / beta, np.abs(d) - 0.5 * beta),
        lambda d: np.where(np.abs(d) < beta, d / beta, np.sign(d)),
    )  # fmt: skip
    return reduced(losses, reduction)


# --- Losses of a distribution --------------------------------------------------------------------


@_public(aten=("exp", "mul", "sub"))
def poisson_nll_loss(
    input, target, log_input=True, full=False, size_average=None, eps=1e-8, reduce=None,
    reduction="mean",
):  # fmt: skip
    reduction = legacy_get_string(size_average, reduce, reduction)
    if reduction not in ("none", "mean", "sum"):
        raise ValueError(f"{reduction} is not a valid value for reduction")
    losses = input.exp() - target * input if log_input else input - target * log(input + eps)
    if full:
        stirling = target * target.log() - target + 0.5 * (2 * math.pi * target).log()
        losses = losses + stirling.masked_fill(target <= 1, 0)
    return reduced(losses, reduction)


@_public(aten=("log", "sub", "pow", "div", "add", "mul"))
def gaussian_nll_loss(input, target, var, full=False, eps=1e-6, reduction="mean"):
    if isinstance(var, float):
        if var < 0:
            raise ValueError("var has negative entry/entries")
        var = make(np.full_like(input._a, var))
    elif (var._a < 0).any():
        raise ValueError("var has negative entry/entries")
    if var._a.shape != input._a.shape:
        if input._a.shape[:-1] == var._a.shape:
            var = var.unsqueeze(-1)
        elif not (
            input._a.ndim == var._a.ndim
            and sum(b for a, b in zip(input._a.shape, var._a.shape, strict=True) if a != b) == 1
        ):
            raise ValueError("var is of incorrect size")
    if reduction not in ("none", "mean", "sum"):
        raise ValueError(f"{reduction} is not valid")
    v = var._a
    floored = record("CloneBackward0", np.maximum(v, v.dtype.type(eps)), [var], (lambda g: g,))
    losses = 0.5 * (log(floored) + (input - target) ** 2 / floored)
    if full:
        losses = losses + 0.5 * math.log(2 * math.pi)
    return reduced(losses, reduction)


@_public(aten=("sub", "exp", "mul"))
def kl_div(input, target, size_average=None, reduce=None, reduction="mean", log_target=False):
    if size_average is None and reduce is None and reduction == "mean":
        warnings.warn(
            "reduction: 'mean' divides the total loss by both the batch size and the support size."
            "'batchmean' divides only by the batch size, and aligns with the KL div math "
            "definition.'mean' will be changed to behave the same as 'batchmean' in the next major "
            "release.",
            stacklevel=3,
        )
    reduction = legacy_get_string(size_average, reduce, reduction)
    if log_target:
        losses = target.exp() * (target - input)
    else:
        losses = xlogy(target, target) - target * input
    if reduction == "batchmean":
        total = losses.sum()
        return total / input._a.shape[0] if input._a.ndim else total
    return reduced(losses, reduction)


@_public(aten=("binary_cross_entropy",))
def binary_cross_entropy(
    input, target, weight=None, size_average=None, reduce=None, reduction="mean"
):
    reduction = legacy_get_string(size_average, reduce, reduction)
    reduced(None, reduction)
    if target._a.shape != input._a.shape:
        raise ValueError(
            f"Using a target size ({target.shape}) that is different to the input size "
            f"({input.shape}) is deprecated. Please ensure they have the same size."
        )
    x, y = argument(input, "binary_cross_entropy")._a, target._a
    if x.dtype != y.dtype:
        raise RuntimeError(f"Found dtype {target.dtype.shown} but expected {input.dtype.shown}")
    for name, array in (("input", x), ("target", y)):
        if not ((array >= 0) & (array <= 1)).all():
            raise RuntimeError(f"all elements of {name} should be between 0 and 1")
    least = x.dtype.type(-100)
    losses = (y - 1) * np.maximum(np.log1p(-x), least) - y * np.maximum(np.log(x), least)

    def to_target(g):
        return g * (np.log1p(-x) - np.log(x))

    vjps = (lambda g: g * (x - y) / np.maximum((1 - x) * x, x.dtype.type(1e-12)), to_target)
    losses = record("BinaryCrossEntropyBackward0", losses, [input, target], vjps, [input, target])
    if weight is not None:
        losses = losses * weight.expand(broadcast_shape(y.shape, weight._a.shape))
    return reduced(losses, reduction)


@_public(aten=("binary_cross_entropy_with_logits",))
def binary_cross_entropy_with_logits(
    input, target, weight=None, size_average=None, reduce=None, reduction="mean", pos_weight=None
):
    reduction = legacy_get_string(size_average, reduce, reduction)
    reduced(None, reduction)
    if target._a.shape != input._a.shape:
        raise ValueError(
            f"Target size ({target.shape}) must be the same as input size ({input.shape})"
        )
    softened = logsigmoid(input)
    if pos_weight is not None:
        softened = softened * ((pos_weight - 1) * target + 1)
    losses = (1 - target) * input - softened
    if weight is not None:
        losses = losses * weight
    return reduced(losses, reduction)


@_public(aten=("soft_margin_loss",))
def soft_margin_loss(input, target, size_average=None, reduce=None, reduction="mean"):
    reduction = legacy_get_string(size_average, reduce, reduction)
    reduced(None, reduction)
    if target.requires_grad:
        raise RuntimeError(
            "The function 'soft_margin_loss' is not differentiable with respect to argument "
            "'target'. This input cannot have requires_grad True."
        )
    (a, b), (x, y) = promoted("soft_margin_loss", input, target, floats=True)
    broadcast_shape(x.shape, y.shape)
    z = broadcast(np.exp, broadcast(np.multiply, -y, x))
    vjps = (lambda g: -g * y * z / (1 + z), None)
    losses = record("SoftMarginLossBackward0", np.log1p(z), [a, b], vjps, [a, b])
    return reduced(losses, reduction)


@_public(aten=("log_sigmoid_forward",))
def multilabel_soft_margin_loss(
    input, target, weight=None, size_average=None, reduce=None, reduction="mean"
):
    reduction = legacy_get_string(size_average, reduce, reduction)
    losses = -(target * logsigmoid(input) + (1 - target) * logsigmoid(-input))
    if weight is not None:
        losses = losses * weight
    if not input._a.ndim:
        raise IndexError("Dimension specified as -1 but tensor has no dimensions")
    losses = losses.sum(input._a.ndim - 1) / input._a.shape[-1]
    if reduction not in ("none", "mean", "sum"):
        raise ValueError(f"{reduction} is not valid")
    return reduced(losses, reduction)


# --- Losses of a class ---------------------------------------------------------------------------


def _nll(input, target, weight, reduction, ignore_index, smooth=0.0):
    """Return minus the entries at the targets, times the weights; their mean is weighted."""
    x, y = input._a, target._a
    if not x.ndim:
        raise ValueError("Expected 1 or more dimensions (got 0)")
    if x.ndim > 1 and x.shape[:1] != y.shape[:1]:
        size = y.shape[0] if y.ndim else 0
        raise ValueError(
            f"Expected input batch_size ({x.shape[0]}) to match target batch_size ({size})."
        )
    if x.ndim <= 2 and y.ndim > 1:
        raise RuntimeError("0D or 1D target tensor expected, multi-target not supported")
    if y.dtype not in (np.int64, np.uint8):
        raise RuntimeError(
            f"expected target dtype to be Long or Byte, but got {target.dtype.shown}"
        )
    if x.ndim > 2 and y.shape != (x.shape[0], *x.shape[2:]):
        raise RuntimeError(
            f"Expected target size {[x.shape[0], *x.shape[2:]]}, got {list(y.shape)}"
        )
    d = min(x.ndim - 1, 1)
    classes = x.shape[d]
    if weight is not None and weight._a.shape != (classes,):
        raise RuntimeError(
            f"weight tensor should be defined either for all {classes} classes or no classes but "
            f"got weight tensor of shape: {list(weight._a.shape)}"
        )
    if x.ndim == 1 and y.ndim == 1:
        y = y[0]
    kept = y != ignore_index
    bad = kept & ((y < 0) | (y >= classes))
    if bad.any():
        raise IndexError(f"Target {y[bad].flat[0]} is out of bounds.")
    places = np.where(kept, y, 0)
    weights = (np.ones(classes, x.dtype) if weight is None else weight._a)[places] * kept
    index = np.expand_dims(places, d)

    def vjp(g):
        whole = np.zeros(x.shape, g.dtype)
        np.put_along_axis(whole, index, np.expand_dims(-g * weights, d), d)
        return whole

    picked = np.where(kept, -np.squeeze(np.take_along_axis(x, index, d), d) * weights, 0)
    losses = record("NllLossBackward0", picked.astype(x.dtype), [input], (vjp,))
    total = weights.sum(dtype=x.dtype)
    result = losses.sum() / total if reduction == "mean" else reduced(losses, reduction)
    if not smooth:
        return result
    each = np.ones(classes, x.dtype) if weight is None else weight._a
    shape = [classes if axis == d else 1 for axis in range(x.ndim)]
    uniform = -(input * make(each.reshape(shape))).sum(d).masked_fill(make(~kept), 0)
    uniform = uniform.sum() / total if reduction == "mean" else reduced(uniform, reduction)
    return (1 - smooth) * result + smooth / classes * uniform


@_public(aten=("nll_loss_forward",))
def nll_loss(
    input, target, weight=None, size_average=None, ignore_index=-100, reduce=None, reduction="mean"
):
    reduction = legacy_get_string(size_average, reduce, reduction)
    reduced(None, reduction)
    return _nll(argument(input, "nll_loss"), target, weight, reduction, ignore_index)


@_public(aten=("_log_softmax", "nll_loss_forward"))
def cross_entropy(
    input,
    target,
    weight=None,
    size_average=None,
    ignore_index=-100,
    reduce=None,
    reduction="mean",
    label_smoothing=0.0,
):
    reduction = legacy_get_string(size_average, reduce, reduction)
    reduced(None, reduction)
    if not 0 <= label_smoothing <= 1:
        raise RuntimeError(f"label_smoothing must be between 0.0 and 1.0. Got: {label_smoothing:g}")
    x = argument(input, "cross_entropy_loss")
    d = 0 if x._a.ndim < 2 else 1
    if not x._a.ndim and target._a.dtype.kind == "f":
        raise IndexError("Dimension specified as 1 but tensor has no dimensions")
    if target._a.shape != x._a.shape:
        log_probs = x.log_softmax(d)
        return _nll(log_probs, target, weight, reduction, ignore_index, label_smoothing)
    if ignore_index >= 0:
        raise RuntimeError("ignore_index is not supported for floating point target")
    if target._a.dtype.kind != "f":
        raise RuntimeError(
            f"Expected floating point type for target with class probabilities, got "
            f"{target.dtype.shown}"
        )
    log_probs = x.log_softmax(d)
    if label_smoothing:
        target = target * (1 - label_smoothing) + label_smoothing / x._a.shape[d]
    losses = log_probs * target
    if weight is not None:
        losses = losses * weight.reshape(*(-1 if axis == d else 1 for axis in range(x._a.ndim)))
    if reduction == "none":
        return -losses.sum(d)
    total = -losses.sum()
    batch = math.prod(x._a.shape) // max(x._a.shape[d], 1)
    return total / batch if reduction == "mean" else total


@_public(aten=("t", "addmm", "_log_softmax", "nll_loss_forward"))
def linear_cross_entropy(
    input, linear_weight, target, *, linear_bias=None, weight=None, reduction="mean",
    ignore_index=None, label_smoothing=0.0, options=None,
):  # fmt: skip
    x, w = input._a, linear_weight._a
    if not 1 <= x.ndim <= 2:
        raise RuntimeError(f"expected input with dimensionality 1 or 2, got {x.ndim}")
    if w.ndim < 2:
        raise RuntimeError(f"expected linear_weight with dimensionality at least 2, got {w.ndim}")
    if x.shape[-1] != w.shape[-1]:
        raise RuntimeError(
            "expected equal input and linear_weight last dimensions (in_features), got "
            f"{x.shape[-1]} and {w.shape[-1]}, respectively"
        )
    if linear_bias is not None and linear_bias._a.shape != w.shape[:-1]:
        raise RuntimeError(f"expected linear_bias shape {w.shape[:-1]}, got {linear_bias._a.shape}")
    if w.ndim > 2 and x.ndim == 1:
        raise RuntimeError(
            f"K-dimensional loss defined by linear_weight shape {w.shape} requires batched input, "
            f"(N, {x.shape[-1]}), got unbatched input with shape {x.shape}"
        )
    shape = (*x.shape[:-1], *w.shape[:-1])
    if target._a.shape == shape and ignore_index is not None:
        raise RuntimeError("ignore_index cannot be specified when target contains probabilities")
    flat = linear_weight.reshape(-1, w.shape[-1])
    logits = linear(input, flat, None if linear_bias is None else linear_bias.reshape(-1))
    return cross_entropy(
        logits.reshape(shape), target, weight, reduction=reduction,
        ignore_index=-100 if ignore_index is None else ignore_index,
        label_smoothing=label_smoothing,
    )  # fmt: skip


# --- Losses of a margin --------------------------------------------------------------------------


def _check_vector_or_matrix(x):
    if x.ndim > 2 or (x.ndim and not x.shape[-1]):
        raise RuntimeError(
            "Expected non-empty vector or matrix with optional 0-dim batch size, but got: "
            f"{list(x.shape)}"
        )


@_public(aten=("multi_margin_loss",))
def multi_margin_loss(
    input, target, p=1, margin=1.0, weight=None, size_average=None, reduce=None, reduction="mean"
):
    reduction = legacy_get_string(size_average, reduce, reduction)
    reduced(None, reduction)
    if p not in (1, 2):
        raise ValueError("only p == 1 and p == 2 supported")
    x, y = input._a, target._a
    _check_vector_or_matrix(x)
    classes = x.shape[-1] if x.ndim else 1
    if y.dtype != np.int64:
        raise RuntimeError(f"expected scalar type Long but found {target.dtype.shown}")
    if x.ndim == 2 and y.shape != x.shape[:1]:
        raise RuntimeError(
            "multi_margin_loss: target tensor should be 1-D with size equal to the number of input "
            f"samples (batch size). Expected target size [{x.shape[0]}], but got {list(y.shape)}. "
            f"Input has shape {list(x.shape)}."
        )
    if weight is not None and weight._a.shape != (classes,):
        raise RuntimeError(
            f"inconsistent weight size, expected {classes} but got {list(weight._a.shape)}"
        )
    if ((y < 0) | (y >= classes)).any():
        raise RuntimeError("target out of range")
    rows, labels = input.reshape(-1, classes), make(y.reshape(-1, 1))
    gaps = (margin - rows.gather(1, labels) + rows).relu() ** p
    gaps = gaps * make((np.arange(classes, dtype=np.int64) != labels._a).astype(x.dtype))
    if weight is not None:
        gaps = gaps * weight[labels]
    losses = (gaps.sum(1) / classes).reshape(y.shape if x.ndim == 2 else ())
    return reduced(losses, reduction)


@_public(aten=("multilabel_margin_loss_forward",))
def multilabel_margin_loss(input, target, size_average=None, reduce=None, reduction="mean"):
    reduction = legacy_get_string(size_average, reduce, reduction)
    reduced(None, reduction)
    x, y = input._a, target._a
    _check_vector_or_matrix(x)
    if y.shape != x.shape:
        raise RuntimeError(
            f"inconsistent target size: {list(y.shape)} for input of size: {list(x.shape)}"
        )
    if y.dtype != np.int64:
        raise RuntimeError(f"expected scalar type Long but found {target.dtype.shown}")
    classes = x.shape[-1] if x.ndim else 1
    if ((y < -1) | (y >= classes)).any():
        raise RuntimeError("argument #2 'target' is out of range")
    rows, labels = input.reshape(-1, classes), y.reshape(-1, classes)
    listed = np.cumprod(labels >= 0, axis=1, dtype=np.int64).astype(bool)  # up to the first -1
    safe = np.where(listed, labels, 0)
    is_label = np.zeros(labels.shape, bool)
    for row, names in enumerate(safe):
        is_label[row, names[listed[row]]] = True
    gaps = (1 - rows.gather(1, make(safe)).unsqueeze(2) + rows.unsqueeze(1)).relu()
    counted = listed[:, :, None] & ~is_label[:, None, :]
    losses = (gaps * make(counted.astype(x.dtype))).sum((1, 2)) / classes
    return reduced(losses.reshape(x.shape[:-1]), reduction)


@_public(aten=("zeros_like", "clamp_min_", "where"))
def hinge_embedding_loss(
    input, target, margin=1.0, size_average=None, reduce=None, reduction="mean"
):
    reduction = legacy_get_string(size_average, reduce, reduction)
    reduced(None, reduction)
    zero = make(np.zeros_like(input._a))
    losses = where(target != 1, clamp_min(margin - input, 0), zero)
    losses = losses + where(target != -1, input, zero)
    return reduced(losses, reduction)


@_public(aten=("mul", "sum", "sqrt_"))
def cosine_embedding_loss(
    input1, input2, target, margin=0.0, size_average=None, reduce=None, reduction="mean"
):
    reduction = legacy_get_string(size_average, reduce, reduction)
    reduced(None, reduction)
    if target._a.ndim > 1:
        raise RuntimeError("0D or 1D target tensor expected, multi-target not supported")
    rank = target._a.ndim + 1
    if input1._a.ndim != rank or input2._a.ndim != rank:
        raise RuntimeError(
            f"{rank - 1}D target tensor expects {rank}D input tensors, but found inputs with sizes "
            f"{list(input1._a.shape)} and {list(input2._a.shape)}."
        )
    product = (input1 * input2).sum(-1)
    squares = [(one * one).sum(-1) + 1e-12 for one in (input1, input2)]
    cosine = product / (squares[0] * squares[1]).sqrt()
    zero = make(np.zeros_like(cosine._a))
    losses = where(target == 1, 1 - cosine, zero)
    losses = losses + where(target == -1, clamp_min(cosine - margin, 0), zero)
    return reduced(losses, reduction)


@_public(aten=("sub", "neg", "mul", "add", "clamp_min_"))
def margin_ranking_loss(
    input1, input2, target, margin=0.0, size_average=None, reduce=None, reduction="mean"
):
    reduction = legacy_get_string(size_average, reduce, reduction)
    reduced(None, reduction)
    if not input1._a.ndim == input2._a.ndim == target._a.ndim:
        raise RuntimeError(
            "margin_ranking_loss : All input tensors should have same dimension but got sizes: "
            f"input1: {input1.shape}, input2: {input2.shape}, target: {target.shape} "
        )
    return reduced(clamp_min(-target * (input1 - input2) + margin, 0), reduction)


def _triplet(distance, anchor, positive, negative, margin, swap, reduction):
    near, far = distance(anchor, positive), distance(anchor, negative)
    if swap:
        far = minimum(far, distance(positive, negative))
    return reduced(clamp_min(margin + near - far, 0), reduction)


def _same_rank(anchor, positive, negative):
    ranks = [one._a.ndim for one in (anchor, positive, negative)]
    if len(set(ranks)) > 1:
        raise RuntimeError(
            "The anchor, positive, and negative tensors are expected to have the same number of "
            f"dimensions, but got: anchor {ranks[0]}D, positive {ranks[1]}D, and negative "
            f"{ranks[2]}D inputs"
        )


@_public(aten=("sub", "add", "norm.ScalarOpt_dim", "clamp_min"))
def triplet_margin_loss(
    anchor, positive, negative, margin=1.0, p=2, eps=1e-6, swap=False, size_average=None,
    reduce=None, reduction="mean",
):  # fmt: skip
    reduction = legacy_get_string(size_average, reduce, reduction)
    reduced(None, reduction)
    if margin <= 0:
        raise ValueError(f"margin must be greater than 0, got {margin}")
    _same_rank(anchor, positive, negative)

    def distance(a, b):
        return pairwise_distance(a, b, p, eps)

    return _triplet(distance, anchor, positive, negative, margin, swap, reduction)


@_public(aten=())
def triplet_margin_with_distance_loss(
    anchor, positive, negative, *, distance_function=None, margin=1.0, swap=False, reduction="mean"
):
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"{reduction} is not a valid value for reduction")
    if margin <= 0:
        raise ValueError(f"margin must be greater than 0, got {margin}")
    _same_rank(anchor, positive, negative)
    distance = distance_function or _PUBLIC["pairwise_distance"]
    return _triplet(distance, anchor, positive, negative, margin, swap, reduction)


# --- The loss of a sequence ----------------------------------------------------------------------


@_public(aten=("_ctc_loss.Tensor",))
def ctc_loss(
    log_probs, targets, input_lengths, target_lengths, blank=0, reduction="mean",
    zero_infinity=False,
):  # fmt: skip
    reduced(None, reduction)
    batched = log_probs._a.ndim == 3
    lp = log_probs._a if batched else log_probs._a[:, None]
    frames, batch, classes = lp.shape
    inputs, labels = (_lengths(v) for v in (input_lengths, target_lengths))
    if not 0 <= blank < classes:
        raise RuntimeError("blank must be in label range")
    for name, lengths in (("input_lengths", inputs), ("target_lengths", labels)):
        if len(lengths) != batch:
            raise RuntimeError(f"{name} must be of size batch_size")
    if max(inputs, default=0) > frames:
        raise RuntimeError(
            f"Expected input_lengths to have value at most {frames}, but got value {max(inputs)} "
            "(while checking arguments for ctc_loss_allocate_outputs)"
        )
    rows = _label_rows(targets._a, labels, batch, batched)
    nll, gradient = _ctc(lp, rows, inputs, blank)
    if zero_infinity:
        lost = np.isinf(nll)
        nll = np.where(lost, 0, nll).astype(lp.dtype)
        gradient[:, lost] = 0

    def vjp(g):
        whole = gradient * g.reshape(1, -1, 1)
        return whole if batched else whole[:, 0]

    shown = nll if batched else nll[0]
    losses = record("CtcLossBackward0", shown, [log_probs], (vjp,), (log_probs,), True)
    if reduction == "mean":
        lengths = np.maximum(np.array(labels, dtype=np.int64), 1).astype(lp.dtype)
        return (losses / make(lengths if batched else lengths[0])).mean()
    return reduced(losses, reduction)


def _lengths(value):
    array = value._a if isinstance(value, Tensor) else np.asarray(value)
    return [int(n) for n in np.atleast_1d(array)]


def _label_rows(targets, lengths, batch, batched):
    """Return the labels of each example, from a padded matrix or a concatenated vector."""
    if targets.ndim == 1 and batched:
        if sum(lengths) > len(targets):
            raise RuntimeError(
                f"Expected tensor to have size {sum(lengths)} at dimension 0, but got size "
                f"{len(targets)} for argument #2 'targets' (while checking arguments for "
                "ctc_loss_allocate_outputs)"
            )
        ends = np.cumsum([0, *lengths], dtype=np.int64).tolist()
        return [targets[a:b].astype(np.int64) for a, b in itertools.pairwise(ends)]
    table = targets if targets.ndim == 2 else targets[None]
    if max(lengths, default=0) > table.shape[1]:
        raise RuntimeError(
            f"Expected tensor to have size at least {max(lengths)} at dimension 1, but got size "
            f"{table.shape[1]} for argument #2 'targets' (while checking arguments for "
            "ctc_loss_allocate_outputs)"
        )
    return [table[row, :n].astype(np.int64) for row, n in zip(range(batch), lengths, strict=True)]


def _ctc(lp, rows, inputs, blank):
    """Return the losses, and their gradients to the logits of ``log_probs``.

    The forward variable α(t, s) is the log-probability of the frames up to t that end at state s of
    the row blank, label, blank, …; the backward variable β(t, s) that of the frames from t on. All
    examples go through the frames together.
    """
    frames, batch, _ = lp.shape
    states = 2 * max((len(row) for row in rows), default=0) + 1
    path = np.full((batch, states), blank, np.int64)
    for place, row in enumerate(rows):
        path[place, 1 : 2 * len(row) : 2] = row
    emitted = np.take_along_axis(lp, np.broadcast_to(path, (frames, batch, states)), 2)
    skips = np.zeros((batch, states), bool)
    skips[:, 2:] = path[:, 2:] != path[:, :-2]
    ends = np.array([2 * len(row) for row in rows], dtype=np.int64)
    steps = np.array(inputs, dtype=np.int64)
    each = np.arange(batch, dtype=np.int64)
    alpha = np.full((frames + 1, batch, states), -np.inf, lp.dtype)
    alpha[0, :, 0] = 0  # before the first frame, in a state that only leads to states 0 and 1
    for t in range(frames):
        before = alpha[t]
        if t == 0:
            alpha[1, :, :2] = emitted[0, :, :2]
            continue
        alpha[t + 1] = _after(before, skips, False) + emitted[t]
    last = alpha[steps, each]
    tails = [last[each, ends], np.where(ends > 0, last[each, np.maximum(ends - 1, 0)], -np.inf)]
    none = steps == 0
    total = np.where(none, np.where(ends == 0, 0, -np.inf), np.logaddexp(*tails))
    nll = -total.astype(lp.dtype)
    beta = np.full((frames, batch, states), -np.inf, lp.dtype)
    for t in range(frames - 1, -1, -1):
        if t + 1 < frames:
            beta[t] = _after(beta[t + 1], skips, True) + emitted[t]
        here = np.flatnonzero(steps == t + 1)
        beta[t, here] = -np.inf
        beta[t, here, ends[here]] = emitted[t, here, ends[here]]
        some = here[ends[here] > 0]
        beta[t, some, ends[some] - 1] = emitted[t, some, ends[some] - 1]
    visits = np.exp(alpha[1:] + beta - 2 * emitted + nll[None, :, None] + emitted)
    visits = np.where(np.isneginf(alpha[1:] + beta), 0, visits)
    shares = np.zeros_like(lp)
    for state in range(states):
        shares[:, each, path[:, state]] += visits[:, :, state]
    gradient = np.exp(lp) - shares
    gradient[:, np.isinf(nll)] = np.nan
    gradient[np.arange(frames)[:, None] >= steps[None, :]] = 0
    return nll, gradient


def _after(before, skips, backwards):
    """Return the forward variable one frame later: stay, advance one state, or skip a blank."""
    size = before.shape[1]
    one, two = np.full_like(before, -np.inf), np.full_like(before, -np.inf)
    if backwards:
        one[:, : size - 1] = before[:, 1:]
        two[:, : size - 2] = np.where(skips[:, 2:], before[:, 2:], -np.inf)
    else:
        one[:, 1:] = before[:, :-1]
        two[:, 2:] = np.where(skips[:, 2:], before[:, : max(size - 2, 0)], -np.inf)
    return np.logaddexp(np.logaddexp(before, one), two)


globals().update(_PUBLIC)
for _name in ("l1_loss", "mse_loss", "huber_loss", "smooth_l1_loss", "binary_cross_entropy"):
    FUNCTIONS.setdefault(_name, _PUBLIC[_name])


def __getattr__(name):
    from ..names import FUNCTIONAL

    if name in FUNCTIONAL:
        raise modes.NotInBrowser(f"torch.nn.functional.{name}")
    raise AttributeError(f"module 'torch.nn.functional' has no attribute '{name}'")
