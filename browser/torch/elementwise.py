"""Elementwise functions: arithmetic, comparisons, and torch's functions of one variable."""

from __future__ import annotations

import math

import numpy as np

from . import dtypes, entrywise, modes
from .operands import NUMBERS, argument, broadcast, broadcast_shape, promoted
from .tensor import Tensor, define, make, record


def _node(name):
    return "".join(part.capitalize() for part in name.split("_")) + "Backward0"


# --- One argument --------------------------------------------------------------------------------


def _curve(name, value, slope, *, of_result=False, aten=None):
    """Define a function of one argument by its value and its derivative.

    Args:
        name: torch's name.
        value: function from an array to an array.
        slope: the derivative, computed from the input, or from the result if ``of_result``.
        of_result: whether ``slope`` reads the result.
        aten: see ``modes.public``.
    """
    node = _node(name)

    def compute(input):
        x = argument(input, name)._a
        if x.dtype.kind != "f":
            x = x.astype(dtypes.get_default_dtype().array)
        result = value(x)
        seen = result if of_result else x
        saves = () if of_result else (input,)
        vjps = (lambda g: g * slope(seen),)
        return record(node, result, [input], vjps, saves, saves_result=of_result)

    compute.__name__ = name
    define(name, inplace=True, aten=aten)(compute)
    return compute


def _sigmoid(x):
    e = np.exp(-np.abs(x))
    return np.where(x >= 0, 1 / (1 + e), e / (1 + e)).astype(x.dtype, copy=False)


exp = _curve("exp", np.exp, lambda y: y, of_result=True)
exp2 = _curve("exp2", np.exp2, lambda y: y * y.dtype.type(math.log(2)), of_result=True)
expm1 = _curve("expm1", np.expm1, lambda y: y + 1, of_result=True)
log = _curve("log", np.log, lambda x: 1 / x)
log1p = _curve("log1p", np.log1p, lambda x: 1 / (x + 1))
log2 = _curve("log2", np.log2, lambda x: 1 / (x * x.dtype.type(math.log(2))))
log10 = _curve("log10", np.log10, lambda x: 1 / (x * x.dtype.type(math.log(10))))
sqrt = _curve("sqrt", np.sqrt, lambda y: 1 / (2 * y), of_result=True)
rsqrt = _curve("rsqrt", lambda x: 1 / np.sqrt(x), lambda y: -0.5 * y**3, of_result=True)
sin = _curve("sin", np.sin, np.cos)
cos = _curve("cos", np.cos, lambda x: -np.sin(x))
tan = _curve("tan", np.tan, lambda y: 1 + y * y, of_result=True)
asin = _curve("asin", np.arcsin, lambda x: 1 / np.sqrt(1 - x * x))
acos = _curve("acos", np.arccos, lambda x: -1 / np.sqrt(1 - x * x))
atan = _curve("atan", np.arctan, lambda x: 1 / (1 + x * x))
sinh = _curve("sinh", np.sinh, np.cosh)
cosh = _curve("cosh", np.cosh, np.sinh)
tanh = _curve("tanh", np.tanh, lambda y: 1 - y * y, of_result=True)
asinh = _curve("asinh", np.arcsinh, lambda x: 1 / np.sqrt(x * x + 1))
acosh = _curve("acosh", np.arccosh, lambda x: 1 / np.sqrt(x * x - 1))
atanh = _curve("atanh", np.arctanh, lambda x: 1 / (1 - x * x))
sigmoid = _curve("sigmoid", _sigmoid, lambda y: y * (1 - y), of_result=True)
reciprocal = _curve("reciprocal", lambda x: 1 / x, lambda y: -y * y, of_result=True)
erf = _curve("erf", entrywise.erf, lambda x: 2 / math.sqrt(math.pi) * np.exp(-x * x))
erfc = _curve("erfc", entrywise.erfc, lambda x: -2 / math.sqrt(math.pi) * np.exp(-x * x))
erfinv = _curve(
    "erfinv", entrywise.erfinv, lambda y: math.sqrt(math.pi) / 2 * np.exp(y * y), of_result=True
)
lgamma = _curve("lgamma", entrywise.lgamma, entrywise.digamma)
digamma = _curve("digamma", entrywise.digamma, entrywise.trigamma)


