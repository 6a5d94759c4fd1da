"""Losses of a real number."""

from dataclasses import replace
from math import erf, exp, pi, sqrt
from typing import Final

from torch import Generator
from torch.nn import functional as F

from lossutil.catalog import drawing, untrained
from lossutil.catalog.model import Argument, Brief, Draw, Loss, Panel, Root, RootKind, Start, Task
from lossutil.catalog.panels import RESIDUAL, all_equal
from lossutil.catalog.shared import NON_NEGATIVE, PER_ELEMENT, REAL, REDUCTION


def _draw_residual(g: Generator) -> Draw:
    shape = drawing.shape(g)
    return Draw((drawing.normal(g, shape, 2.0), drawing.normal(g, shape, 2.0)), {}, (0,))


def _draw_smooth_l1(g: Generator) -> Draw:
    return replace(_draw_residual(g), kwargs={"beta": drawing.number(g, 0.2, 3.0)})


def _draw_huber(g: Generator) -> Draw:
    return replace(_draw_residual(g), kwargs={"delta": drawing.number(g, 0.2, 3.0)})


_SAME_SHAPE = "floats of the input's shape; another shape broadcasts, with a warning"

_RESIDUAL = (  # each of the four is a special or a limiting case of another
    "l1_loss",
    "mse_loss",
    "mse_loss_backward",
    "smooth_l1_loss",
    "smooth_l1_loss_backward",
    "huber_loss",
    "huber_loss_backward",
)


_INSIDE: Final = erf(1 / sqrt(2))
"""Of a standard Gaussian, within ±1."""
_HUBER_AT_START: Final = _INSIDE / 2 + exp(-1 / 2) / sqrt(2 * pi) - (1 - _INSIDE) / 2

