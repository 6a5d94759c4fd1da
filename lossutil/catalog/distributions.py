"""Losses of counts and of distributions."""

import math
from math import log

import torch
from torch import Generator
from torch.nn import functional as F

from lossutil.catalog import drawing, untrained
from lossutil.catalog.model import (
    INFINITY,
    Argument,
    Brief,
    Draw,
    Loss,
    Panel,
    Range,
    Root,
    RootKind,
    Start,
    Task,
)
from lossutil.catalog.panels import LOGIT, all_equal, beside_zeros, each
from lossutil.catalog.shared import PER_ELEMENT, REAL, REDUCTION


def _draw_poisson_nll(g: Generator) -> Draw:
    shape, log_input = drawing.shape(g), drawing.coin(g)
    rate = drawing.uniform(g, shape, 0.1, 5.0)
    counts = torch.poisson(drawing.uniform(g, shape, 0.0, 5.0), generator=g)
    kwargs = {"log_input": log_input, "full": drawing.coin(g)}
    return Draw((rate.log() if log_input else rate, counts), kwargs, (0,))


def _draw_kl_div(g: Generator) -> Draw:
    shape, log_target = (drawing.size(g), drawing.size(g)), drawing.coin(g)
    log_q, log_p = (drawing.normal(g, shape).log_softmax(1) for _ in range(2))
    kwargs = {"reduction": "batchmean", "log_target": log_target}
    return Draw((log_q, log_p if log_target else log_p.exp()), kwargs, (0,))


def _draw_gaussian_nll(g: Generator) -> Draw:
    shape = drawing.shape(g)
    var_shape = drawing.pick(g, shape, (*shape[:-1], 1), shape[:-1])
    args = (
        drawing.normal(g, shape),
        drawing.normal(g, shape),
        drawing.uniform(g, var_shape, 0.1, 2.0),
    )
    return Draw(args, {"full": drawing.coin(g)}, (0, 2))


_FULL_STIRLING = Argument(
    "full", False, "add Stirling's approximation of ln y!, where the target exceeds 1"
)


def _entropy(*p: float) -> float:
    return -sum(share * log(share) for share in p)


