"""Every picture the book repeats: one look, the same colors, the same on every machine."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
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
    """Give this process the book's look; in a notebook, draw reproducible SVG.

    >>> use_style()
    >>> mpl.rcParams["svg.hashsalt"]
    'losses-by-hand'
    """
    _load_fonts()
    plt.style.use(HERE / "lossutil.mplstyle")
    try:
        from IPython.core.getipython import get_ipython
        from matplotlib_inline.backend_inline import set_matplotlib_formats
    except ImportError:  # outside Jupyter the style is all there is to set
        return
    if get_ipython() is not None:
        # The date would make two runs differ, and the creator two versions of matplotlib.
        nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
        set_matplotlib_formats("svg", metadata=nothing, bbox_inches="tight")


def rounded(values: Iterable[float], digits: int = 4) -> list[float]:
    """Round to significant digits, so that a picture drawn elsewhere has the same bytes.

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
    """Draw the lines of ``curves`` one above the other, one panel a line, one stroke a case.

    Args:
        curves: usually from ``Curves.with_gradient``: panels "loss" and "gradient".
        cases: parameter values by symbol name, one mapping a stroke.
        x_label: label of the horizontal axis, with its meaning, e.g. ``"logit z"``.
        labels: legend entries, one a case; none when there is one case.
        points: how finely the curve is sampled.

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
    """Plot one statistic against depth, on a logarithmic scale, one stroke a network.

    Args:
        series: name of the network → the statistic at layer 0, 1, …; entries that are not
            finite or not positive are left out, as a logarithm has no place for them.
        y_label: what the statistic is, e.g. ``"standard deviation of the output"``.
        x_label: the horizontal axis.
        reference: height of a thin horizontal line, or None.
        axes: where to draw; a new figure when None.

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

    It is displayed as Vega-Lite, which JupyterLab knows; ``description`` is what a reader who
    cannot see it is told.
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
    """Draw the lines of ``curves`` with one slider a parameter, and one that reads off values.

    Args:
        curves: lines and sliders.
        x_label: the horizontal axis; also the name of the reading slider.
        y_label: the vertical axis.
        y_domain: lowest and highest y shown; fixed, so that the curve moves and not the axis.
        description: a sentence or two saying what a reader would see and learn by moving them.
        probe: where the reading slider starts; the middle of the domain when None.
        points: how finely the curve is sampled.
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
    # Beside the dot, on the side with room, and by turns above and below it.
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
        .configure(background=COLORS["paper"], font="'Losses Sans', 'Source Sans 3', sans-serif")
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
    return LiveFigure(chart, description)
