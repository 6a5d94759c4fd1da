"""The live figure of the signal through depth: a recursion that the browser evaluates."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import altair as alt
import numpy as np

from lossutil.figures.interactive import LiveFigure, styled
from lossutil.figures.style import COLORS, rounded

LOW, HIGH = 0.5, 2.0
"""The smallest and the largest gain of the slider."""
LAYERS = 100


def live_depth(
    measured: Mapping[tuple[str, float], Sequence[float]],
    *,
    description: str,
    activation: str = "ReLU",
    gain: float = 1.0,
    every: int = 5,
) -> LiveFigure:
    """Draw the signal through 100 layers, with inputs for gain, activation, depth and the axis.

    The line is the recursion for wide networks, which the browser evaluates again when an input
    changes: ``rms_{k+1}² = E[φ(gain · rms_k · z)²]`` with z from N(0, 1) and ``rms_0 = 1``. Dots
    are measured networks; they are shown while the inputs have their activation and gain.

    Args:
        measured: (activation, gain) → rms after 1, 2, … layers; activations are those of
            ``RMS_AFTER``, gains multiples of 0.01 from 0.5 to 2.
        description: one or two sentences on what a reader sees and learns by moving the inputs.
        activation: initial activation.
        gain: initial σ · √fan-in.
        every: number of layers from one dot to the next.

    Returns:
        The figure, which a notebook displays.

    Raises:
        ValueError: an activation or a gain is not among the values of the inputs.

    >>> text = "The rms falls or rises with depth, as the gain you choose makes it."
    >>> [p["name"] for p in live_depth({}, description=text).specification["params"]][:4]
    ['gain', 'activation', 'depth', 'span']

    References:
        Poole et al., Exponential expressivity in deep neural networks through transient chaos,
        NeurIPS 2016, for the recursion.
    """
    for name, factor in [(activation, gain), *measured]:
        _check(name, factor)
    x, y = _axes()
    law = _law()
    end = law.transform_filter("datum.layer == depth")
    chart = (
        alt.layer(
            _line(law).encode(x=x, y=y),
            _dots(measured, every).encode(x=x, y=y),
            end.mark_point(filled=True, size=70, opacity=1, clip=True).encode(
                x=x, y=y, color=alt.value(COLORS["loss"])
            ),
            *_values(end, x),
        )
        .add_params(*_inputs(activation, gain), *_recursion())
        .properties(width=600, height=300)
    )
    return LiveFigure(styled(chart), description)


def _check(activation: str, gain: float) -> None:
    reachable = LOW <= gain <= HIGH and math.isclose(gain, round(gain, 2))
    if activation not in RMS_AFTER or not reachable:
        raise ValueError(
            f"expected one of {list(RMS_AFTER)} and a multiple of 0.01 from {LOW} to {HIGH} "
            f"as gain, got {activation!r} and {gain}"
        )


def _inputs(activation: str, gain: float) -> list[alt.Parameter]:
    chosen = alt.binding_select(options=[*RMS_AFTER], name="activation")
    return [
        _slider("gain", gain, (LOW, HIGH, 0.01), "gain g = σ · √fan-in"),
        alt.param(name="activation", value=activation, bind=chosen),
        _slider("depth", LAYERS, (1, LAYERS, 1), "depth, layers"),
        _slider("span", 18, (0.5, 32, 0.5), "powers of ten up and down"),
    ]


def _slider(name: str, value: float, ends: tuple[float, float, float], label: str) -> alt.Parameter:
    bind = alt.binding_range(min=ends[0], max=ends[1], step=ends[2], name=label)
    return alt.param(name=name, value=value, bind=bind)


def _recursion() -> list[alt.Parameter]:
    """Return the variables of the recursion; ``law`` is the list of the rms, from layer 0 on."""
    # Vega has no loops, so each layer has a variable: in_k is gain times the rms after k - 1
    # layers.
    *names, other = RMS_AFTER
    steps = [alt.param(name="in_1", expr="gain")]
    for layer in range(1, LAYERS + 1):
        cases = "".join(f"activation=='{n}'?{RMS_AFTER[n](f'in_{layer}')}:" for n in names)
        last = RMS_AFTER[other](f"in_{layer}")
        steps.append(alt.param(name=f"in_{layer + 1}", expr=f"gain*({cases}{last})"))
    after = ",".join(f"in_{layer + 1}/gain" for layer in range(1, LAYERS + 1))
    return [*steps, alt.param(name="law", expr=f"[1,{after}]")]


def _axes() -> tuple[alt.X, alt.Y]:
    # Only ticks whose first digit is 1, 2 or 5 are labeled, so that labels never overlap.
    digit = "round(datum.value/pow(10,floor(log(datum.value)/LN10+1e-9)))"
    number = "format(datum.value, abs(log(datum.value)) < 10 ? '~g' : '.0e')"
    x = alt.X(
        "layer:Q",
        title="layers passed, k",
        scale=alt.Scale(domain=[0, LAYERS], nice=False),
    )
    y = alt.Y(
        "rms:Q",
        title="rms of the signal",
        scale=_y_scale(),
        axis=alt.Axis(
            labelExpr=f"span > 0.5 && indexof([1,2,5], {digit}) < 0 ? '' : {number}",
            labelOverlap=False,
            tickCount=8,
            minExtent=48,  # keeps the plot in place when the labels change
        ),
    )
    return x, y


def _y_scale() -> alt.Scale:
    ends = [{"expr": "pow(10,-span)"}, {"expr": "pow(10,span)"}]
    return alt.Scale(type="log", nice=False, domain=ends)


def _law() -> alt.Chart:
    """Return the recursion's values up to the chosen depth."""
    return (
        alt.Chart(alt.sequence(0, LAYERS + 1, as_="layer"))
        .transform_filter("datum.layer <= depth")
        .transform_calculate(rms="law[datum.layer]", line="'law'")
    )


