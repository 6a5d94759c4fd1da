"""What the tests of regression/l1_loss say where they fail."""

import torch
from torch.nn import functional as F


def absolute_error_values_1(x, y):
    return {
        "on": {"input": x, "target": y},
        "what": "the absolute error",
        "mistakes": {
            "the sign is still there; an error of -1 is as large as one of +1": x - y,
            "the sign is still there, and you subtracted the other way round": y - x,
            "you squared the errors; L1 takes their absolute value": (x - y) ** 2,
            "you took the absolute values before you subtracted; here nothing was negative": (
                x.abs() - y.abs()
            ),
            "you averaged already; return one error per prediction": (x - y).abs().mean(),
            "you summed already; return one error per prediction": (x - y).abs().sum(),
        },
    }


def absolute_error_values_2(x, y):
    return {
        "on": {"input": x, "target": y},
        "what": "the absolute error",
        "mistakes": {
            "you took the absolute values before you subtracted; -2 and 1 are 3 apart": (
                x.abs() - y.abs()
            ).abs(),
        },
    }


def absolute_error_gradient():
    return {
        "mistakes": {
            "at an error of 0 the slope must be 0; your where(…) or max(…) picks one of the "
            "sides": (lambda x, y: torch.where(x > y, x - y, y - x)),
            "at an error of 0 the slope must be 0; your where(…) picks the upper side": (
                lambda x, y: torch.where(x >= y, x - y, y - x)
            ),
            "the root of the square has no slope at 0: the chain rule multiplies 0 by infinity": (
                lambda x, y: ((x - y) ** 2).sqrt()
            ),
        },
    }


def absolute_error_broadcasting_1(row, column):
    return {
        "on": {"input": row, "target": column},
        "what": "the table of all differences",
        "mistakes": {
            "you paired element i with element i; a row minus a column is a table in torch": [0.0]
            * 3,
        },
        "likely": "a reshape or a loop; leave the shapes to the subtraction",
    }


def absolute_error_broadcasting_2():
    return {
        "on": "input = 2, target = 5, both of shape ()",
        "what": "the error of one number",
        "likely": "a loop over the first dimension, which a single number lacks",
    }


def absolute_error_broadcasting_3():
    return {
        "likely": "zip, which stops at the shorter of the two without a word",
    }


def absolute_error_far():
    return {
        "on": "input = [1e30, -1e30, 1e-30], target = [0, 0, 0]",
        "what": "the absolute error",
        "likely": {
            "infinite": (
                "a square on the way: it leaves the range of float32 at about 1e19 and 1e-23"
            )
        },
    }


def reduction(x, y, settings):
    return {
        "on": {"input": x, "target": y, **settings},
        "what": "the loss",
        "mistakes": {
            "this is the mean; the argument reduction was not used, or its words swapped": 0.5,
            "this is the sum; divide it by the number of losses": 1.5,
            "these are the losses one by one; the default is their mean": [1.0, 0.5, 0.0],
            "you reduced before you took the absolute value, so that errors cancel": 1 / 6,
            "you squared the errors: this is the mean squared error": 1.25 / 3,
        },
    }


def matrix_1(x, y):
    return {
        "on": {"input": x, "target": y},
        "what": "the mean over 2 × 3 predictions",
        "mistakes": {
            "you divided by the number of rows; every element counts": 6.0,
            "you averaged along one dimension only": [2.0, 2.0],
            "you averaged along the first dimension only": [0.5, 2.5, 3.5],
        },
    }


def matrix_2():
    return {
        "on": "two empty tensors, reduction = 'sum'",
    }


def matrix_3():
    return {
        "on": "two empty tensors",
        "what": "the mean of no loss",
        "likely": "a special case for 0 / 0; torch's mean of nothing is nan",
    }


def weight(x, y, weight, reduction):
    losses = torch.tensor([1.0, 0.5, 0.0])
    return {
        "on": {"input": x, "target": y, "reduction": reduction, "weight": weight},
        "what": f"the weighted loss with reduction {reduction!r}",
        "mistakes": {
            "you divided by the number of losses, 3; the weighted mean divides by the sum of the "
            "weights, 1 + 2 + 5 = 8": 2 / 3,
            "the argument weight was not used": F.l1_loss(x, y, reduction=reduction),
            "the weighted mean came for every reduction; only 'mean' divides": 0.25,
            "you divided each loss by the sum of the weights, too": losses * weight / 8,
            "the weights multiply the losses, not the predictions": (x * weight - y).abs(),
            "you divided twice: by the number of losses and by the sum of the weights": 2 / 24,
        },
    }


def deprecated(x, y, weight, size_average, reduce, means, reduction, w):
    return {
        "on": {
            "input": x,
            "target": y,
            "size_average": size_average,
            "reduce": reduce,
            "reduction": reduction,
            "weight": w,
        },
        "what": "the loss",
        "mistakes": {
            "reduction was used; it is not read when size_average or reduce is given": (
                F.l1_loss(x, y, reduction=reduction, weight=w)
            ),
            "the pair asks for the mean, with weights, too: divide by their sum": (
                (weight * (x - y).abs()).mean() if means == "mean" else torch.nan
            ),
        },
        "likely": "the order of the rules: reduce=False first, then size_average=False",
    }


def refused_1():
    return {
        "likely": "an else branch that takes every other word for one of the three",
    }


def refused_2():
    return {
        "likely": "a weight that broadcasts; its shape must be that of the input",
    }


def dtype(dtype, x, y, weight):
    return {
        "on": {"input": x, "target": y, "dtype": str(dtype), "weight": weight},
        "what": "the loss",
        "likely": {"dtype": ".float(), or a torch.zeros(…) or torch.tensor(…) without dtype"},
    }


def random_gradient():
    return {
        "mistakes": {
            "this is the gradient of the sum; the mean divides it, too": (
                lambda x, y: F.l1_loss(x, y, reduction="sum")
            ),
        },
    }