def _keeping(name, value, slope=None):
    """Define a function of one argument that maps integers to integers."""
    node = _node(name)

    def compute(input):
        x = argument(input, name)._a
        vjps = ((lambda g: g * slope(x)) if slope else np.zeros_like,)
        return record(node, value(x), [input], vjps, (input,) if slope else ())

    compute.__name__ = name
    define(name, inplace=True)(compute)
    return compute


_abs = _keeping("abs", np.abs, np.sign)
absolute = _keeping("absolute", np.abs, np.sign)
square = _keeping("square", lambda x: x * x, lambda x: 2 * x)
sign = _keeping("sign", np.sign)
sgn = _keeping("sgn", np.sign)
floor = _keeping("floor", lambda x: np.floor(x).astype(x.dtype, copy=False))
ceil = _keeping("ceil", lambda x: np.ceil(x).astype(x.dtype, copy=False))
trunc = _keeping("trunc", lambda x: np.trunc(x).astype(x.dtype, copy=False))
fix = _keeping("fix", lambda x: np.trunc(x).astype(x.dtype, copy=False))
frac = _keeping("frac", lambda x: x - np.trunc(x), np.ones_like)
positive = _keeping("positive", np.copy, np.ones_like)


@define(inplace=True)
def relu(input):
    x = argument(input, "relu")._a
    result = np.maximum(x, x.dtype.type(0))
    return record("ReluBackward0", result, [input], (lambda g: g * (result > 0),), (), True)


@define(inplace=True)
def neg(input):
    x = argument(input, "neg")._a
    if x.dtype == bool:
        raise RuntimeError(
            "Negation, the `-` operator, on a bool tensor is not supported. If you are trying to "
            "invert a mask, use the `~` or `logical_not()` operator instead."
        )
    return record("NegBackward0", -x, [input], (lambda g: -g,))


@define(inplace=True)
def negative(input):
    return neg(input)


@define(inplace=True)
def round(input, *, decimals=0):
    x = argument(input, "round")._a
    return record("RoundBackward0", np.round(x, decimals), [input], (np.zeros_like,))


@define(inplace=True)
def logit(input, eps=None):
    x = argument(input, "logit")._a
    low, high = (eps, 1 - eps) if eps is not None else (0, 1)
    inside = np.clip(x, low, high) if eps is not None else x

    def vjp(g):
        slope = g / (inside * (1 - inside))
        outside = (x < low) | (x > high)
        return np.where(outside, 0 if eps is not None else np.nan, slope)

    return record("LogitBackward0", np.log(inside / (1 - inside)), [input], (vjp,), (input,))


@define(inplace=True)
def nan_to_num(input, nan=0.0, posinf=None, neginf=None):
    x = argument(input, "nan_to_num")._a
    finite = np.isfinite(x)
    result = np.nan_to_num(x, nan=nan or 0.0, posinf=posinf, neginf=neginf)
    return record("NanToNumBackward0", result, [input], (lambda g: g * finite,), (input,))


@define(inplace=True)
def clamp(input, min=None, max=None):
    if min is None and max is None:
        raise RuntimeError("torch.clamp: At least one of 'min' or 'max' must not be None")
    x = argument(input, "clamp")
    bounds = [b for b in (min, max) if b is not None]
    tensors, arrays = promoted("clamp", x, *bounds)
    value, rest = arrays[0], list(arrays[1:])
    low = rest.pop(0) if min is not None else None
    high = rest.pop(0) if max is not None else None
    result = value
    if low is not None:
        result = broadcast(np.maximum, result, low)
    if high is not None:
        result = broadcast(np.minimum, result, high)
    below = (value < low) if low is not None else np.False_
    above = (value > high) if high is not None else np.False_
    vjps = [lambda g: np.where(below | above, 0, g)]
    if low is not None:
        vjps.append(lambda g: np.where(below & ~above, g, 0))
    if high is not None:
        vjps.append(lambda g: np.where(above, g, 0))
    return record("ClampBackward0", result, tensors, tuple(vjps), tensors)


