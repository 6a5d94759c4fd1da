"""The style of the book's figures: colors, strokes, fonts, and reproducible numbers."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
from matplotlib import font_manager

HOME = Path(__file__).parent.parent

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


@cache
def _load_fonts() -> None:
    for path in sorted((HOME / "fonts").glob("*.ttf")):
        font_manager.fontManager.addfont(path)


def use_style() -> None:
    """Set the book's matplotlib style in this process; in a notebook, draw reproducible SVG.

    >>> use_style()
    >>> import matplotlib as mpl
    >>> mpl.rcParams["svg.hashsalt"]
    'losses-by-hand'
    """
    _load_fonts()
    plt.style.use(HOME / "lossutil.mplstyle")
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
