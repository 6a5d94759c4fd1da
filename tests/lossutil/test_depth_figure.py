"""The live figure of the signal through depth: its line is the recursion, its dots the networks."""

from __future__ import annotations

import copy
import json
import math
import re
from collections.abc import Callable
from functools import cache
from typing import Any

import nbformat
import numpy as np
import pytest
import vl_convert
from numpy.typing import NDArray
from scipy import integrate, special, stats

from lossutil import figures
from tools.notebooks import ROOT

Function = Callable[[Any], Any]

PHI: dict[str, Function] = {
    "linear": lambda z: z,
    "ReLU": lambda z: np.maximum(z, 0),
    "tanh": np.tanh,
    "GELU": lambda z: z * special.ndtr(z),
}
DESCRIPTION = "The rms of a signal against the layers passed, with inputs for gain and depth."
HEIGHT = 30_000
"""Pixels, so that a coordinate with three decimals tells the height to one part in 10^7."""
SITE, JUPYTERLAB = "6.4", ("5.8", "5.21")
"""Versions of Vega-Lite: the one book/live.py ships, and the ends of what JupyterLab may have."""


def figure(measured: dict[tuple[str, float], list[float]] | None = None, **options: Any) -> Any:
    return figures.live_depth(measured or {}, description=DESCRIPTION, **options).specification


def drawn(specification: dict[str, Any], version: str = SITE, **inputs: Any) -> str:
    """What a browser draws when the inputs have the given values."""
    moved = copy.deepcopy(specification)
    known = {parameter["name"]: parameter for parameter in moved["params"]}
    for name, value in inputs.items():
        known[name]["value"] = value
    moved["height"] = HEIGHT
    return str(vl_convert.vegalite_to_svg(json.dumps(moved), vl_version=version))


def to_log10(pixels: list[str], span: float) -> NDArray[np.float64]:
    return span - 2 * span * np.array(pixels, dtype=float) / HEIGHT


def line(svg: str, span: float) -> NDArray[np.float64]:
    """Log10 of the drawn rms after 0, 1, … layers."""
    (path,) = re.findall(r'aria-roledescription="line mark" d="([^"]*)"', svg)
    return to_log10(re.findall(r"[ML][-\d.]+,([-\d.]+)", path), span)


def dots(svg: str, span: float) -> dict[int, float]:
    """Layer → log10 of the rms of the dots in the color of measurements."""
    color = figures.COLORS["gradient"]
    label = r'aria-label="layers passed, k: (\d+); rms of the signal: '
    place = rf'transform="translate\([-\d.]+,([-\d.]+)\)"[^>]*? fill="{color}"'
    found = re.findall(rf"{label}[^>]*?{place}", svg)
    heights = to_log10([height for _, height in found], span)
    return dict(zip([int(layer) for layer, _ in found], heights.tolist(), strict=True))


Z = np.linspace(-12, 12, 12_001)


def expected(values: Function) -> float:
    """E[values(Z)] for Z from N(0, 1): Simpson's rule, on a much finer grid than the browser's."""
    return float(integrate.simpson(values(Z) * stats.norm.pdf(Z), x=Z))


def squared(activation: str, a: float, power: int = 1) -> Function:
    """Return z ↦ φ(a z)^(2 power)."""
    return lambda z: PHI[activation](a * z) ** (2 * power)


@cache
def recursion(activation: str, gain: float, depth: int = 100) -> list[float]:
    """The rms after 0, 1, … layers: an independent calculation."""
    rms = [1.0]
    for _ in range(depth):
        a = gain * rms[-1]
        rms.append(math.sqrt(expected(squared(activation, a))))
    return rms


CASES = [
    pytest.param(activation, gain, span, id=f"{activation}-{gain}-to-1e{span:g}")
    for activation, gain, span in [
        ("linear", 1.2, 9.0),
        ("linear", 0.5, 32.0),
        ("ReLU", 1.0, 16.0),
        ("ReLU", 1.41, 0.5),
        ("tanh", 0.5, 32.0),
        ("tanh", 1.0, 2.0),
        ("tanh", 1.67, 0.5),
        ("tanh", 2.0, 0.5),
        ("GELU", 1.2, 25.0),
        ("GELU", 1.5, 4.0),
    ]
]


@pytest.mark.parametrize(("activation", "gain", "span"), CASES)
def test_the_drawn_line_is_the_recursion(activation: str, gain: float, span: float) -> None:
    svg = drawn(figure(), activation=activation, gain=gain, span=span)
    theory = np.log10(recursion(activation, gain))
    # Coordinates have three decimals; tanh's trapezoidal rule is accurate to 1e-6.
    tolerance = 2 * span * 0.0005 / HEIGHT + (1e-6 if activation == "tanh" else 1e-9)
    np.testing.assert_allclose(line(svg, span), theory, atol=tolerance, rtol=0)


@pytest.mark.parametrize("activation", PHI)
def test_jupyterlab_and_the_site_draw_the_same_line(activation: str) -> None:
    specification = figure({(activation, 1.2): [0.5] * 100})
    inputs: dict[str, Any] = {"activation": activation, "gain": 1.2, "span": 32, "depth": 40}
    site, *others = (drawn(specification, v, **inputs) for v in (SITE, *JUPYTERLAB))
    assert dots(site, 32)
    for other in others:
        np.testing.assert_array_equal(line(other, 32), line(site, 32))
        assert dots(other, 32) == dots(site, 32)


@pytest.mark.parametrize("depth", [1, 7, 100])
def test_the_line_ends_at_the_chosen_depth_with_its_value(depth: int) -> None:
    svg = drawn(figure(), activation="linear", gain=1.3, depth=depth)
    assert len(line(svg, 18)) == depth + 1
    (number,) = set(re.findall(rf">([^<]*) after {depth}</text>", svg))
    assert float(number) == pytest.approx(1.3**depth, rel=5e-3)  # three digits