def _line(law: alt.Chart) -> alt.Chart:
    color = alt.Color("line:N", **_key("law", COLORS["loss"], "stroke", 300))
    return law.mark_line(clip=True, strokeWidth=2.5).encode(color=color)


def _key(name: str, color: str, symbol: str, size: int) -> dict[str, Any]:
    """Return legend and scale of a single entry."""
    return {
        "legend": alt.Legend(
            title=None, orient="top", symbolType=symbol, symbolSize=size, labelLimit=300
        ),
        "scale": alt.Scale(domain=[name], range=[color]),
    }


def _values(end: alt.Chart, x: alt.X) -> list[alt.Chart]:
    """Return the number beside the end of the line, and the halo behind it."""
    # Beside the end of the line, on the free side; at the edge if the line has left the plot.
    free: dict[str, Any] = {
        "align": alt.expr("depth > 50 ? 'right' : 'left'"),
        "dx": alt.expr("depth > 50 ? -9 : 9"),
        "dy": alt.expr("law[depth] > 1 ? -12 : 14"),
    }
    halo: dict[str, Any] = {"stroke": COLORS["paper"], "strokeWidth": 4, "strokeJoin": "round"}
    return [
        end.transform_calculate(
            edge="clamp(datum.rms, pow(10,-0.88*span), pow(10,0.88*span))",
            shown="format(datum.rms, '.3~g') + ' after ' + depth",
        )
        .mark_text(**free, **style, fontSize=13, fontWeight=600, color=fill)
        .encode(x=x, y=alt.Y("edge:Q", scale=_y_scale()), text="shown:N")
        for style, fill in ((halo, COLORS["paper"]), ({}, COLORS["loss"]))
    ]


def _dots(measured: Mapping[tuple[str, float], Sequence[float]], every: int) -> alt.Chart:
    """Return the measurements with the chosen activation and gain, up to the chosen depth."""
    rows = [
        {"activation": name, "gain": factor, "rms": rounded(values[every - 1 : LAYERS : every], 3)}
        for (name, factor), values in measured.items()
    ]
    return (
        alt.Chart(alt.InlineData(values=rows))
        .transform_filter("datum.activation == activation && abs(datum.gain - gain) < 0.001")
        .transform_calculate(layer=f"sequence({every}, {LAYERS + 1}, {every})", kind="'measured'")
        .transform_flatten(["layer", "rms"])
        .transform_filter("datum.layer <= depth && datum.rms > 0")
        .mark_point(filled=True, size=36, opacity=1, clip=True)
        .encode(fill=alt.Fill("kind:N", **_key("measured", COLORS["gradient"], "circle", 60)))
    )


def _rms_after_tanh(a: str) -> str:
    # The trapezoidal rule on tanh(a z)² is accurate to 1e-6 for a up to 2: the poles are far from
    # the real axis.
    nodes = 0.3 * np.arange(-22, 23)
    weights = np.exp(-(nodes**2) / 2)
    weights /= weights.sum()
    terms = [
        f"{2 * weight:.9g}*pow(1-2/(1+exp({2 * node:.1f}*{a})),2)"
        for node, weight in zip(nodes[23:], weights[23:], strict=True)
    ]
    return f"({a}<1e-4?{a}:sqrt({'+'.join(terms)}))"  # for smaller a, 1 - 2/(1 + …) would cancel


def _rms_after_gelu(a: str) -> str:
    # E[(a z Φ(a z))²], by two integrations by parts.
    slope = f"{a}*{a}/(1+{a}*{a})"
    return f"{a}*sqrt(0.25+asin({slope})/(2*PI)+{slope}/(PI*sqrt(1+2*{a}*{a})))"


RMS_AFTER: dict[str, Callable[[str], str]] = {
    "linear": lambda a: a,
    "ReLU": lambda a: f"{a}*SQRT1_2",
    "tanh": _rms_after_tanh,
    "GELU": _rms_after_gelu,
}
"""Activation φ → the root of E[φ(a z)²], z from N(0, 1), in the browser's expression language."""
