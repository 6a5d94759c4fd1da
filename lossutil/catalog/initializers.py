"""Every initializer of ``torch.nn.init``, and the gains."""

import math
from dataclasses import replace
from typing import Final

import torch
from torch import Generator, Tensor

from lossutil.catalog import drawing
from lossutil.catalog.model import REQUIRED, Argument, Draw, Family, Gain, Initializer


def _unfilled(*shape: int) -> tuple[Tensor]:
    return (torch.full(shape, math.nan),)


def _layer(g: Generator) -> tuple[Tensor]:
    """Return an empty weight of a linear or a convolution layer."""
    kernel = drawing.pick(g, (), (3,), (2, 3))
    return _unfilled(drawing.size(g, 3, 9), drawing.size(g, 3, 9), *kernel)


def _draw_fill(g: Generator) -> Draw:
    return Draw(_unfilled(*drawing.shape(g)))


def _draw_uniform(g: Generator) -> Draw:
    return Draw(
        _unfilled(*drawing.shape(g)),
        {"a": drawing.number(g, -2.0, 0.0), "b": drawing.number(g, 0.5, 2.0)},
    )


def _draw_normal(g: Generator) -> Draw:
    return Draw(
        _unfilled(*drawing.shape(g)),
        {"mean": drawing.number(g, -1.0, 1.0), "std": drawing.number(g, 0.1, 2.0)},
    )


def _draw_trunc_normal(g: Generator) -> Draw:
    mean, std = drawing.number(g, -1.0, 1.0), drawing.number(g, 0.1, 2.0)
    bounds = {
        "a": mean - drawing.number(g, 0.5, 3.0) * std,
        "b": mean + drawing.number(g, 0.5, 3.0) * std,
    }
    return Draw(_unfilled(*drawing.shape(g)), {"mean": mean, "std": std, **bounds})


def _draw_constant(g: Generator) -> Draw:
    return Draw(_unfilled(*drawing.shape(g)), {"val": drawing.number(g, -2.0, 2.0)})


def _draw_eye(g: Generator) -> Draw:
    return Draw(_unfilled(drawing.size(g), drawing.size(g)))


def _draw_dirac(g: Generator) -> Draw:
    groups, kernel = drawing.size(g, 1, 3), drawing.pick(g, (3,), (2, 3), (3, 2, 3))
    return Draw(_unfilled(groups * drawing.size(g), drawing.size(g), *kernel), {"groups": groups})


def _draw_gain(g: Generator) -> Draw:
    return Draw(_layer(g), {"gain": drawing.number(g, 0.5, 2.0)})


def _draw_kaiming(g: Generator) -> Draw:
    kwargs = {
        "a": drawing.number(g, 0.0, 1.0),
        "mode": drawing.pick(g, "fan_in", "fan_out"),
        "nonlinearity": drawing.pick(g, "leaky_relu", "relu", "tanh"),
    }
    return Draw(_layer(g), kwargs)


def _draw_sparse(g: Generator) -> Draw:
    kwargs = {"sparsity": drawing.number(g, 0.0, 1.0), "std": drawing.number(g, 0.01, 1.0)}
    return Draw(_unfilled(drawing.size(g, 3, 9), drawing.size(g, 3, 9)), kwargs)


_XAVIER_PAGE = "chapters/4-initialization/xavier"

_KAIMING_PAGE = "chapters/4-initialization/kaiming"

_ANY_TENSOR = "any shape"

_FANS = "at least 2 dimensions: the fans are shape[1] and shape[0], times the kernel's size"

_GENERATOR = Argument("generator", None, "source of randomness; None is torch's global one")

_GAIN = Argument("gain", 1.0, "factor of the standard deviation, see calculate_gain")

_KAIMING_ARGUMENTS = (
    Argument("a", 0, "negative slope of the leaky ReLU; read for 'leaky_relu' only"),
    Argument("mode", "fan_in", "'fan_in' keeps the size of the signal, 'fan_out' of the gradient"),
    Argument("nonlinearity", "leaky_relu", "what follows the layer, see calculate_gain"),
    _GENERATOR,
)

