"""What the tests of classification/binary_cross_entropy say where they fail."""

import math

import torch
from torch.nn import functional as F


def clamped_logs_values_1(p):
    return {
        "on": {"p": p},
        "what": "ln p",
        "mistakes": {
            "the floor is missing": p.log(),
            "the floor belongs under the logarithm, not under p: torch adds no eps": p.clamp(
                1e-12
            ).log(),
            "the floor belongs under the logarithm, not under p: 1e-7 makes it ln p ≥ -16": p.clamp(
                1e-7
            ).log(),
            "you replaced -inf by 0; a certain mistake must cost something": [
                -math.log(2),
                -math.log(4),
                0.0,
                0.0,
            ],
        },
        "likely": "a small number added inside the logarithm",
    }


def clamped_logs_values_2(p):
    return {
        "on": {"p": p},
        "what": "ln(1 - p)",
        "mistakes": {
            "this is ln p once more": p.log().clamp(min=-100),
            "this is 1 - ln p; subtract before you take the logarithm": 1 - p.log().clamp(min=-100),
            "log1p adds 1: it needs -p": p.log1p(),
        },
    }


def clamped_logs_small(p):
    return {
        "on": {"p": p},
        "what": "ln(1 - p)",
        "mistakes": {
            "1 - p is rounded before the logarithm; use log1p": (1 - p).log(),
        },
    }


def bernoulli_nll_values_1(p, y, yes, no):
    return {
        "on": {"p": p, "y": y},
        "what": "the loss of each forecast",
        "mistakes": {
            "the sign is turned: the loss is minus the log-likelihood": y * yes + (1 - y) * no,
            "the second term is missing: a no costs nothing, and yes to all is the best answer": (
                -y * yes
            ),
            "y goes with ln p, and 1 - y with ln(1 - p)": -(1 - y) * yes - y * no,
            "both terms have the factor y; the second has 1 - y": -y * (yes + no),
            "both terms have ln p": -yes,
            "you rounded the target; 0.75 uses both terms": -torch.where(y > 0.5, yes, no),
            "a target between 0 and 1 was taken for 0; 0.75 uses both terms": -torch.where(
                y == 1, yes, no
            ),
            "input and target are swapped: the logarithm is the model's": (
                -p * y.log().clamp(min=-100) - (1 - p) * (-y).log1p().clamp(min=-100)
            ),
            "the minus sign covers the first term only": -y * yes + (1 - y) * no,
            "this is the logarithm to base 2; use the natural one": (
                -(y * yes + (1 - y) * no) / math.log(2)
            ),
            "one loss for each forecast, please; the mean comes in step 4": (
                -(y * yes + (1 - y) * no).mean()
            ),
        },
    }


def bernoulli_nll_values_2(p, y):
    return {
        "on": {"p": p, "y": y},
        "what": "the loss of certain forecasts",
        "mistakes": {
            "without the floor 0 · (-inf) is nan; use step 1": [
                math.nan,
                math.inf,
                math.inf,
                math.nan,
            ],
            "without the floor the loss is infinite; use step 1": [0.0, math.inf, math.inf, 0.0],
        },
    }


def bernoulli_nll_gradient():
    return {
        "mistakes": {
            "autograd takes ln(1 - p) for a constant": (
                lambda p, y: -(y * p.log() + (1 - y) * (-p.detach()).log1p())
            ),
        },
    }


def slope_values(p, y, variance):
    return {
        "on": {"p": p, "y": y},
        "what": "the slope",
        "mistakes": {
            "the sign is turned: where p is too small, the loss falls with p": (y - p) / variance,
            "p - y is the slope at the logit; at the probability divide by p(1 - p)": p - y,
            "the slope of the second term is missing": -y / p,
            "the second term has an inner derivative of -1, so it adds": -y / p - (1 - y) / (1 - p),
            "divide by p(1 - p)": (p - y) * variance,
        },
    }


def slope_certain(p, y):
    return {
        "on": {"p": p, "y": y},
        "what": "the slope",
        "mistakes": {
            "0 / 0 is nan: the denominator needs its floor": (p - y) / (p * (1 - p)),
            "1e-12 is a floor; you added it": (p - y) / (p * (1 - p) + 1e-12),
            "the floor belongs under p(1 - p), not under p": (p - y)
            / (p.clamp(1e-12, 1 - 1e-12) * (1 - p.clamp(1e-12, 1 - 1e-12))),
        },
        "likely": "a floor other than 1e-12",
    }


def reduction(p, y, settings):
    return {
        "on": {"input": p, "target": y, **settings},
        "what": "the loss",
        "mistakes": {
            "this is the mean; the argument reduction was not used, or its words swapped": 25.3171,
            "this is the sum; divide it by the number of entries": 101.2685,
            "you divided by the number of rows; every entry counts": 101.2685 / 2,
            "you averaged the forecasts that came true only": 101.2685 / 3,
            "the certain mistake costs 100, and the mean stays finite": torch.inf,
        },
    }


def weight(p, y, bits, ln2, by_rows, by_columns, settings):
    return {
        "on": {"input": p, "target": y, **settings},
        "what": "the weighted loss",
        "mistakes": {
            "the mean divides by the number of entries, not by the weights": 22 / 12 * ln2,
            "the argument weight was not used": F.binary_cross_entropy(
                p, y, reduction=settings.get("reduction", "mean")
            ),
            "weight is one factor per entry or column, and does not choose between no and yes": (
                bits * torch.tensor([[5.0, 1.0], [1.0, 5.0]]) * ln2
            ),
            "a weight of shape (2,) belongs to the columns, one of shape (2, 1) to the rows": (
                (by_rows if settings["weight"].dim() == 1 else by_columns) * ln2
            ),
        },
    }


def invalid_1(p, y):
    return {
        "on": {"input": p, "target": y},
        "what": "the loss",
    }


def invalid_2():
    return {
        "likely": (
            "no check of the input: logits, whose sigmoid is missing, would pass; or a check "
            "that asks for an error where nan should fail"
        ),
    }


def invalid_3():
    return {
        "likely": "shapes that broadcast; a column and a row make a table",
    }


def invalid_4():
    return {
        "likely": "a weight that makes the losses larger than the input",
    }


def invalid_5():
    return {
        "likely": "an unknown word taken for one of the three",
    }


def deprecated(p, y, reduction, settings):
    return {
        "on": {"input": p, "target": y, **settings},
        "what": "the loss",
        "mistakes": {
            "reduction was used; it is not read when size_average or reduce is given": (
                F.binary_cross_entropy(p, y, reduction=reduction)
            ),
        },
        "likely": "an order of arguments other than reduced's",
    }


def dtype(dtype, x, target, factor):
    return {
        "on": {"input": x, "target": target, "weight": factor, "dtype": str(dtype)},
        "what": "the loss",
        "likely": {
            "dtype": ".float(), or torch.ones(…) without dtype",
        },
    }


def random():
    return {
        "mistakes": {
            "p - y is the gradient at the logit; here the input is the probability": (
                lambda p, y: F.binary_cross_entropy_with_logits(
                    p.logit().detach() + p - p.detach(), y
                )
            ),
        },
    }