@define(inplace=True)
def clip(input, min=None, max=None):
    return clamp(input, min, max)


@define(inplace=True)
def clamp_min(input, min):
    return clamp(input, min)


@define(inplace=True)
def clamp_max(input, max):
    return clamp(input, None, max)


def _test(name, value):
    def compute(input):
        return make(np.asarray(value(argument(input, name)._a)))

    define(name)(compute)
    return compute


isnan = _test("isnan", np.isnan)
isinf = _test("isinf", np.isinf)
isfinite = _test("isfinite", np.isfinite)
isposinf = _test("isposinf", np.isposinf)
isneginf = _test("isneginf", np.isneginf)
signbit = _test("signbit", np.signbit)
logical_not = _test("logical_not", np.logical_not)


@define(inplace=True)
def bitwise_not(input):
    x = argument(input, "bitwise_not")._a
    if x.dtype.kind == "f":
        raise RuntimeError(f"\"bitwise_not_cpu\" not implemented for '{input.dtype.shown}'")
    return make(np.asarray(~x))


# --- Two arguments -------------------------------------------------------------------------------


@define(inplace=True)
def add(input, other, *, alpha=1):
    (a, b), (x, y) = promoted("add", input, other)
    if alpha != 1:
        y = y * y.dtype.type(alpha)
    result = broadcast(np.add, x, y)
    return record("AddBackward0", result, [a, b], (lambda g: g, lambda g: g * alpha))


@define(inplace=True)
def sub(input, other, *, alpha=1):
    (a, b), (x, y) = promoted("sub", input, other)
    if a._a.dtype == bool or b._a.dtype == bool:
        which = "two bool tensors" if a._a.dtype == b._a.dtype else "a bool tensor"
        raise RuntimeError(
            f"Subtraction, the `-` operator, with {which} is not supported. If you are trying to "
            "invert a mask, use the `~` or `logical_not()` operator instead."
        )
    if alpha != 1:
        y = y * y.dtype.type(alpha)
    result = broadcast(np.subtract, x, y)
    return record("SubBackward0", result, [a, b], (lambda g: g, lambda g: -g * alpha))


@define(inplace=True)
def subtract(input, other, *, alpha=1):
    return sub(input, other, alpha=alpha)


@define()
def rsub(input, other, *, alpha=1):
    return sub(other, input, alpha=alpha)


@define(inplace=True)
def mul(input, other):
    (a, b), (x, y) = promoted("mul", input, other)
    result = broadcast(np.multiply, x, y)
    vjps = (lambda g: g * y, lambda g: g * x)
    return record("MulBackward0", result, [a, b], vjps, _saved_by_product(a, b))


def _saved_by_product(a, b):
    """Return the factors to save for the backward pass: each is the gradient of the other."""
    saved = []
    if b.requires_grad:
        saved.append(a)
    if a.requires_grad:
        saved.append(b)
    return saved


@define(inplace=True)
def multiply(input, other):
    return mul(input, other)


@define(inplace=True)
def div(input, other, *, rounding_mode=None):
    if rounding_mode == "floor":
        return floor_divide(input, other)
    if rounding_mode == "trunc":
        (a, b), (x, y) = promoted("div", input, other)
        _refuse_zero(y)
        result = np.trunc(broadcast(np.divide, x, y)).astype(x.dtype)
        return record("DivBackward1", result, [a, b], (np.zeros_like, np.zeros_like))
    (a, b), (x, y) = promoted("div", input, other, floats=True)
    result = broadcast(np.divide, x, y)
    vjps = (lambda g: g / y, lambda g: -g * ((x / y) / y))
    return record("DivBackward0", result, [a, b], vjps, [a, b] if b.requires_grad else [b])


@define(inplace=True)
def divide(input, other, *, rounding_mode=None):
    return div(input, other, rounding_mode=rounding_mode)


@define(inplace=True)
def true_divide(input, other):
    return div(input, other)


def _refuse_zero(divisor):
    if divisor.dtype.kind != "f" and (divisor == 0).any():
        raise RuntimeError("ZeroDivisionError")