def test_each_input_moves_the_line() -> None:
    specification = figure()
    start = line(drawn(specification), 18).tolist()
    inputs: dict[str, Any] = {"gain": 1.01, "activation": "tanh", "depth": 99, "span": 18.5}
    for name, value in inputs.items():
        assert line(drawn(specification, **{name: value}), 18).tolist() != start, name


MEASURED = {
    ("ReLU", 1.0): [0.9 * 0.5 ** (k / 2) for k in range(1, 101)],
    ("ReLU", 1.41): [1.5] * 100,
    ("tanh", 1.0): [0.25] * 100,
}


@pytest.mark.parametrize("key", MEASURED, ids=str)
def test_dots_show_the_network_of_the_chosen_activation_and_gain(key: tuple[str, float]) -> None:
    activation, gain = key
    svg = drawn(figure(MEASURED), activation=activation, gain=gain)
    found = dots(svg, 18)
    assert [*found] == [*range(5, 101, 5)]
    for layer, height in found.items():
        stored = float(f"{MEASURED[key][layer - 1]:.3g}")
        assert height == pytest.approx(math.log10(stored), abs=36 * 0.0005 / HEIGHT + 1e-9)


@pytest.mark.parametrize(
    "inputs", [{"gain": 1.01}, {"gain": 1.4}, {"activation": "linear"}, {"depth": 4}], ids=str
)
def test_without_a_measurement_there_are_no_dots(inputs: dict[str, Any]) -> None:
    assert dots(drawn(figure(MEASURED)), 18)
    assert not dots(drawn(figure(MEASURED), **inputs), 18)


def test_dots_end_at_the_chosen_depth_with_the_given_spacing() -> None:
    assert [*dots(drawn(figure(MEASURED), depth=12), 18)] == [5, 10]
    assert [*dots(drawn(figure(MEASURED, every=25)), 18)] == [25, 50, 75, 100]


def test_a_network_of_fewer_layers_has_fewer_dots() -> None:
    svg = drawn(figure({("ReLU", 1.0): [0.5] * 12}))
    assert [*dots(svg, 18)] == [5, 10]
    assert len(line(svg, 18)) == 101


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"activation": "ELU"}, "got 'ELU' and 1.0"),
        ({"gain": 2.5}, "got 'ReLU' and 2.5"),
        ({"measured": {("relu", 1.0): [1.0]}}, "got 'relu' and 1.0"),
        ({"measured": {("tanh", 0.4): [1.0]}}, "got 'tanh' and 0.4"),
        ({"measured": {("tanh", 5 / 3): [1.0]}}, r"got 'tanh' and 1\.666"),
    ],
    ids=["unknown", "too-large", "misspelled", "too-small", "between-two-steps"],
)
def test_a_start_outside_of_the_inputs_is_refused(options: dict[str, Any], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        figure(**options)


# The figure as stored in the book.

WIDTH = 256


@pytest.fixture(scope="module")
def on_the_page() -> Any:
    path = ROOT / "chapters" / "4-initialization" / "variance.ipynb"
    outputs = [o for c in nbformat.read(path, as_version=4).cells for o in c.get("outputs", [])]
    (found,) = (
        o.data[figures.VEGA_LITE] for o in outputs if figures.VEGA_LITE in o.get("data", {})
    )
    return found


def standard_errors(activation: str, gain: float) -> list[float]:
    """Std of ln rms of one sample after 0, 1, … layers, to first order.

    A layer multiplies the error of ln q by the slope of the recursion, and adds that of an
    average over the width; the variance of the input's q is 2/width.
    """
    variance, errors = 2 / WIDTH, [math.sqrt(2 / WIDTH) / 2]
    for rms in recursion(activation, gain)[:-1]:
        a = gain * rms
        mean = expected(squared(activation, a))
        slope = math.log(expected(squared(activation, 1.001 * a)) / mean) / (2 * math.log(1.001))
        spread = expected(squared(activation, a, power=2)) / mean**2 - 1
        variance = slope**2 * variance + spread / WIDTH
        errors.append(math.sqrt(variance) / 2)
    return errors


@pytest.mark.parametrize(
    ("activation", "gain"),
    [("linear", 1.0), ("ReLU", 1.0), ("ReLU", 1.41), ("tanh", 1.67), ("GELU", 1.7)],
)
def test_the_page_has_measured_networks_near_the_line(
    activation: str, gain: float, on_the_page: Any
) -> None:
    svg = drawn(on_the_page, activation=activation, gain=gain, span=18)
    law, errors = line(svg, 18), standard_errors(activation, gain)
    found = dots(svg, 18)
    assert len(found) == 20
    for layer, height in found.items():
        miss = abs(height - law[layer]) * math.log(10)
        assert miss < 4 * errors[layer], f"layer {layer}: {miss / errors[layer]:.1f} SE"


def test_the_page_measures_the_gains_that_its_caption_names(
    on_the_page: Any,
) -> None:
    data = [values for values in on_the_page["datasets"].values() if "rms" in values[0]]
    (rows,) = data
    gains = {*(round(0.05 * step, 2) for step in range(10, 41)), 1.41, 1.67}
    expected_keys = {(activation, gain) for activation in PHI for gain in gains}
    assert {(row["activation"], row["gain"]) for row in rows} == expected_keys
    assert len(rows) == len(expected_keys)


def test_the_figure_is_a_small_part_of_the_page(on_the_page: Any) -> None:
    assert len(json.dumps(on_the_page)) < 200_000
