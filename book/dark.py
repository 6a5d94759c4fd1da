"""Figures in the dark theme: each stored color has a counterpart that pages use in this theme.

A figure is stored once, in the colors of ``lossutil.figures``. The site's copy replaces each color
by a CSS variable whose fallback is the stored color, so that a program without variables shows the
figure as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sphinx.application import Sphinx
from sphinx.config import Config

from lossutil.figures import COLORS

DARK = {
    "loss": "#7fb2f0",
    "gradient": "#f2906a",
    "teal": "#4fc2b5",
    "plum": "#d0a2dd",
    "gold": "#d8b14e",
    "muted": "#a3aab5",
    "ink": "#e3e6ea",
    "grid": "#333a46",
    "paper": "#15181e",
}
"""The colors of ``lossutil.figures.COLORS`` by role, in the dark."""
PARTNERS = {COLORS[role]: dark for role, dark in DARK.items()} | {
    "#8a8f9a": "#7d8490",  # axes
    "#3d4350": "#c3c8d0",  # their numbers
}
HEX = re.compile(r"#[0-9a-f]{6}\b")
DRAWN = re.compile(r"\b((?:fill|stroke)(?:: |=\"))(#[0-9a-f]{6})\b")
"""A color in a style, or as an attribute: matplotlib writes so the ground of a hatched part."""


def numbers(color: str) -> NDArray[np.float64]:
    """Return red, green and blue."""
    return np.array(list(bytes.fromhex(color[1:])), dtype=np.float64)


@cache
def dark(color: str) -> str:
    """Return the dark theme's color for a color; a blend with the background remains a blend.

    >>> dark("#1d5fa8"), dark("#8eaed0")
    ('#7fb2f0', '#4a6587')
    """
    if color in PARTNERS:
        return PARTNERS[color]
    paper, dark_paper = numbers(COLORS["paper"]), numbers(DARK["paper"])

    def blend(role: str) -> tuple[float, float]:
        """Return the share of a role's color in a blend with the background, and the error."""
        way = numbers(COLORS[role]) - paper
        share = float((numbers(color) - paper) @ way / (way @ way))
        return share, float(np.abs(numbers(color) - paper - share * way).max())

    role = min((role for role in DARK if role != "paper"), key=lambda role: blend(role)[1])
    share = min(max(blend(role)[0], 0.0), 1.0)
    mixed = dark_paper + share * (numbers(DARK[role]) - dark_paper)
    return f"#{bytes(int(part + 0.5) for part in mixed).hex()}"


def variable(color: str) -> str:
    """Return a color as a CSS variable.

    >>> variable("#1d5fa8")
    'var(--c1d5fa8,#1d5fa8)'
    """
    return f"var(--c{color[1:]},{color})"


def with_themes(svg: str) -> str:
    """Return a stored SVG whose colors follow the theme of the page that shows it."""
    colors = sorted({color for _, color in DRAWN.findall(svg)})
    pairs = "".join(f"--c{color[1:]}:{dark(color)};" for color in colors)
    style = f"@media (prefers-color-scheme: dark) {{:root {{{pairs}}}}}"
    drawn = DRAWN.sub(lambda found: f"{found[1]}{variable(found[2])}", svg)
    return drawn.replace("</style>", f"{style}</style>", 1)


def figures_of(app: Sphinx) -> Iterator[Path]:
    """Yield the paths of the site's copies of the figures."""
    for name in app.builder.images.values():
        if name.endswith(".svg"):
            yield Path(app.outdir, app.builder.imagedir, name)


def follow_theme(app: Sphinx, error: Exception | None) -> None:
    """Rewrite the site's figures, except those that an earlier build has rewritten."""
    if error is None and app.builder.format == "html":
        for path in figures_of(app):
            svg = path.read_text("utf-8")
            if "prefers-color-scheme" not in svg:
                path.write_text(with_themes(svg), "utf-8")


def name_colors(app: Sphinx, config: Config) -> None:
    """Define the colors of the dark theme, for figures that are drawn in the page itself."""
    pairs = {f"c{color[1:]}": partner for color, partner in PARTNERS.items()}
    config.html_theme_options["dark_css_variables"] |= pairs


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to the build."""
    app.connect("config-inited", name_colors)
    app.connect("build-finished", follow_theme)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
