"""Figures that several pages use: one style, the same colors, the same bytes on every machine."""

from lossutil.figures.depth import RMS_AFTER, live_depth
from lossutil.figures.interactive import VEGA_LITE, LiveFigure, live
from lossutil.figures.static import loss_and_gradient, through_depth
from lossutil.figures.style import COLORS, CYCLE, DASHES, rounded, use_style

__all__ = [
    "COLORS",
    "CYCLE",
    "DASHES",
    "RMS_AFTER",
    "VEGA_LITE",
    "LiveFigure",
    "live",
    "live_depth",
    "loss_and_gradient",
    "rounded",
    "through_depth",
    "use_style",
]
