"""A small torch over NumPy, for the exercises of Losses by Hand in a browser.

It has what the exercises, their tests and their readers use, under torch's names, with torch's type
promotion, gradients, random numbers and error messages. Everything else of torch raises
``NotInBrowser`` with a sentence that says so.

Read ``tape`` first, then ``tensor`` and ``elementwise``.
"""

from __future__ import annotations

import math as _math
from types import ModuleType as _ModuleType

from . import (
    autograd,
    dtypes,
    elementwise,
    indexing,
    linear,
    modes,
    names,
    printing,
    random,
    reductions,
    shaping,
)
from .creation import as_tensor, from_numpy, tensor
from .creation import as_tensor as asarray
from .dtypes import (
    dtype,
    finfo,
    float16,
    float32,
    float64,
    get_default_dtype,
    iinfo,
    int8,
    int16,
    int32,
    int64,
    promote_types,
    set_default_dtype,
    uint8,
)
from .modes import NotInBrowser
from .operands import result_type
from .printing import set_printoptions
from .random import (
    Generator,
    default_generator,
    get_rng_state,
    initial_seed,
    manual_seed,
    seed,
    set_rng_state,
)
from .shaping import broadcast_shapes, is_tensor
from .tape import enable_grad, inference_mode, is_grad_enabled, no_grad, set_grad_enabled
from .tensor import FUNCTIONS, TORCHS_METHODS, Size, Tensor, device

from . import distributions, jit, linalg, nn, overrides, special, testing, utils  # isort: skip

globals().update(FUNCTIONS)
bool, half, float, double = dtypes.bool_, float16, float32, float64
short, int, long = int16, int32, int64
pi, e, inf, nan, newaxis = _math.pi, _math.e, _math.inf, _math.nan, None
strided, preserve_format, contiguous_format = "torch.strided", None, None
__version__ = "2.13.0+browser"
TORCHS_METHODS.update(names.TENSOR)
Tensor.__torch_function__ = None


def set_num_threads(number):
    """Do nothing: the browser edition computes in one thread."""


def get_num_threads():
    """Return the number of threads."""
    return 1


def compile(model=None, **_):
    """Return the function unchanged: a compiled one computes the same."""
    return (lambda given: given) if model is None else model


class _Operators(_ModuleType):
    """torch.ops: named operators, so that the guard can refuse them by name."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        path = f"{self.__name__}.{name}"
        if path.count(".") < 3:
            return _Operators(path)
        return modes.missing(name, path.rpartition(".")[0].replace("torch.ops", "torch._ops"), path)


ops = _Operators("torch.ops")


def __getattr__(name):
    if name in names.CALLABLE:
        return modes.missing(name, "torch", f"torch.{name}")
    if name in names.TORCH:
        raise NotInBrowser(f"torch.{name}")
    raise AttributeError(f"module 'torch' has no attribute '{name}'")
