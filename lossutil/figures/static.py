"""Figures that matplotlib draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lossutil.curves import Curves
from lossutil.figures.style import COLORS, CYCLE, DASHES, rounded


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