@define(inplace=True)
def floor_divide(input, other):
    (a, b), (x, y) = promoted("floor_divide", input, other)
    _refuse_zero(y)
    result = broadcast(np.floor_divide, x, y)

    def vjps(g):
        raise RuntimeError("derivative for aten::floor_divide is not implemented")

    return record("NotImplemented", result, [a, b], vjps)


@define(inplace=True)
def remainder(input, other):
    (a, b), (x, y) = promoted("remainder", input, other)
    _refuse_zero(y)
    result = broadcast(np.remainder, x, y)
    vjps = (lambda g: g, lambda g: -g * np.floor_divide(x, y))
    return record("RemainderBackward0", result, [a, b], vjps, [a, b] if b.requires_grad else ())


@define(inplace=True)
def fmod(input, other):
    (a, b), (x, y) = promoted("fmod", input, other)
    _refuse_zero(y)
    vjps = (lambda g: g, lambda g: -g * np.trunc(x / y))
    return record("FmodBackward0", broadcast(np.fmod, x, y), [a, b], vjps, [b])


@define(inplace=True)
def pow(input, exponent):
    (a, b), (x, y) = promoted("pow", input, exponent)
    if x.dtype.kind != "f" and (y < 0).any():
        raise RuntimeError("Integers to negative integer powers are not allowed.")
    result = broadcast(np.power, x, y) if b is exponent or x.dtype.kind != "f" or y != 2 else x * x

    def to_base(g):
        return np.where(y == 0, 0, g * (y * np.power(x, y - 1)))

    def to_exponent(g):
        flat = (x == 0) & (y >= 0)
        return np.where(flat, 0, g * (result * np.log(x)))

    saves = [t for t, other in ((a, b), (b, a)) if isinstance(t, Tensor)]
    node = "PowBackward1" if isinstance(exponent, Tensor) else "PowBackward0"
    return record(node, result, [a, b], (to_base, to_exponent), saves)


@define(inplace=True)
def float_power(input, exponent):
    return pow(*(v.double() if isinstance(v, Tensor) else v for v in (input, exponent)))


def _larger(name, pick, loses, shares=True):
    """Define the larger or the smaller of two; equal entries share the gradient."""
    node = _node(name)

    def compute(input, other):
        for position, value in enumerate((input, other), 1):
            argument(value, name, "other" if position == 2 else "input", position)
        (a, b), (x, y) = promoted(name, input, other)
        result = broadcast(pick, x, y)

        def to(mine, its, part):
            return lambda g: np.where(loses(mine, its), 0, np.where(mine == its, g * part, g))

        parts = (0.5, 0.5) if shares else (1, 0)
        vjps = (to(x, y, parts[0]), to(y, x, parts[1]))
        return record(node, result, [a, b], vjps, [a, b])

    compute.__name__ = name
    define(name)(compute)
    return compute


maximum = _larger("maximum", np.maximum, np.less)
minimum = _larger("minimum", np.minimum, np.greater)
fmax = _larger("fmax", np.fmax, np.less, False)
fmin = _larger("fmin", np.fmin, np.greater, False)


@define()
def atan2(input, other):
    (a, b), (x, y) = promoted("atan2", input, other, floats=True)
    result = broadcast(np.arctan2, x, y)
    square = x * x + y * y
    inverse = np.where(square == 0, 0, 1 / square).astype(x.dtype)
    vjps = (lambda g: g * y * inverse, lambda g: -g * x * inverse)
    return record("Atan2Backward0", result, [a, b], vjps, [a, b])


@define(inplace=True)
def hypot(input, other):
    (a, b), (x, y) = promoted("hypot", input, other)
    result = broadcast(np.hypot, x, y)
    vjps = (lambda g: g * x / result, lambda g: g * y / result)
    return record("HypotBackward0", result, [a, b], vjps, [a, b], True)


@define(inplace=True)
def copysign(input, other):
    (a, b), (x, y) = promoted("copysign", input, other, floats=True)
    result = broadcast(np.copysign, x, y)
    ratio = np.where(x == 0, 0, np.copysign(1, x) * np.copysign(1, y))
    return record("CopysignBackward0", result, [a, b], (lambda g: g * ratio, np.zeros_like))


