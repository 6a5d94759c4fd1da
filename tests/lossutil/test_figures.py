"""Figures have the same bytes everywhere, readable colors, and show the computed values."""

from __future__ import annotations

import copy
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
import sympy
import vl_convert
from matplotlib import font_manager
from matplotlib.colors import to_hex, to_rgb

from lossutil import figures
from lossutil.curves import Curves, Slider
from lossutil.figures import style

STYLE: Any = mpl.rcParams

z = sympy.Symbol("z", real=True)
k = sympy.Symbol("k", real=True)
CURVES = Curves.with_gradient(
    sympy.log(1 + sympy.exp(-z)) + k * z,
    z,
    (-4, 4),
    (Slider(k, 0, 1, 0.1, start=0.5, label="slope k"),),
)
DESCRIPTION = "The loss falls while its gradient rises from minus one towards zero."


@pytest.fixture(autouse=True)
def _clean_figures() -> Iterator[None]:
    with mpl.rc_context():
        mpl.use("agg")
        figures.use_style()
        yield
    plt.close("all")


def live(**options: Any) -> figures.LiveFigure:
    fixed = {"x_label": "logit z", "y_label": "nats", "y_domain": (-2, 6)}
    return figures.live(CURVES, **{**fixed, "description": DESCRIPTION, **options})


def luminance(color: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(color)]
    return float(np.dot(linear, [0.2126, 0.7152, 0.0722]))


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted([luminance(one), luminance(other)])
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_computed_as_wcag_does() -> None:
    # WCAG 2.2: black on white is 21; #767676 is the lightest gray that passes 4.5 on white.
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") >= 4.5 > contrast("#777777", "#ffffff")


@pytest.mark.parametrize("role", sorted(figures.COLORS.keys() - {"paper", "grid"}))
def test_a_color_is_readable_on_paper(role: str) -> None:
    assert contrast(figures.COLORS[role], figures.COLORS["paper"]) >= 4.5


@pytest.mark.parametrize(
    "setting", ["text.color", "axes.labelcolor", "xtick.labelcolor", "ytick.labelcolor"]
)
def test_text_in_a_figure_is_readable_on_its_background(setting: str) -> None:
    assert contrast(to_hex(STYLE[setting]), figures.COLORS["paper"]) >= 4.5


def test_the_style_file_uses_the_colors_of_the_book() -> None:
    cycle = [to_hex(color) for color in STYLE["axes.prop_cycle"].by_key()["color"]]
    assert cycle == figures.CYCLE
    backgrounds = ("figure.facecolor", "axes.facecolor", "savefig.facecolor")
    assert {to_hex(STYLE[name]) for name in backgrounds} == {figures.COLORS["paper"]}


def test_strokes_differ_in_color_and_in_dash() -> None:
    assert len({*figures.CYCLE}) == len(figures.CYCLE) == len(figures.DASHES)
    assert all(one != other for one, other in combinations(figures.DASHES, 2))


def test_a_figure_uses_the_font_that_ships_with_the_book() -> None:
    first = STYLE["font.family"][0]
    assert font_manager.findfont(first, fallback_to_default=False).startswith(str(style.HOME))


DRAW = f"""
import io, json, sys
import matplotlib
matplotlib.use("agg")
import sympy
from lossutil import figures
from lossutil.curves import Curves, Slider
figures.use_style()
z, k = sympy.symbols("z k", real=True)
slider = Slider(k, 0, 1, 0.1, start=0.5, label="k")
curves = Curves.with_gradient(sympy.log(1 + sympy.exp(-z)) + k * z, z, (-4, 4), (slider,))
cases = [{{"k": 0.0}}, {{"k": 1.0}}]
def svg(figure):
    file = io.StringIO()
    figure.savefig(file, format="svg", metadata={{"Date": None}})
    return file.getvalue()
depth = figures.through_depth({{"a": [1, 2, 4], "b": [3, 2, 1]}}, y_label="std")
live = figures.live(
    curves, x_label="z", y_label="nats", y_domain=(-2, 6), description={DESCRIPTION!r}
)
drawn = figures.loss_and_gradient(curves, cases, x_label="z", labels=["k = 0", "k = 1"])
print(json.dumps([svg(drawn), svg(depth.figure), live.specification]))
"""


def test_two_processes_draw_the_same_bytes() -> None:
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", DRAW],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONHASHSEED": seed},
        )
        for seed in ("1", "2")
    ]
    one, other = (process.communicate()[0] for process in processes)
    assert [process.returncode for process in processes] == [0, 0]
    assert one == other
    drawn, depth, specification = json.loads(one)
    assert "<dc:date>" not in drawn + depth
    assert drawn.count("<svg") == depth.count("<svg") == 1
    assert specification["description"] == DESCRIPTION


def test_each_line_has_a_panel_with_the_computed_curve() -> None:
    cases = [{"k": 0.0}, {"k": 1.0}]
    figure = figures.loss_and_gradient(CURVES, cases, x_label="logit z", labels=["0", "1"])
    panels = figure.get_axes()
    assert [panel.get_ylabel() for panel in panels] == ["loss", "gradient"]
    assert panels[-1].get_xlabel() == "logit z"
    for panel, line in zip(panels, CURVES.lines, strict=True):
        for stroke, case in zip(panel.get_lines(), cases, strict=False):
            x = np.asarray(stroke.get_xdata())
            assert (x[0], x[-1]) == CURVES.domain
            np.testing.assert_array_equal(stroke.get_ydata(), CURVES.values(line, x, **case))
    (legend,) = figure.legends
    assert [text.get_text() for text in legend.get_texts()] == ["0", "1"]


