"""The figure on the first page: one error, three losses, and the gradient of each.

The curves are computed while the book is built; ``assets/hero.js`` draws the one that the reader
chooses and moves its point. Without scripts the page shows the first loss at one error.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
import sympy
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from lossutil.curves import Curves

WIDEST, STEP, START = 3.0, 0.1, 1.5
ERROR = sympy.Symbol("d", real=True)
HUBER = sympy.Piecewise((ERROR**2 / 2, sympy.Abs(ERROR) < 1), (sympy.Abs(ERROR) - 0.5, True))
LOSSES = {
    "squared": ("Squared", ERROR**2),
    "absolute": ("Absolute", sympy.Abs(ERROR)),
    "huber": ("Huber", HUBER),
}
LEFT, RIGHT = 48, 468
LOSS_ROWS, GRADIENT_ROWS = (206.0, 18.0), (386.0, 244.0)
"""Rows of the picture at the lower and the upper end of an axis."""
LOSS_RANGE, GRADIENT_RANGE = (0.0, 9.0), (-6.0, 6.0)


def row(value: float, values: tuple[float, float], rows: tuple[float, float]) -> float:
    """Return the vertical position of a value in the picture.

    >>> row(4.5, LOSS_RANGE, LOSS_ROWS)
    112.0
    """
    return float(np.interp(value, values, rows))


def tabulate() -> dict[str, dict[str, list[float]]]:
    """Return value and gradient of each loss at every error that the slider offers."""
    errors = np.linspace(-WIDEST, WIDEST, round(2 * WIDEST / STEP) + 1)
    table = {}
    for name, (_, expression) in LOSSES.items():
        curves = Curves.with_gradient(expression, ERROR, domain=(-WIDEST, WIDEST))
        table[name] = {line: curves.values(line, errors).round(4).tolist() for line in curves.lines}
    return table


def path(values: Sequence[float], limits: tuple[float, float], rows: tuple[float, float]) -> str:
    """Return the polyline through equally spaced values, as the data of an SVG path."""
    columns = np.linspace(LEFT, RIGHT, len(values))
    points = (f"{x:.1f} {row(y, limits, rows):.1f}" for x, y in zip(columns, values, strict=True))
    return f"M{'L'.join(points)}"


def axis(limits: tuple[float, float], rows: tuple[float, float], step: int, name: str) -> str:
    """Return the grid lines, the tick labels and the title of one panel."""
    parts = [f'<text class="panel" x="{LEFT}" y="{rows[1] - 5:g}">{name}</text>']
    for value in range(int(limits[0]), int(limits[1]) + 1, step):
        y = row(value, limits, rows)
        parts.append(f'<path class="{"grid" if value else "zero"}" d="M{LEFT} {y:g}H{RIGHT}"/>')
        text = str(value).replace("-", "−")
        parts.append(f'<text x="{LEFT - 8}" y="{y + 5:g}" text-anchor="end">{text}</text>')
    return "".join(parts)


def figure() -> str:
    """Return the figure as HTML."""
    table = tabulate()
    first = table["squared"]
    place = round((START + WIDEST) / STEP)
    x = float(np.interp(START, (-WIDEST, WIDEST), (LEFT, RIGHT)))
    loss, gradient = first["loss"][place], first["gradient"][place]
    rows = row(loss, LOSS_RANGE, LOSS_ROWS), row(gradient, GRADIENT_RANGE, GRADIENT_ROWS)
    numbers = "".join(
        f'<text x="{np.interp(d, (-WIDEST, WIDEST), (LEFT, RIGHT)):g}" y="408" '
        f'text-anchor="middle">{str(d).replace("-", "−")}</text>'
        for d in range(-3, 4)
    )
    choices = "".join(
        f'<label><input type="radio" name="hero-loss" value="{name}"'
        f"{' checked' if name == 'squared' else ''}><span>{label}</span></label>"
        for name, (label, _) in LOSSES.items()
    )
    geometry = {
        "columns": [LEFT, RIGHT],
        "loss": [*LOSS_RANGE, *LOSS_ROWS],
        "gradient": [*GRADIENT_RANGE, *GRADIENT_ROWS],
    }
    data = json.dumps({"table": table, "geometry": geometry}, separators=(",", ":"))
    return f"""<div class="hero-figure" role="group" aria-label="A loss and its gradient, to try">
<fieldset><legend>Loss</legend>{choices}</fieldset>
<svg viewBox="0 0 480 414" role="img" aria-label="Two panels over the error from −3 to 3.
 Above: the loss, with its tangent at the chosen error. Below: the gradient, the tangent's slope.">
{axis(LOSS_RANGE, LOSS_ROWS, 3, "loss")}
{axis(GRADIENT_RANGE, GRADIENT_ROWS, 3, "gradient")}{numbers}
<path class="guide" d="M{x:g} {LOSS_ROWS[1]:g}V{GRADIENT_ROWS[0]:g}"/>
<path class="curve" data-line="loss" d="{path(first["loss"], LOSS_RANGE, LOSS_ROWS)}"/>
<path class="slope" data-line="gradient"
 d="{path(first["gradient"], GRADIENT_RANGE, GRADIENT_ROWS)}"/>
<path class="tangent" d=""/>
<circle class="on-loss" cx="{x:g}" cy="{rows[0]:g}" r="8"/>
<circle class="on-gradient" cx="{x:g}" cy="{rows[1]:g}" r="7"/></svg>
<label class="error">error <input type="range" min="{-WIDEST:g}" max="{WIDEST:g}" step="{STEP:g}"
 value="{START:g}"></label>
<output>error {START:.1f}, loss {loss:.2f}, gradient {gradient:.2f}</output>
<script type="application/json">{data}</script></div>"""


class Hero(SphinxDirective):
    """The directive for the introduction, with the figure beside it."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return the introduction's nodes."""
        words = nodes.container(classes=["words"])
        self.state.nested_parse(self.content, self.content_offset, words)
        return [
            nodes.container("", words, nodes.raw("", figure(), format="html"), classes=["hero"])
        ]


def load_on_first_page(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document
) -> None:
    """Add the figure's script to the first page only."""
    if pagename == app.config.root_doc:
        app.add_js_file("hero.js", type="module")


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to the build; ``book.live`` copies the folder of the script."""
    app.add_directive("hero", Hero)
    app.connect("html-page-context", load_on_first_page)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
