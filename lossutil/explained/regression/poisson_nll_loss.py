"""What the tests of regression/poisson_nll_loss say where they fail."""

import math

import torch
from torch.nn import functional as F


def log_rate_loss_values(y, x):
    return {
        "on": {"x": x, "y": y},
        "what": "the loss of each count",
        "mistakes": {
            "you took the logarithm of the target, too; log_input speaks of the input": x.exp()
            - y.log() * x,
            "you took the logarithm of 1 + target; log_input speaks of the input": x.exp()
            - y.log1p() * x,
            "you took x for the rate; it is the logarithm of the rate": x - y * x.log(),
            "ln λ is x itself; you took the logarithm of x": x.exp() - y * x.log(),
            "the count stays a count: only x is a logarithm, so no exp of y": x.exp() - y.exp() * x,
            "the rate itself is λ = exp(x), not x": x - y * x,
            "you multiplied the count by the rate; the formula multiplies it by ln λ": (
                x.exp() - y * x.exp()
            ),
            "the sign is turned: this is the log-likelihood, the loss is minus it": y * x - x.exp(),
            "the sign of the second term is turned": x.exp() + y * x,
            "input and target are swapped": y.exp() - x * y,
            "you added ln y!; by default that constant is left out": (
                x.exp() - y * x + (y + 1).lgamma()
            ),
        },
    }


def log_rate_loss_gradient():
    return {
        "mistakes": {
            "the rate depends on x, too: without it the slope is minus the count": (
                lambda x, y: x.exp().detach() - y * x
            ),
            "the second term depends on x, too: without it the slope is the rate": (
                lambda x, y: x.exp() - y * x.detach()
            ),
        },
    }


def log_rate_loss_far(x, y):
    return {
        "on": {"x": x, "y": y},
        "what": "the loss of each count",
        "mistakes": {
            "you went back to ln(exp(x)): the rate rounds to 0, and its logarithm is -inf": (
                x.exp() - y * x.exp().log()
            ),
            "a small number inside the logarithm hides that the rate rounded to 0; you have ln λ "
            "already, it is x": x.exp() - y * (x.exp() + 1e-8).log(),
        },
    }


def rate_loss_values(rate, y, eps):
    return {
        "on": {"rate": rate, "y": y, "eps": eps},
        "what": "the loss of each count",
        "mistakes": {
            "the argument eps was not used": rate - y * rate.log(),
            "eps was added to the logarithm, not inside it": rate - y * (rate.log() + eps),
            "eps is added, it is no lower bound": rate - y * rate.clamp(min=eps).log(),
            "eps was added to the first term, too": rate + eps - y * (rate + eps).log(),
            "you took the rate for a log rate": rate.exp() - y * rate,
            "you took the logarithm of the target": rate - (y + eps).log() * rate,
        },
    }


def rate_loss_zero_1(rate, y):
    return {
        "on": {"rate": rate, "y": y},
        "what": "the loss of each count",
        "mistakes": {
            "ln 0 is -inf, and 0 · inf is nan; add eps inside the logarithm": rate - y * rate.log(),
            "eps has another default; torch's is 1e-8": rate - y * (rate + 1e-6).log(),
            "you skipped the counts at rate 0": [0.0, 0.0, 2 - 2 * math.log(2)],
            "ln 0 was replaced by -100; here eps does that work": rate
            - y * rate.log().clamp(min=-100),
        },
    }


def rate_loss_zero_2():
    return {
        "likely": "a branch or a clamp at rate 0; the slope of -y ln(λ + ε) there is -y / ε",
    }


def stirling_values(y):
    return {
        "on": {"y": y},
        "what": "Stirling's term",
        "mistakes": {
            "this is ln y! itself; torch takes the approximation": (y + 1).lgamma(),
            "the term ½ ln(2πy) is missing": y * y.log() - y,
            "½ ln(2πy) has y inside the logarithm": y * y.log() - y + 0.5 * math.log(2 * math.pi),
            "the ½ before ln(2πy) is missing": y * y.log() - y + (2 * math.pi * y).log(),
            "the term -y is missing": y * y.log() + 0.5 * (2 * math.pi * y).log(),
            "the sign is turned: ln y! is added to the loss": -(
                y * y.log() - y + 0.5 * (2 * math.pi * y).log()
            ),
        },
    }


def stirling_small(y, formula):
    return {
        "on": {"y": y},
        "what": "Stirling's term",
        "mistakes": {
            "the formula is for targets above 1; at 1 it gives -0.08": torch.where(
                y >= 1, formula, 0
            ),
            "the formula is for targets above 1, not for all that are above 0": torch.where(
                y > 0, formula, 0
            ),
            "0 · nan is nan: choose with torch.where, do not multiply": (y > 1) * formula,
            "ln 0 was not caught": formula,
        },
    }


def arguments(x, y, settings, reduction):
    return {
        "on": {"input": x, "target": y, **settings, "reduction": reduction},
        "what": "the loss",
        "mistakes": {
            "the argument reduction was not used, or its words swapped": F.poisson_nll_loss(
                x, y, **settings
            ),
            "the argument log_input was not used, or the other way round": F.poisson_nll_loss(
                x,
                y,
                **{**settings, "log_input": not settings.get("log_input", True)},
                reduction=reduction,
            ),
            "the argument full was not used": F.poisson_nll_loss(
                x, y, **{**settings, "full": False}, reduction=reduction
            ),
            "the term of full=True is in, although full is False": F.poisson_nll_loss(
                x, y, **{**settings, "full": True}, reduction=reduction
            ),
            "the argument eps was not used": F.poisson_nll_loss(
                x, y, **{**settings, "eps": 1e-8}, reduction=reduction
            ),
        },
    }


def deprecated(x, y, reduction, settings):
    return {
        "on": {"input": x, "target": y, **settings},
        "what": "the loss",
        "mistakes": {
            "reduction was used; it is not read when size_average or reduce is given": (
                F.poisson_nll_loss(x, y, reduction=reduction)
            ),
        },
        "likely": "an order of arguments other than reduced's",
    }


def shapes(x, y, full):
    return {
        "on": {"input": x, "target": y, "full": full},
        "what": "the mean",
        "mistakes": {
            "you divided by the number of rows; every element counts": (
                F.poisson_nll_loss(x, y, full=full, reduction="sum") / (len(x) if x.dim() else 1)
            ),
        },
        "likely": "a shape that was forced: a row against a column is a table of all pairs",
    }


def refused():
    return {
        "likely": "an else branch that takes every other word for one of the three",
    }


def dtype(dtype, x, y, settings):
    return {
        "on": {"input": x, "target": y, "dtype": str(dtype), **settings},
        "what": "the loss",
        "likely": {"dtype": ".float(), or a torch.zeros(…) or torch.tensor(…) without dtype"},
    }