def test_one_case_uses_the_color_of_each_role() -> None:
    figure = figures.loss_and_gradient(CURVES, x_label="logit z")
    colors = [panel.get_lines()[0].get_color() for panel in figure.get_axes()]
    assert colors == [figures.COLORS["loss"], figures.COLORS["gradient"]]
    assert not figure.legends


def test_more_cases_than_strokes_are_refused() -> None:
    with pytest.raises(ValueError, match="at most 6 cases can be told apart, got 7"):
        figures.loss_and_gradient(CURVES, [{"k": i / 10} for i in range(7)], x_label="z")


def test_labels_that_do_not_match_the_cases_are_refused() -> None:
    with pytest.raises(ValueError, match="expected 1 labels, one a case, got 2"):
        figures.loss_and_gradient(CURVES, x_label="z", labels=["a", "b"])


def test_depth_leaves_out_what_a_logarithm_cannot_show() -> None:
    values = [1.0, 0.0, np.nan, 100.0, np.inf, -1.0, 10.0]
    axes = figures.through_depth({"net": values}, y_label="std", reference=None)
    (stroke,) = axes.get_lines()
    assert np.asarray(stroke.get_xdata()).tolist() == [0, 3, 6]
    assert np.asarray(stroke.get_ydata()).tolist() == [1.0, 100.0, 10.0]
    assert (axes.get_yscale(), axes.get_xlabel(), axes.get_ylabel()) == ("log", "layer", "std")
    assert axes.get_legend() is None


def test_depth_draws_one_named_stroke_a_network_and_a_reference() -> None:
    _, given = plt.subplots()
    axes = figures.through_depth(
        {"tanh": [1.0, 0.8], "ReLU": [1.0, 0.5]}, y_label="std", reference=2.0, axes=given
    )
    assert axes is given
    *strokes, reference = axes.get_lines()
    assert [stroke.get_label() for stroke in strokes] == ["tanh", "ReLU"]
    assert [stroke.get_color() for stroke in strokes] == figures.CYCLE[:2]
    assert np.unique(reference.get_ydata()).tolist() == [2.0]
    legend = axes.get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == ["tanh", "ReLU"]


@pytest.mark.parametrize("count", [0, 7])
def test_depth_refuses_what_it_cannot_draw(count: int) -> None:
    series = {str(i): [1.0] for i in range(count)}
    with pytest.raises(ValueError, match=f"expected 1 to 6 series, got {count}"):
        figures.through_depth(series, y_label="std")


def test_float32_noise_is_rounded_away() -> None:
    assert figures.rounded([0.1 + 0.2, 1234.5678, -4.567e-9]) == [0.3, 1235.0, -4.567e-9]
    assert figures.rounded([2 / 3], digits=2) == [0.67]
    assert figures.rounded(np.array([1 / 3], dtype=np.float32)) == [0.3333]


def test_a_live_figure_is_stored_as_vega_lite_and_as_text() -> None:
    bundle = live()._repr_mimebundle_()
    assert set(bundle) == {figures.VEGA_LITE, "text/plain"}
    assert bundle["text/plain"] == bundle[figures.VEGA_LITE]["description"] == DESCRIPTION
    assert json.loads(json.dumps(bundle)) == bundle


@pytest.mark.parametrize("description", ["", "A curve.", "Loss and gradient of cross-entropy"])
def test_a_live_figure_without_a_real_description_is_refused(description: str) -> None:
    with pytest.raises(ValueError, match="needs a description that stands in for it"):
        live(description=description)


def test_each_parameter_has_its_slider() -> None:
    k_slider, probe = live().specification["params"]
    assert (k_slider["name"], k_slider["value"]) == ("k", 0.5)
    expected = {"input": "range", "min": 0, "max": 1, "step": 0.1, "name": "slope k"}
    assert k_slider["bind"] == expected
    assert (probe["name"], probe["value"]) == ("probe", 0.0)
    assert (probe["bind"]["min"], probe["bind"]["max"]) == CURVES.domain
    assert live(probe=1.5).specification["params"][-1]["value"] == 1.5


def drawn_by_vega(specification: dict[str, Any], **sliders: float) -> str:
    """Draw a live figure as a browser does with its sliders at the given values."""
    moved = copy.deepcopy(specification)
    for parameter in moved["params"]:
        parameter["value"] = sliders.get(parameter["name"], parameter["value"])
    return str(vl_convert.vegalite_to_svg(json.dumps(moved)))


@pytest.mark.parametrize("sliders", [{}, {"k": 0.2}, {"k": 1.0, "probe": -2.0}, {"probe": 3.0}])
def test_a_live_figure_shows_the_values_of_its_curves(sliders: dict[str, float]) -> None:
    svg = drawn_by_vega(live().specification, **sliders)
    numbers = re.findall(r">(\N{MINUS SIGN}?\d+\.\d{4})</text>", svg)
    shown = {float(number.replace("\N{MINUS SIGN}", "-")) for number in numbers}
    parameters = {name: value for name, value in sliders.items() if name != "probe"}
    x = [sliders.get("probe", 0.0)]
    expected = [CURVES.values(line, x, **parameters).item() for line in CURVES.lines]
    assert sorted(shown) == pytest.approx(sorted(expected), abs=5e-5)


def strokes(svg: str) -> list[str]:
    return re.findall(r'aria-roledescription="line mark" d="([^"]*)"', svg)


def test_a_moved_slider_moves_the_curve() -> None:
    specification = live().specification
    still, again = (strokes(drawn_by_vega(specification)) for _ in range(2))
    moved = strokes(drawn_by_vega(specification, k=0.2))
    assert len(still) == len(moved) == len(CURVES.lines)
    assert still == again
    assert all(one != other for one, other in zip(still, moved, strict=True))