@define()
def logaddexp(input, other):
    for position, value in enumerate((input, other), 1):
        argument(value, "logaddexp", "other" if position == 2 else "input", position)
    (a, b), (x, y) = promoted("logaddexp", input, other, floats=True)
    result = broadcast(np.logaddexp, x, y)
    vjps = (lambda g: g * np.exp(x - result), lambda g: g * np.exp(y - result))
    return record("LogaddexpBackward0", result, [a, b], vjps, [a, b], True)


@define()
def logaddexp2(input, other):
    (a, b), (x, y) = promoted("logaddexp2", input, other, floats=True)
    result = broadcast(np.logaddexp2, x, y)
    vjps = (lambda g: g * np.exp2(x - result), lambda g: g * np.exp2(y - result))
    return record("Logaddexp2Backward0", result, [a, b], vjps, [a, b], True)


def xlogy_of(x, y):
    """Return x·log(y), and 0 where x is 0 and y is not nan."""
    return np.where(np.isnan(y), y, np.where(x == 0, 0, x * np.log(y))).astype(y.dtype, copy=False)


@define(inplace=True)
def xlogy(input, other):
    (a, b), (x, y) = promoted("xlogy", input, other, floats=True)

    def to_factor(g):
        return np.where((x == 0) & (y <= 0), 0, xlogy_of(*np.broadcast_arrays(g, y)))

    vjps = (to_factor, lambda g: g * x / y)
    return record("XlogyBackward0", broadcast(xlogy_of, x, y), [a, b], vjps, [a, b])


@define(inplace=True)
def lerp(input, end, weight):
    (a, b, w), (x, y, t) = promoted("lerp", input, end, weight)
    vjps = (lambda g: g * (1 - t), lambda g: g * t, lambda g: g * (y - x))
    result = broadcast(lambda x, y, t: x + t * (y - x), x, y, t)
    return record("LerpBackward0", result, [a, b, w], vjps, [a, b, w])


@define(inplace=True)
def addcmul(input, tensor1, tensor2, *, value=1):
    return add(input, mul(tensor1, tensor2), alpha=value)


@define(inplace=True)
def addcdiv(input, tensor1, tensor2, *, value=1):
    return add(input, div(tensor1, tensor2), alpha=value)


# --- Comparisons and logic ---------------------------------------------------------------------


def _comparison(name, compare, alias=None):
    def compute(input, other):
        _, (x, y) = promoted(name, input, other)
        return make(np.asarray(broadcast(compare, x, y)))

    define(name, inplace=True)(compute)
    if alias:
        define(alias)(compute)
    return compute


eq = _comparison("eq", np.equal)
ne = _comparison("ne", np.not_equal, "not_equal")
lt = _comparison("lt", np.less, "less")
le = _comparison("le", np.less_equal, "less_equal")
gt = _comparison("gt", np.greater, "greater")
ge = _comparison("ge", np.greater_equal, "greater_equal")
logical_and = _comparison("logical_and", np.logical_and)
logical_or = _comparison("logical_or", np.logical_or)
logical_xor = _comparison("logical_xor", np.logical_xor)


def _bits(name, combine):
    def compute(input, other):
        _, (x, y) = promoted(name, input, other)
        if x.dtype.kind == "f":
            shown = dtypes.of(x).shown
            word = name.removeprefix("bitwise_")
            raise RuntimeError(f"\"{name}_cpu\" not implemented for '{shown}'" if word else "")
        return make(np.asarray(broadcast(combine, x, y)))

    define(name, inplace=True)(compute)
    return compute


bitwise_and = _bits("bitwise_and", np.bitwise_and)
bitwise_or = _bits("bitwise_or", np.bitwise_or)
bitwise_xor = _bits("bitwise_xor", np.bitwise_xor)


@define()
def isclose(input, other, rtol=1e-05, atol=1e-08, equal_nan=False):
    x, y = argument(input, "isclose")._a, argument(other, "isclose", "other", 2)._a
    if x.dtype != y.dtype:
        text = f"{dtypes.of(x).shown} did not match {dtypes.of(y).shown}"
        raise RuntimeError(text)
    broadcast_shape(x.shape, y.shape)
    if x.dtype.kind != "f":  # NumPy subtracts no booleans, and bytes modulo 256
        x, y = (array.astype(dtypes.get_default_dtype().array) for array in (x, y))
    close = (x == y) | (np.abs(x - y) <= atol + rtol * np.abs(y)) & np.isfinite(y)
    return make(np.asarray(close | (np.isnan(x) & np.isnan(y)) if equal_nan else close))


