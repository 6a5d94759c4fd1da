"""What the tests of classification/binary_cross_entropy_with_logits say where they fail."""

import math

import torch
from torch.nn import functional as F


def softplus_values(x):
    return {
        "on": {"x": x},
        "what": "softplus",
        "mistakes": {
            "this is ln σ(x), or softplus of -x with a minus sign": F.logsigmoid(x),
            "this is softplus(-x)": F.softplus(-x),
            "the exponent needs -|x|; -x grows for negative x": x.relu() + (-x).exp().log1p(),
            "max(0, x) is missing": (-x.abs()).exp().log1p(),
            "the logarithm is missing": 1 + x.exp(),
            "1 is missing under the logarithm": x.relu() - x.abs(),
        },
    }


def softplus_extreme_1(x):
    return {
        "on": {"x": x},
        "what": "softplus",
        "mistakes": {
            "exp(10000) is inf, and σ(10000) rounds to 1; take max(0, x) out of the logarithm": [
                math.inf,
                0.0,
                math.inf,
            ],
            "a clamped logarithm ends at 100; with logits nothing is clamped": [100.0, 0.0, 100.0],
        },
        "likely": "an exponential of a large number",
    }


def softplus_extreme_2():
    return {
        "mistakes": {
            "where throws inf away, and its slope is nan all the same: make the exponent safe": (
                lambda x: torch.where(x > 20, x, x.exp().log1p())
            ),
        },
        "likely": {"nan": "a branch that is computed and thrown away"},
    }


def softplus_corner():
    return {
        "mistakes": {
            "relu and max(0, x) written as where have the slope 0 at 0; it must be ½": (
                lambda x: x.relu() + (-x.abs()).exp().log1p()
            ),
            "clamp has the slope 1 at 0; it must be ½": (
                lambda x: x.clamp(min=0) + (-x.abs()).exp().log1p()
            ),
            "max(0, x) is no constant: detached, it takes its slope with it": (
                lambda x: x.relu().detach() + (-x.abs()).exp().log1p()
            ),
        },
    }


def balancing_pos_weight_values():
    return {
        "on": "100 of 400 patients have disease 0, and 320 have disease 1",
        "what": "pos_weight",
        "mistakes": {
            "this is positives / negatives; the rarer the positives, the larger their weight": [
                1 / 3,
                4.0,
            ],
            "this is N / positives; only the negatives stand on the other side": [4.0, 1.25],
            "this is a frequency; divide by the positives, not by N": [0.75, 0.2],
            "one weight for each column: sum over the patients, dimension 0": 380 / 420,
        },
        "likely": "a sum over the columns, where one over the patients is needed",
    }


def logit_loss_values(x, y, pos_weight, yes, no):
    return {
        "on": {"x": x, "y": y, "pos_weight": pos_weight},
        "what": "the loss of each logit",
        "mistakes": {
            "the argument pos_weight was not used": yes + no,
            "pos_weight scales the term of y alone, not both": pos_weight * (yes + no),
            "pos_weight scales the term of y, not that of 1 - y": yes + pos_weight * no,
            "pos_weight stands before the logarithm, and not on the target in both terms": (
                pos_weight * y * F.softplus(-x) + (1 - pos_weight * y) * F.softplus(x)
            ),
            "the sign of the logits is turned": pos_weight * y * F.softplus(x)
            + (1 - y) * F.softplus(-x),
            "you took a sigmoid of the logits first; the formula contains it": (
                F.binary_cross_entropy_with_logits(
                    x.sigmoid(), y, reduction="none", pos_weight=torch.tensor(pos_weight)
                )
            ),
            "the sign is turned: both logarithms are of numbers below 1, and both have a minus": (
                -pos_weight * yes - no
            ),
            "the term of 1 - y is missing": pos_weight * yes,
        },
    }


def logit_loss_extreme(x, y):
    return {
        "on": {"x": x, "y": y, "pos_weight": 3.0},
        "what": "the loss of each logit",
        "mistakes": {
            "this is BCELoss of a sigmoid: it ends at 100, and its gradient is gone": [
                0.0,
                100.0,
                300.0,
                0.0,
            ],
        },
        "likely": "a sigmoid whose logarithm is taken, or exponentials outside softplus",
    }


def logit_loss_gradient():
    return {
        "mistakes": {
            "the slope is gone where the sigmoid is 0 or 1": (
                lambda x, y, w: (
                    -w * y * x.sigmoid().log().clamp(min=-100)
                    - (1 - y) * (-x).sigmoid().log().clamp(min=-100)
                )
            ),
        },
    }


def reduction(x, y, settings):
    return {
        "on": {"input": x, "target": y, **settings},
        "what": "the loss",
        "mistakes": {
            "this is the mean; the argument reduction was not used, or its words swapped": 1.0455,
            "this is the sum; divide it by the number of entries": 4.1819,
            "you divided by the number of rows; every entry counts": 4.1819 / 2,
            "you took a sigmoid of the logits first; the loss does it": (
                F.binary_cross_entropy_with_logits(x.sigmoid(), y)
            ),
        },
    }


def weight(ln2, x, y, settings):
    plain = {key: settings[key] for key in settings if key == "reduction"}
    swapped = {"weight": settings.get("pos_weight"), "pos_weight": settings.get("weight")}
    return {
        "on": {"input": x, "target": y, **settings},
        "what": "the weighted loss",
        "mistakes": {
            "the mean divides by the number of entries, not by the weights": 22 / 12 * ln2,
            "neither weight nor pos_weight was used": F.binary_cross_entropy_with_logits(
                x, y, **plain
            ),
            "weight and pos_weight are confused: weight scales the whole loss of an entry": (
                F.binary_cross_entropy_with_logits(x, y, **plain, **swapped)
            ),
            "a factor of shape (2,) belongs to the columns; it does not choose between no and "
            "yes": torch.tensor([[5, 2], [1, 10]]) * ln2,
        },
    }


def invalid_1():
    return {
        "likely": "shapes that broadcast; a column and a row make a table",
    }


def invalid_2():
    return {
        "likely": "a weight that makes the losses larger than the input",
    }


def invalid_3():
    return {
        "likely": "an unknown word taken for one of the three",
    }


def deprecated(x, y, reduction, settings):
    return {
        "on": {"input": x, "target": y, **settings},
        "what": "the loss",
        "mistakes": {
            "reduction was used; it is not read when size_average or reduce is given": (
                F.binary_cross_entropy_with_logits(x, y, reduction=reduction)
            ),
        },
        "likely": "an order of arguments other than reduced's",
    }


def dtype(dtype, logits, target, settings):
    return {
        "on": {"input": logits, "target": target, "dtype": str(dtype), **settings},
        "what": "the loss",
        "likely": {
            "dtype": ".float(), or torch.ones(…) without dtype",
        },
    }


def random():
    return {
        "mistakes": {
            "this is the gradient of the sum; the mean divides it, too": (
                lambda x, y: F.binary_cross_entropy_with_logits(x, y, reduction="sum")
            ),
            "a mistake beyond doubt must teach as much as it can: your slope vanishes there": (
                lambda x, y: F.binary_cross_entropy(x.sigmoid(), y)
            ),
        },
    }
