"""NumPy, symbolic differentiation, torch and the browser agree on one expression."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
import sympy
import torch
import vl_convert
from torch.nn import functional as F

from lossutil.curves import Curves, Slider

z = sympy.Symbol("z", real=True)
epsilon, delta, margin = sympy.symbols("epsilon delta margin", positive=True)


@dataclass(frozen=True)
class Case:
    """A loss as an expression and as torch computes it, and the sliders' values to try."""

    loss: sympy.Expr
    torch_loss: Callable[..., torch.Tensor]
    sliders: tuple[Slider, ...] = ()
    parameters: tuple[dict[str, Any], ...] = ({},)

    @property
    def curves(self) -> Curves:
        return Curves.with_gradient(self.loss, z, (-4.03, 3.97), self.sliders)


def smoothed_cross_entropy(x: torch.Tensor, epsilon: float) -> torch.Tensor:
    logits = torch.stack([x, torch.zeros_like(x), torch.zeros_like(x)], dim=1)
    target = torch.zeros(len(x), dtype=torch.long)
    return F.cross_entropy(logits, target, reduction="none", label_smoothing=epsilon)


def hinge(x: torch.Tensor, margin: float) -> torch.Tensor:
    apart = -torch.ones_like(x)
    return F.hinge_embedding_loss(x, apart, margin=margin, reduction="none")


def huber(x: torch.Tensor, delta: float) -> torch.Tensor:
    return F.huber_loss(x, torch.zeros_like(x), delta=delta, reduction="none")


CASES = {
    "logistic": Case(sympy.log(1 + sympy.exp(z)), F.softplus),
    "constant gradient": Case(3 * z, lambda x: 3 * x),
    "absolute": Case(sympy.Abs(z), torch.abs),
    "log-cosh": Case(sympy.log(sympy.cosh(z)), lambda x: torch.log(torch.cosh(x))),
    "smoothed cross-entropy of three classes": Case(
        sympy.log(sympy.exp(z) + 2) - (1 - epsilon) * z - epsilon * z / 3,
        smoothed_cross_entropy,
        (Slider(epsilon, 0, 0.9, 0.05, start=0.1, label="ε"),),
        ({}, {"epsilon": 0.0}, {"epsilon": 0.85}),
    ),
    "Huber": Case(
        sympy.Piecewise(
            (z**2 / 2, sympy.Abs(z) <= delta), (delta * (sympy.Abs(z) - delta / 2), True)
        ),
        huber,
        (Slider(delta, 0.1, 3, 0.1, start=1, label="δ"),),
        ({}, {"delta": 0.3}, {"delta": 2.5}),
    ),
    "hinge": Case(
        sympy.Max(0, margin - z),
        hinge,
        (Slider(margin, 0, 2, 0.1, start=1, label="margin"),),
        ({}, {"margin": 0.2}),
    ),
}
each_case = pytest.mark.parametrize("case", CASES.values(), ids=CASES)


def evaluate_in_vega(expression: str, points: Sequence[float], parameters: dict[str, float]) -> Any:
    """Evaluate an expression with Vega: it writes one text for each point into a picture."""
    chart = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "params": [{"name": name, "value": value} for name, value in parameters.items()],
        "data": {"values": [{"x": x} for x in points]},
        "transform": [{"calculate": expression, "as": "y"}],
        "mark": "text",
        "encoding": {"text": {"field": "y", "type": "quantitative", "format": ".17e"}},
    }
    svg = vl_convert.vegalite_to_svg(json.dumps(chart))
    texts = re.findall(r"<text[^>]*>([^<]*)</text>", svg)
    return np.array([float(text.replace("\N{MINUS SIGN}", "-")) for text in texts])


@each_case
def test_values_and_gradients_are_those_of_torch(case: Case) -> None:
    for parameters in case.parameters:
        x = torch.linspace(*case.curves.domain, 81, dtype=torch.float64, requires_grad=True)
        loss = case.torch_loss(x, **{**case.curves.start, **parameters})
        loss.sum().backward()
        points = x.detach().numpy()
        assert x.grad is not None
        np.testing.assert_allclose(
            case.curves.values("loss", points, **parameters), loss.detach(), rtol=0, atol=1e-12
        )
        np.testing.assert_allclose(
            case.curves.values("gradient", points, **parameters), x.grad, rtol=0, atol=1e-12
        )
        assert case.curves.difference_from(case.torch_loss, **parameters) < 1e-12


