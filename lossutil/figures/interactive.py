"""Figures with sliders, as Vega-Lite."""

from __future__ import annotations

import itertools
from typing import Any

import altair as alt

from lossutil.curves import Curves
from lossutil.figures.style import COLORS, CYCLE

VEGA_LITE = "application/vnd.vegalite.v5+json"


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
    return LiveFigure(styled(chart), description)


def styled(chart: alt.LayerChart) -> alt.LayerChart:
    """Return a chart with the colors and the font of the book."""
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
