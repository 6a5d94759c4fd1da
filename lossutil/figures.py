"""Figures that several pages use: one style, the same colors, the same bytes on every machine."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import altair as alt
import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lossutil.curves import Curves

HERE = Path(__file__).parent

COLORS: dict[str, str] = {
    "loss": "#1d5fa8",
    "gradient": "#c2410c",
    "teal": "#0f766e",
    "plum": "#7c3a8c",
    "gold": "#9a6b00",
    "muted": "#5b6270",
    "ink": "#1f2430",
    "grid": "#e7e3d9",
    "paper": "#fffdf8",
}
"""Colors by role; each has a contrast of at least 4.5 on ``paper`` (grid apart)."""

CYCLE = [COLORS[name] for name in ("loss", "gradient", "teal", "plum", "gold", "muted")]
DASHES: list[Any] = ["-", (0, (5, 2)), (0, (1.5, 1.5)), (0, (7, 2, 1.5, 2)), (0, (3, 1)), "-."]

VEGA_LITE = "application/vnd.vegalite.v5+json"


@cache
def _load_fonts() -> None:
    for path in sorted((HERE / "fonts").glob("*.ttf")):
        font_manager.fontManager.addfont(path)


def use_style() -> None:
    """Set the book's matplotlib style in this process; in a notebook, draw reproducible SVG.

    >>> use_style()
    >>> mpl.rcParams["svg.hashsalt"]
    'losses-by-hand'
    """
    _load_fonts()
    plt.style.use(HERE / "lossutil.mplstyle")
    try:
        from IPython.core.getipython import get_ipython
        from matplotlib_inline.backend_inline import set_matplotlib_formats
    except ImportError:  # outside Jupyter there is no output format to set
        return
    if get_ipython() is not None:
        # Without the date, which differs between runs, and the creator, which names matplotlib's
        # version.
        nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
        set_matplotlib_formats("svg", metadata=nothing, bbox_inches="tight")


def rounded(values: Iterable[float], digits: int = 4) -> list[float]:
    """Round to significant digits, so that a picture has the same bytes on another machine.

    Args:
        values: an iterable of numbers.
        digits: number of significant digits.

    Returns:
        The numbers, as Python floats.

    >>> rounded([1234.56, 0.000123456, float("nan")])
    [1235.0, 0.0001235, nan]
    """
    return [float(f"{float(value):.{digits}g}") for value in values]


def loss_and_gradient(
    curves: Curves,
    cases: Sequence[Mapping[str, float]] = ({},),
    *,
    x_label: str,
    labels: Sequence[str] | None = None,
    points: int = 401,
) -> Figure:
    """Draw each line of ``curves`` in a panel of its own, with one stroke for each case.

    Args:
        curves: usually from ``Curves.with_gradient``: panels "loss" and "gradient".
        cases: parameter values by symbol name, one mapping for each stroke.
        x_label: label of the horizontal axis, with its meaning, e.g. ``"logit z"``.
        labels: legend entries, one for each case; none if there is one case.
        points: number of samples of each curve.

    Returns:
        The figure; the lines' panels are stacked.

    Raises:
        ValueError: there are more cases than distinguishable strokes, or labels do not match.
    """
    if len(cases) > len(CYCLE):
        raise ValueError(f"at most {len(CYCLE)} cases can be told apart, got {len(cases)}")
    if labels is not None and len(labels) != len(cases):
        raise ValueError(f"expected {len(cases)} labels, one a case, got {len(labels)}")
    rows = len(curves.lines)
    figure, axes = plt.subplots(
        rows, 1, figsize=(6.4, 0.7 + 2.3 * rows), sharex=True, squeeze=False
    )
    x = np.linspace(*curves.domain, points)
    for panel, line in zip(axes.flat, curves.lines, strict=True):
        for number, case in enumerate(cases):
            color = CYCLE[number] if len(cases) > 1 else COLORS.get(line, COLORS["ink"])
            y = curves.values(line, x, **case)
            panel.plot(x, y, color=color, linestyle=DASHES[number])
        panel.set(ylabel=line)
        panel.axhline(0, color=mpl.rcParams["axes.edgecolor"], linewidth=0.8, zorder=0)
    axes.flat[-1].set(xlabel=x_label)
    if labels is not None:
        strokes = axes.flat[0].get_lines()[: len(cases)]
        figure.legend(strokes, labels, loc="outside upper left", ncols=min(3, len(labels)))
    return figure


def through_depth(
    series: Mapping[str, Sequence[float]],
    *,
    y_label: str,
    x_label: str = "layer",
    reference: float | None = 1.0,
    axes: Axes | None = None,
) -> Axes:
    """Plot one statistic against depth, on a logarithmic scale, with one stroke for each network.

    Args:
        series: name of the network → the statistic at layer 0, 1, …; entries that are not finite or
            not positive are left out, because the axis is logarithmic.
        y_label: what the statistic is, e.g. ``"standard deviation of the output"``.
        x_label: label of the horizontal axis.
        reference: height of a thin horizontal line, or None.
        axes: where to draw; a new figure when None.

    Returns:
        The axes that were drawn on.

    Raises:
        ValueError: there is nothing to draw, or more series than distinguishable strokes.
    """
    if not 1 <= len(series) <= len(CYCLE):
        raise ValueError(f"expected 1 to {len(CYCLE)} series, got {len(series)}")
    if axes is None:
        _, axes = plt.subplots()
    for number, (name, values) in enumerate(series.items()):
        heights = np.array(rounded(values))
        drawable = np.isfinite(heights) & (heights > 0)
        axes.plot(
            np.arange(len(heights))[drawable],
            heights[drawable],
            label=name,
            color=CYCLE[number],
            linestyle=DASHES[number],
        )
    if reference is not None:
        axes.axhline(reference, color=COLORS["muted"], linewidth=0.8, zorder=0)
    axes.set(yscale="log", xlabel=x_label, ylabel=y_label)
    if len(series) > 1:
        axes.legend()
    return axes


class LiveFigure:
    """A figure with sliders that needs no kernel: JupyterLab and the site draw the same JSON.

    It is displayed as Vega-Lite, which JupyterLab supports; ``description`` is the text alternative
    for readers who cannot see it.
    """

    def __init__(self, chart: alt.TopLevelMixin, description: str) -> None:
        if len(description.split()) < 8:
            raise ValueError(
                f"a live figure needs a description that stands in for it, got {description!r}"
            )
        self.specification: dict[str, Any] = chart.properties(description=description).to_dict()
        self.description = description

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        return {VEGA_LITE: self.specification, "text/plain": self.description}


def live(
    curves: Curves,
    *,
    x_label: str,
    y_label: str,
    y_domain: tuple[float, float],
    description: str,
    probe: float | None = None,
    points: int = 241,
) -> LiveFigure:
    """Draw the lines of ``curves`` with a slider for each parameter and one for a moving point.

    Args:
        curves: lines and sliders.
        x_label: label of the horizontal axis; also the name of the point's slider.
        y_label: label of the vertical axis.
        y_domain: lowest and highest y shown; fixed, so that the curve moves and not the axis.
        description: one or two sentences on what a reader sees and learns by moving the inputs.
        probe: initial x of the point; by default the middle of the domain.
        points: number of samples of each curve.

    Returns:
        The figure, which a notebook displays.
    """
    low, high = map(float, curves.domain)
    names = list(curves.lines)
    colors = [COLORS.get(name, CYCLE[i % len(CYCLE)]) for i, name in enumerate(names)]
    parameters = [
        alt.param(
            name=str(slider.symbol),
            value=slider.start,
            bind=alt.binding_range(
                min=slider.low, max=slider.high, step=slider.step, name=slider.label
            ),
        )
        for slider in curves.sliders
    ]
    reading = alt.param(
        name="probe",
        value=(low + high) / 2 if probe is None else probe,
        bind=alt.binding_range(
            min=low, max=high, step=(high - low) / 200, name=f"read off at {x_label}"
        ),
    )
    color = alt.Color(
        "line:N",
        scale=alt.Scale(domain=names, range=colors),
        legend=alt.Legend(
            title=None, orient="top", columns=2, symbolType="stroke", symbolSize=300, labelLimit=300
        ),
    )
    x_axis = alt.X(
        "x:Q",
        title=x_label,
        scale=alt.Scale(domain=[low, high], nice=False),
        axis=alt.Axis(tickCount=8),
    )
    y_axis = alt.Y("y:Q", title=y_label, scale=alt.Scale(domain=list(y_domain), nice=False))

    def lines_of(data: alt.SequenceGenerator | alt.InlineData, x: str | None = None) -> alt.Chart:
        chart = alt.Chart(data)
        if x is not None:
            chart = chart.transform_calculate(x=x)
        return chart.transform_calculate(
            **{name: curves.vega(name) for name in names}
        ).transform_fold([*names], as_=["line", "y"])

    grid = alt.sequence(low, high + (high - low) / points / 2, (high - low) / (points - 1), as_="x")
    strokes = (
        lines_of(grid)
        .mark_line(clip=True, strokeWidth=2.5)
        .encode(
            x=x_axis,
            y=y_axis,
            color=color,
            strokeDash=alt.StrokeDash("line:N", scale=alt.Scale(domain=names)),
        )
    )
    dots = lines_of(alt.InlineData(values=[{"row": 0}]), x="probe").encode(x=x_axis, y=y_axis)
    # Beside the dot, on the side with more space, alternately above and below it.
    right = f"probe > {(low + high) / 2}"
    beside = {"align": alt.expr(f"{right} ? 'right' : 'left'"), "dx": alt.expr(f"{right} ? -9 : 9")}
    halo = {"stroke": COLORS["paper"], "strokeWidth": 4, "strokeJoin": "round"}
    numbers = [
        dots.transform_filter(alt.datum.line == name)
        .mark_text(**beside, **style, dy=dy, clip=True, fontSize=13, fontWeight=600)
        .encode(text=alt.Text("y:Q", format=".4f"), color=fill)
        for name, dy in zip(names, itertools.cycle((-11, 13)))
        for style, fill in ((halo, alt.value(COLORS["paper"])), ({}, color))
    ]
    chart = (
        alt.layer(
            strokes,
            dots.mark_point(filled=True, size=70, opacity=1, clip=True).encode(color=color),
            *numbers,
        )
        .add_params(*parameters, reading)
        .properties(width=600, height=300)
    )
    return LiveFigure(_styled(chart), description)


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
    low, high, layers = 0.5, 2.0, 100
    for name, factor in [(activation, gain), *measured]:
        reachable = low <= factor <= high and math.isclose(factor, round(factor, 2))
        if name not in RMS_AFTER or not reachable:
            raise ValueError(
                f"expected one of {list(RMS_AFTER)} and a multiple of 0.01 from {low} to {high} "
                f"as gain, got {name!r} and {factor}"
            )

    def slider(name: str, value: float, ends: tuple[float, float, float], label: str) -> Any:
        bind = alt.binding_range(min=ends[0], max=ends[1], step=ends[2], name=label)
        return alt.param(name=name, value=value, bind=bind)

    names = [*RMS_AFTER]
    chosen = alt.binding_select(options=names, name="activation")
    inputs = [
        slider("gain", gain, (low, high, 0.01), "gain g = σ · √fan-in"),
        alt.param(name="activation", value=activation, bind=chosen),
        slider("depth", layers, (1, layers, 1), "depth, layers"),
        slider("span", 18, (0.5, 32, 0.5), "powers of ten up and down"),
    ]
    # Vega has no loops, so each layer has a variable: in_k is gain times the rms after k - 1
    # layers.
    steps = [alt.param(name="in_1", expr="gain")]
    for layer in range(1, layers + 1):
        cases = "".join(f"activation=='{n}'?{RMS_AFTER[n](f'in_{layer}')}:" for n in names[:-1])
        last = RMS_AFTER[names[-1]](f"in_{layer}")
        steps.append(alt.param(name=f"in_{layer + 1}", expr=f"gain*({cases}{last})"))
    after = ",".join(f"in_{layer + 1}/gain" for layer in range(1, layers + 1))
    steps.append(alt.param(name="law", expr=f"[1,{after}]"))

    # Only ticks whose first digit is 1, 2 or 5 are labeled, so that labels never overlap.
    digit = "round(datum.value/pow(10,floor(log(datum.value)/LN10+1e-9)))"
    number = "format(datum.value, abs(log(datum.value)) < 10 ? '~g' : '.0e')"
    x_axis = alt.X(
        "layer:Q",
        title="layers passed, k",
        scale=alt.Scale(domain=[0, layers], nice=False),
    )
    ends = [{"expr": "pow(10,-span)"}, {"expr": "pow(10,span)"}]
    y_scale = alt.Scale(type="log", nice=False, domain=ends)
    y_axis = alt.Y(
        "rms:Q",
        title="rms of the signal",
        scale=y_scale,
        axis=alt.Axis(
            labelExpr=f"span > 0.5 && indexof([1,2,5], {digit}) < 0 ? '' : {number}",
            labelOverlap=False,
            tickCount=8,
            minExtent=48,  # keeps the plot in place when the labels change
        ),
    )

    def key(name: str, color: str, symbol: str, size: int) -> dict[str, Any]:
        return {
            "legend": alt.Legend(
                title=None, orient="top", symbolType=symbol, symbolSize=size, labelLimit=300
            ),
            "scale": alt.Scale(domain=[name], range=[color]),
        }

    law = (
        alt.Chart(alt.sequence(0, layers + 1, as_="layer"))
        .transform_filter("datum.layer <= depth")
        .transform_calculate(rms="law[datum.layer]", line="'law'")
    )
    strokes = law.mark_line(clip=True, strokeWidth=2.5).encode(
        x=x_axis,
        y=y_axis,
        color=alt.Color("line:N", **key("law", COLORS["loss"], "stroke", 300)),
    )
    end = law.transform_filter("datum.layer == depth")
    # Beside the end of the line, on the free side; at the edge if the line has left the plot.
    free: dict[str, Any] = {
        "align": alt.expr("depth > 50 ? 'right' : 'left'"),
        "dx": alt.expr("depth > 50 ? -9 : 9"),
        "dy": alt.expr("law[depth] > 1 ? -12 : 14"),
    }
    halo: dict[str, Any] = {"stroke": COLORS["paper"], "strokeWidth": 4, "strokeJoin": "round"}
    numbers = [
        end.transform_calculate(
            edge="clamp(datum.rms, pow(10,-0.88*span), pow(10,0.88*span))",
            shown="format(datum.rms, '.3~g') + ' after ' + depth",
        )
        .mark_text(**free, **style, fontSize=13, fontWeight=600, color=fill)
        .encode(x=x_axis, y=alt.Y("edge:Q", scale=y_scale), text="shown:N")
        for style, fill in ((halo, COLORS["paper"]), ({}, COLORS["loss"]))
    ]
    rows = [
        {"activation": name, "gain": factor, "rms": rounded(values[every - 1 : layers : every], 3)}
        for (name, factor), values in measured.items()
    ]
    dots = (
        alt.Chart(alt.InlineData(values=rows))
        .transform_filter("datum.activation == activation && abs(datum.gain - gain) < 0.001")
        .transform_calculate(layer=f"sequence({every}, {layers + 1}, {every})", kind="'measured'")
        .transform_flatten(["layer", "rms"])
        .transform_filter("datum.layer <= depth && datum.rms > 0")
        .mark_point(filled=True, size=36, opacity=1, clip=True)
        .encode(
            x=x_axis,
            y=y_axis,
            fill=alt.Fill("kind:N", **key("measured", COLORS["gradient"], "circle", 60)),
        )
    )
    chart = (
        alt.layer(
            strokes,
            dots,
            end.mark_point(filled=True, size=70, opacity=1, clip=True).encode(
                x=x_axis, y=y_axis, color=alt.value(COLORS["loss"])
            ),
            *numbers,
        )
        .add_params(*inputs, *steps)
        .properties(width=600, height=300)
    )
    return LiveFigure(_styled(chart), description)


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


def _styled(chart: alt.LayerChart) -> alt.LayerChart:
    return (
        chart.configure(
            background=COLORS["paper"], font="'Losses Sans', 'Source Sans 3', sans-serif"
        )
        .configure_axis(
            gridColor=COLORS["grid"],
            labelColor=COLORS["ink"],
            titleColor=COLORS["ink"],
            labelFontSize=12,
            titleFontSize=13,
            titleFontWeight="normal",
        )
        .configure_legend(labelFontSize=13, labelColor=COLORS["ink"])
        .configure_view(stroke=None)
    )