DISTRIBUTIONS: tuple[Loss, ...] = (
    Loss(
        name="PoissonNLLLoss",
        functional="poisson_nll_loss",
        task=Task.DISTRIBUTION,
        folder="regression",
        input="logarithms of the rate (*), any shape; rates with log_input=False",
        input_domain="any real number; rates ≥ 0",
        target="counts, floats of the input's shape, never their logarithm",
        target_domain="≥ 0; not checked",
        range=Range(
            -INFINITY,
            INFINITY,
            "(−∞, ∞); the minimum over x is y − y ln y, with full=True it is at least 0",
        ),
        arguments=(
            Argument("log_input", True, "the input is the logarithm of the rate"),
            _FULL_STIRLING,
            Argument("eps", 1e-8, "added inside the logarithm with log_input=False"),
            REDUCTION,
        ),
        root=Root(RootKind.NOISE_MODEL, "Poisson"),
        formula=r"e^{x} - y x",
        gradient=r"e^{x} - y",
        reduction=PER_ELEMENT,
        aten=("poisson_nll_loss",),
        brief=Brief(
            idea="Scores a rate against a count: to miss by 3 costs more where 1 is expected than "
            "where 100 are.",
            when="the target is a count: calls per hour, defects per meter, photons per pixel.",
            trap="by default the loss expects the logarithm of the rate. A rate of 10 is read as "
            "e¹⁰.",
            shown_in="A rate where the log rate belongs",
        ),
        panel=Panel(
            "log-rate",
            lambda z: F.poisson_nll_loss(z, all_equal(2, z), reduction="none"),
        ),
        start=Start(
            "log-rate 0, any counts",
            "1",
            1.0,
            lambda: F.poisson_nll_loss(untrained.zeros(), untrained.some_class()),
        ),
        draw=_draw_poisson_nll,
    ),
    Loss(
        name="KLDivLoss",
        functional="kl_div",
        task=Task.DISTRIBUTION,
        folder="classification",
        input="log-probabilities (*), the logarithm of the model's q",
        input_domain="(−∞, 0]; not checked",
        target="probabilities p, floats of the input's shape; log p with log_target=True",
        target_domain="[0, 1], or (−∞, 0] with log_target=True; not checked",
        range=Range(
            -1 / math.e,
            INFINITY,
            "[−1/e, ∞) for one element; the sum over a distribution is a KL, at least 0",
        ),
        arguments=(
            Argument(
                "reduction",
                "mean",
                "'none' returns every element, 'sum' their sum, 'batchmean' the sum divided by "
                "the batch size, 'mean' the sum divided by the number of elements",
            ),
            Argument("log_target", False, "the target is a log-probability too"),
        ),
        root=Root(RootKind.DIVERGENCE, "KL(p‖q), target p, model q"),
        formula=r"\sum_{c=1}^{C} y_c (\log y_c - x_c)",
        reductions=("none", "mean", "sum", "batchmean"),
        gradient=r"-y_c",
        reduction=f"{PER_ELEMENT} and is no KL; batchmean divides by the batch size and is",
        aten=("kl_div",),
        brief=Brief(
            idea="How far the model's distribution is from a target that is a distribution "
            "itself. 0 means: exactly there.",
            when="the target is a distribution: shares of votes, the answer of a teacher network.",
            trap="the model's answer goes in as a logarithm. With `softmax` in place of "
            "`log_softmax` the model learns to bet all on one class.",
            shown_in="Softmax in place of log-softmax",
        ),
        panel=Panel(
            LOGIT,
            lambda z: F.kl_div(
                beside_zeros(z, 2).log_softmax(dim=1),
                each(z.new_tensor([0.8, 0.2]), z),
                reduction="none",
            ).sum(dim=1),
        ),
        start=Start(
            "logits 0, target $(0.7, 0.2, 0.1)$, batchmean",
            r"$\ln 3 - H(\text{target})$",
            log(3) - _entropy(0.7, 0.2, 0.1),
            lambda: F.kl_div(
                untrained.zeros(1, 3).log_softmax(dim=1),
                untrained.zeros(1).new_tensor([[0.7, 0.2, 0.1]]),
                reduction="batchmean",
            ),
        ),
        draw=_draw_kl_div,
    ),
    Loss(
        name="GaussianNLLLoss",
        functional="gaussian_nll_loss",
        task=Task.DISTRIBUTION,
        folder="regression",
        input="means (*), any shape; variances as third argument: the same shape, one dimension 1 "
        "in its place, the last dimension missing, or a float",
        input_domain="any real number; variances ≥ 0, below 0 raises",
        target="floats of the input's shape",
        target_domain=REAL,
        range=Range(
            math.log(1e-6) / 2,
            INFINITY,
            "[½ ln eps, ∞); that is −6.908 at the default eps; full=True adds ½ ln 2π",
        ),
        arguments=(
            Argument("full", False, "add the constant ½ ln 2π"),
            Argument("eps", 1e-6, "smallest variance used; gradients pass as if uncut"),
            REDUCTION,
        ),
        root=Root(RootKind.NOISE_MODEL, "Gaussian of predicted variance (heteroscedastic)"),
        formula=r"\frac{1}{2} \left( \log \text{var} + \frac{(x - y)^2}{\text{var}} \right)",
        gradient=r"\frac{x - y}{\text{var}}, \quad \text{by var: } "
        r"\frac{1}{2 \, \text{var}} \left( 1 - \frac{(x - y)^2}{\text{var}} \right)",
        reduction=PER_ELEMENT,
        brief=Brief(
            idea="Scores a mean and a variance together: an error costs less where the model said "
            "that it is unsure.",
            when="you want a prediction with an error bar, and the noise differs from one input "
            "to the next.",
            trap="the second output is a variance. Whoever reads it as a standard deviation is "
            "wrong, and nothing complains.",
            shown_in="A standard deviation in place of the variance",
        ),
        panel=Panel(
            "log-variance",
            lambda z: F.gaussian_nll_loss(
                all_equal(1, z), all_equal(0, z), z.exp(), reduction="none", eps=1e-12
            ),
        ),
        start=Start(
            "mean 0, variance 1, standardized targets",
            r"$\tfrac12$",
            0.5,
            lambda: F.gaussian_nll_loss(untrained.zeros(), untrained.standard(), 1.0),
            exact=False,
        ),
        draw=_draw_gaussian_nll,
    ),
)