@define()
def allclose(input, other, rtol=1e-05, atol=1e-08, equal_nan=False):
    return bool(isclose(input, other, rtol, atol, equal_nan)._a.all())


@define()
def equal(input, other):
    x, y = argument(input, "equal")._a, argument(other, "equal", "other", 2)._a
    return x.shape == y.shape and bool((x == y).all())


@define()
def where(condition, input=None, other=None):
    if input is None and other is None:
        from .indexing import nonzero

        return nonzero(condition, as_tuple=True)
    condition = argument(condition, "where", "condition")
    if condition._a.dtype not in (bool, np.uint8):
        raise RuntimeError(
            f"where expected condition to be a boolean tensor, but got a tensor with dtype "
            f"{condition.dtype.shown}"
        )
    c = condition._a.astype(bool)
    if not isinstance(input, Tensor | NUMBERS) or not isinstance(other, Tensor | NUMBERS):
        bad, word, position = (
            (input, "input", 2) if not isinstance(input, Tensor | NUMBERS) else (other, "other", 3)
        )
        raise TypeError(
            f"where(): argument '{word}' (position {position}) must be Tensor, not "
            f"{type(bad).__name__}"
        )
    (a, b), (x, y) = promoted("where", input, other)
    shape = broadcast_shape(x.shape, y.shape)
    broadcast_shape(c.shape, shape)
    vjps = (lambda g: np.where(c, g, 0), lambda g: np.where(c, 0, g))
    return record("WhereBackward0", np.where(c, x, y), [a, b], vjps)


Tensor.where = _where_method = None  # replaced below


def _method_where(self, condition, other):
    return where(condition, self, other)


define("where", function=False)(_method_where)


# --- Python's operators --------------------------------------------------------------------------


def _operator(name, compute, *, reflected=None):
    def forward(self, other):
        if not isinstance(other, Tensor | NUMBERS):
            return _from_array(forward, self, other)
        return modes.operate((name,), compute, (self, other), {})

    setattr(Tensor, f"__{name}__", forward)
    if reflected is not False:

        def backward(self, other):
            if not isinstance(other, Tensor | NUMBERS):
                return NotImplemented
            return modes.operate((name,), compute, (other, self), {})

        setattr(Tensor, f"__r{name}__", backward)


def _from_array(forward, self, other):
    return forward(self, make(other)) if isinstance(other, np.ndarray) else NotImplemented


for _name, _compute in (
    ("add", add),
    ("sub", sub),
    ("mul", mul),
    ("truediv", div),
    ("floordiv", floor_divide),
    ("mod", remainder),
    ("pow", pow),
    ("and", bitwise_and),
    ("or", bitwise_or),
    ("xor", bitwise_xor),
):
    _operator(_name, _compute)
for _name, _compute in (("eq", eq), ("ne", ne), ("lt", lt), ("le", le), ("gt", gt), ("ge", ge)):
    _operator(_name, _compute, reflected=False)
for _name, _method in (
    ("iadd", "add_"),
    ("isub", "sub_"),
    ("imul", "mul_"),
    ("itruediv", "div_"),
    ("ipow", "pow_"),
    ("ifloordiv", "floor_divide_"),
    ("imod", "remainder_"),
    ("iand", "bitwise_and_"),
    ("ior", "bitwise_or_"),
    ("ixor", "bitwise_xor_"),
):
    setattr(
        Tensor, f"__{_name}__", lambda self, other, method=_method: getattr(self, method)(other)
    )
Tensor.__neg__ = lambda self: neg(self)
Tensor.__pos__ = lambda self: positive(self)
Tensor.__abs__ = lambda self: _abs(self)
Tensor.__invert__ = lambda self: bitwise_not(self)
Tensor.__round__ = lambda self, decimals=0: round(self, decimals=decimals)