@each_case
def test_the_javascript_expression_gives_the_same_numbers(case: Case) -> None:
    points = [-4.03, -1.5, -0.31, 0.0, 0.7, 3.97]
    for line in case.curves.lines:
        for parameters in case.parameters:
            shown = evaluate_in_vega(
                case.curves.vega(line), points, {**case.curves.start, **parameters}
            )
            expected = case.curves.values(line, points, **parameters)
            np.testing.assert_allclose(shown, expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize(
    "expression",
    [sympy.erf(z), sympy.loggamma(z), sympy.asinh(z), sympy.cbrt(z), sympy.GoldenRatio * z],
    ids=str,
)
def test_what_the_browser_cannot_compute_is_refused(expression: sympy.Expr) -> None:
    with pytest.raises(ValueError, match=r"line 'loss' uses \[.*\], which the browser cannot"):
        Curves(z, (0, 1), {"loss": expression}).vega("loss")


def test_a_parameter_that_is_not_given_keeps_its_start() -> None:
    a, b = sympy.symbols("a b", real=True)
    sliders = (Slider(a, 0, 10, 1, start=2, label="a"), Slider(b, 0, 10, 1, start=3, label="b"))
    curves = Curves(z, (0, 1), {"line": 100 * a + 10 * b + z}, sliders)
    assert curves.values("line", [1.0]).tolist() == [231.0]
    assert curves.values("line", [1.0], b=5).tolist() == [251.0]
    assert curves.values("line", [1.0], b=5, a=4).tolist() == [451.0]


def test_a_constant_line_has_the_shape_of_x() -> None:
    curves = Curves(z, (0, 1), {"line": sympy.Integer(2)})
    assert curves.values("line", np.zeros((2, 3))).tolist() == [[2.0, 2.0, 2.0], [2.0, 2.0, 2.0]]


def test_an_infinite_value_is_returned_without_a_warning() -> None:
    curves = Curves.with_gradient(-sympy.log(z), z, (0, 1))
    with np.errstate(all="raise"):
        assert curves.values("loss", [0.0, 1.0]).tolist() == [np.inf, 0.0]
        assert curves.values("gradient", [0.0, 1.0]).tolist() == [-np.inf, -1.0]


def test_a_wrong_value_is_reported_at_its_size() -> None:
    logistic = CASES["logistic"].curves
    assert logistic.difference_from(lambda x: F.softplus(x) + 0.25) == pytest.approx(0.25)


def test_a_wrong_gradient_with_right_values_is_reported() -> None:
    def halved_gradient(x: torch.Tensor) -> torch.Tensor:
        return F.softplus(x).detach() / 2 + F.softplus(x) / 2

    logistic = CASES["logistic"].curves
    largest_slope = logistic.values("gradient", [logistic.domain[1]]).item()
    assert logistic.difference_from(halved_gradient) == pytest.approx(largest_slope / 2)
    assert logistic.difference_from(halved_gradient, gradient=None) < 1e-12


@pytest.mark.parametrize("broken", ["value", "gradient"])
def test_nan_is_never_a_small_difference(broken: str) -> None:
    def with_nan(x: torch.Tensor) -> torch.Tensor:
        return F.softplus(x) * torch.nan

    def with_nan_gradient(x: torch.Tensor) -> torch.Tensor:
        # The root's derivative at 0 is infinite; times 0 it is nan, while the value is 0.
        return F.softplus(x) + (0 * x).sqrt() * 0

    function = with_nan if broken == "value" else with_nan_gradient
    difference = CASES["logistic"].curves.difference_from(function)
    assert not difference < 1e-6


def test_a_loss_that_was_reduced_is_refused() -> None:
    with pytest.raises(ValueError, match=r"shape \(41,\), got \(\); use reduction='none'"):
        CASES["logistic"].curves.difference_from(lambda x: F.softplus(x).mean())


def test_a_symbol_without_slider_is_refused() -> None:
    with pytest.raises(ValueError, match=r"line 'loss' uses \['delta'\].*add a Slider"):
        Curves(z, (0, 1), {"loss": delta * z})


def test_a_line_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match=r"no line 'slope'; there are \['gradient', 'loss'\]"):
        CASES["logistic"].curves.values("slope", [0.0])


def test_a_parameter_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match=r"no parameter \['beta'\]; there are \['delta'\]"):
        CASES["Huber"].curves.values("loss", [0.0], beta=1.0)


@pytest.mark.parametrize(
    ("low", "high", "step", "start"),
    [(1, 0, 0.1, 0.5), (0, 1, 0.1, 2), (0, 1, 0.1, -1), (0, 1, 0, 0.5), (0, 1, -0.1, 0.5)],
    ids=["reversed", "start too high", "start too low", "no step", "negative step"],
)
def test_an_impossible_slider_is_refused(
    low: float, high: float, step: float, start: float
) -> None:
    with pytest.raises(ValueError, match=rf"slider 'δ': expected low <= .* start={start}, high="):
        Slider(delta, low, high, step, start=start, label="δ")