REGRESSION: tuple[Loss, ...] = (
    Loss(
        name="L1Loss",
        functional="l1_loss",
        task=Task.REGRESSION,
        folder="regression",
        input="predictions (*), any shape",
        input_domain=REAL,
        target=_SAME_SHAPE,
        target_domain=REAL,
        range=NON_NEGATIVE,
        arguments=(REDUCTION,),
        functional_only=(
            Argument("weight", None, "factors of the input's shape; mean divides by their sum"),
        ),
        root=Root(RootKind.NOISE_MODEL, "Laplace"),
        formula=r"|x - y|",
        gradient=r"\operatorname{sign}(x - y)",
        reduction=PER_ELEMENT,
        aten=_RESIDUAL,
        brief=Brief(
            idea="The average absolute error: every target pulls with the same force, however far "
            "away it is.",
            when="some targets are grossly wrong, and you cannot tell which. The loss learns the "
            "median.",
            trap="if more than half of the targets are 0, the model that always answers 0 looks "
            "best.",
            shown_in="A model that answers 0",
        ),
        panel=Panel(RESIDUAL, lambda d: F.l1_loss(d, all_equal(0, d), reduction="none")),
        start=Start(
            "0, standardized Gaussian targets",
            r"$\sqrt{2 / \pi}$",
            sqrt(2 / pi),
            lambda: F.l1_loss(untrained.zeros(), untrained.standard()),
            exact=False,
        ),
        draw=_draw_residual,
    ),
    Loss(
        name="MSELoss",
        functional="mse_loss",
        task=Task.REGRESSION,
        folder="regression",
        input="predictions (*), any shape",
        input_domain=REAL,
        target=_SAME_SHAPE,
        target_domain=REAL,
        range=NON_NEGATIVE,
        arguments=(REDUCTION,),
        functional_only=(
            Argument("weight", None, "factors of the input's shape; mean divides by their sum"),
        ),
        root=Root(RootKind.NOISE_MODEL, "Gaussian"),
        formula=r"(x - y)^2",
        gradient=r"2 (x - y)",
        reduction=PER_ELEMENT,
        aten=_RESIDUAL,
        brief=Brief(
            idea="The average squared error: an error twice as large pulls twice as hard.",
            when="you want the mean of a real number, because you will add up or because the "
            "noise is Gaussian.",
            trap="a column of shape (N, 1) against a row of shape (N) compares every prediction "
            "with every target.",
            shown_in="A column against a row",
        ),
        panel=Panel(RESIDUAL, lambda d: F.mse_loss(d, all_equal(0, d), reduction="none")),
        start=Start(
            "0, standardized targets",
            "1: the variance",
            1.0,
            lambda: F.mse_loss(untrained.zeros(), untrained.standard()),
            exact=False,
        ),
        draw=_draw_residual,
    ),
    Loss(
        name="SmoothL1Loss",
        functional="smooth_l1_loss",
        task=Task.REGRESSION,
        folder="regression",
        input="predictions (*), any shape",
        input_domain=REAL,
        target=_SAME_SHAPE,
        target_domain=REAL,
        range=NON_NEGATIVE,
        arguments=(
            REDUCTION,
            Argument("beta", 1.0, "where square turns into line, ≥ 0; the line has slope 1"),
        ),
        root=Root(RootKind.NOISE_MODEL, "Gaussian center, Laplace tails"),
        formula=r"\begin{cases} \frac{(x - y)^2}{2 \beta} & |x - y| < \beta \\ "
        r"|x - y| - \frac{\beta}{2} & \text{otherwise} \end{cases}",
        gradient=r"\begin{cases} \frac{x - y}{\beta} & |x - y| < \beta \\ "
        r"\operatorname{sign}(x - y) & \text{otherwise} \end{cases}",
        reduction=PER_ELEMENT,
        aten=_RESIDUAL,
        brief=Brief(
            idea="The absolute error with a rounded corner: a parabola up to β, straight lines of "
            "slope 1 beyond.",
            when="an error far from 0 shall pull with 1, whatever β is. Object detectors train "
            "their boxes with it.",
            trap="it is `HuberLoss` divided by β. For a large β it goes to 0, and not to the "
            "squared error.",
            shown_in="Both limits",
        ),
        panel=Panel(
            RESIDUAL, lambda d: F.smooth_l1_loss(d, all_equal(0, d), reduction="none", beta=2)
        ),
        start=Start(
            "0, standardized Gaussian targets, β = 1",
            "as Huber",
            _HUBER_AT_START,
            lambda: F.smooth_l1_loss(untrained.zeros(), untrained.standard()),
            exact=False,
        ),
        draw=_draw_smooth_l1,
    ),
    Loss(
        name="HuberLoss",
        functional="huber_loss",
        task=Task.REGRESSION,
        folder="regression",
        input="predictions (*), any shape",
        input_domain=REAL,
        target=_SAME_SHAPE,
        target_domain=REAL,
        range=NON_NEGATIVE,
        arguments=(
            REDUCTION,
            Argument("delta", 1.0, "where square turns into line, > 0; the line has slope delta"),
        ),
        functional_only=(
            Argument(
                "weight", None, "factors of the input's shape; mean divides by the element count"
            ),
        ),
        root=Root(RootKind.NOISE_MODEL, "Gaussian center, Laplace tails"),
        formula=r"\begin{cases} \frac{1}{2} (x - y)^2 & |x - y| < \delta \\ "
        r"\delta \left( |x - y| - \frac{\delta}{2} \right) & \text{otherwise} \end{cases}",
        gradient=r"\begin{cases} x - y & |x - y| < \delta \\ "
        r"\delta \operatorname{sign}(x - y) & \text{otherwise} \end{cases}",
        reduction=PER_ELEMENT,
        aten=_RESIDUAL,
        brief=Brief(
            idea="Squared near the target, straight far away: the gradient is the error, clipped "
            "at δ.",
            when="a few targets are wrong by a lot, and you know the size of the ordinary noise.",
            trap="δ has a unit. The default 1 means one thing in volts and another in millivolts.",
            shown_in="The default δ in other units",
        ),
        panel=Panel(
            RESIDUAL, lambda d: F.huber_loss(d, all_equal(0, d), reduction="none", delta=2)
        ),
        start=Start(
            "0, standardized Gaussian targets, δ = 1",
            r"$\varphi(1) + \tfrac12 - T$",
            _HUBER_AT_START,
            lambda: F.huber_loss(untrained.zeros(), untrained.standard()),
            exact=False,
        ),
        draw=_draw_huber,
    ),
)