_LINEAR = ("linear", *(f"conv{'_transpose' * t}{d}d" for t in range(2) for d in range(1, 4)))


INITIALIZERS: tuple[Initializer, ...] = (
    # Xavier
    Initializer(
        name="xavier_uniform_",
        family=Family.XAVIER,
        distribution="uniform, symmetric around 0",
        formula=r"U(-b, b), \quad b = \text{gain} "
        r"\sqrt{\frac{6}{\text{fan\_in} + \text{fan\_out}}}",
        spread="std gain·√(2 / (fan_in + fan_out)), bound √3 times that",
        arguments=(_GAIN, _GENERATOR),
        domain=_FANS,
        dimensions=(2, None),
        page=_XAVIER_PAGE,
        draw=_draw_gain,
    ),
    Initializer(
        name="xavier_normal_",
        family=Family.XAVIER,
        distribution="normal around 0",
        formula=r"N(0, s^2), \quad s = \text{gain} "
        r"\sqrt{\frac{2}{\text{fan\_in} + \text{fan\_out}}}",
        spread="std gain·√(2 / (fan_in + fan_out))",
        arguments=(_GAIN, _GENERATOR),
        domain=_FANS,
        dimensions=(2, None),
        page=_XAVIER_PAGE,
        draw=_draw_gain,
    ),
    # Kaiming
    Initializer(
        name="kaiming_uniform_",
        family=Family.KAIMING,
        distribution="uniform, symmetric around 0",
        formula=r"U(-b, b), \quad b = \text{gain} \sqrt{\frac{3}{\text{fan}}}",
        spread="std gain / √fan, bound √3 times that",
        arguments=_KAIMING_ARGUMENTS,
        domain=_FANS,
        dimensions=(2, None),
        page=_KAIMING_PAGE,
        draw=_draw_kaiming,
    ),
    Initializer(
        name="kaiming_normal_",
        family=Family.KAIMING,
        distribution="normal around 0",
        formula=r"N(0, s^2), \quad s = \frac{\text{gain}}{\sqrt{\text{fan}}}",
        spread="std gain / √fan",
        arguments=_KAIMING_ARGUMENTS,
        domain=_FANS,
        dimensions=(2, None),
        page=_KAIMING_PAGE,
        draw=_draw_kaiming,
    ),
    # uniform, normal, constant
    Initializer(
        name="uniform_",
        family=Family.PLAIN,
        distribution="uniform between a and b",
        formula=r"U(a, b)",
        spread="std (b − a) / √12",
        arguments=(
            Argument("a", 0.0, "lower bound"),
            Argument("b", 1.0, "upper bound"),
            _GENERATOR,
        ),
        domain=_ANY_TENSOR,
        dimensions=(0, None),
        draw=_draw_uniform,
    ),
    Initializer(
        name="normal_",
        family=Family.PLAIN,
        distribution="normal",
        formula=r"N(\text{mean}, \text{std}^2)",
        spread="std as given",
        arguments=(
            Argument("mean", 0.0, "expectation"),
            Argument("std", 1.0, "standard deviation"),
            _GENERATOR,
        ),
        domain=_ANY_TENSOR,
        dimensions=(0, None),
        draw=_draw_normal,
    ),
    Initializer(
        name="trunc_normal_",
        family=Family.PLAIN,
        distribution="normal, drawn again outside [a, b]",
        formula=r"N(\text{mean}, \text{std}^2) \text{ given } a \le w \le b",
        spread="below std: 0.8796 std if a and b lie 2 std from the mean",
        arguments=(
            Argument("mean", 0.0, "expectation before truncation"),
            Argument("std", 1.0, "standard deviation before truncation"),
            Argument("a", -2.0, "lower bound, a value, not a number of stds"),
            Argument("b", 2.0, "upper bound, a value, not a number of stds"),
            _GENERATOR,
        ),
        domain=_ANY_TENSOR,
        dimensions=(0, None),
        draw=_draw_trunc_normal,
    ),
    Initializer(
        name="constant_",
        family=Family.PLAIN,
        distribution="one value",
        formula=r"w = \text{val}",
        spread="std 0",
        arguments=(Argument("val", REQUIRED, "the value"),),
        domain=_ANY_TENSOR,
        dimensions=(0, None),
        draw=_draw_constant,
    ),
    Initializer(
        name="ones_",
        family=Family.PLAIN,
        distribution="ones",
        formula=r"w = 1",
        spread="std 0",
        domain=_ANY_TENSOR,
        dimensions=(0, None),
        draw=_draw_fill,
    ),
    Initializer(
        name="zeros_",
        family=Family.PLAIN,
        distribution="zeros",
        formula=r"w = 0",
        spread="std 0",
        domain=_ANY_TENSOR,
        dimensions=(0, None),
        draw=_draw_fill,
    ),
    # orthogonal, identity, sparse
    Initializer(
        name="orthogonal_",
        family=Family.STRUCTURED,
        distribution="uniform over matrices with orthonormal rows or columns, times gain",
        formula=r"W W^{T} = \text{gain}^2 I \text{ or } W^{T} W = \text{gain}^2 I",
        spread="every singular value is gain; std gain / √max(rows, columns)",
        arguments=(replace(_GAIN, default=1, meaning="factor of the matrix"), _GENERATOR),
        domain="at least 2 dimensions; all but the first are flattened into columns",
        dimensions=(2, None),
        draw=_draw_gain,
    ),
    Initializer(
        name="eye_",
        family=Family.STRUCTURED,
        distribution="ones on the diagonal, zeros elsewhere",
        formula=r"W_{ij} = 1 \text{ if } i = j, \text{ else } 0",
        spread="not random",
        domain="2 dimensions, square or not",
        dimensions=(2, 2),
        draw=_draw_eye,
    ),
    Initializer(
        name="dirac_",
        family=Family.STRUCTURED,
        distribution="a one at the kernel's center for output channel = input channel, else zeros",
        formula=r"W_{o i t} = 1 \text{ if } o = i \text{ and } "
        r"t = \lfloor \text{size} / 2 \rfloor, \text{ else } 0",
        spread="not random",
        arguments=(Argument("groups", 1, "number of groups; each starts again at channel 0"),),
        domain="3, 4 or 5 dimensions, shape[0] divisible by groups",
        dimensions=(3, 5),
        draw=_draw_dirac,
    ),
    Initializer(
        name="sparse_",
        family=Family.STRUCTURED,
        distribution="normal around 0, with the same number of zeros in every column",
        formula=r"\lceil \text{sparsity} \cdot \text{rows} \rceil \text{ zeros per column, "
        r"else } N(0, \text{std}^2)",
        spread="std as given where nonzero",
        arguments=(
            Argument("sparsity", REQUIRED, "fraction of each column set to 0, rounded up"),
            Argument("std", 0.01, "standard deviation of the other entries"),
            replace(
                _GENERATOR,
                meaning=f"{_GENERATOR.meaning}; the places of the zeros never come from it",
            ),
        ),
        domain="2 dimensions",
        dimensions=(2, 2),
        draw=_draw_sparse,
    ),
)


GAIN_ARGUMENTS: tuple[Argument, ...] = (
    Argument("nonlinearity", REQUIRED, "one of the names in GAINS"),
    Argument("param", None, "negative slope, read for 'leaky_relu' only; None is 0.01"),
)
"""Arguments of ``torch.nn.init.calculate_gain``."""


GAIN_EXERCISE: Final = "initialization/scaled"


GAINS: tuple[Gain, ...] = (
    *(Gain(name, "1", 1.0, "exact: no nonlinearity") for name in _LINEAR),
    Gain("sigmoid", "1", 1.0, "convention"),
    Gain("tanh", r"\frac{5}{3}", 5 / 3, "rule of thumb"),
    Gain("relu", r"\sqrt{2}", math.sqrt(2), "exact: half of the second moment is cut off"),
    Gain(
        "leaky_relu",
        r"\sqrt{\frac{2}{1 + a^2}}",
        math.sqrt(2 / (1 + 0.01**2)),
        "exact: the second moment becomes (1 + a²)/2 of itself",
    ),
    Gain("selu", r"\frac{3}{4}", 0.75, "chosen by experiment; self-normalizing networks need 1"),
)
