"""What the tests of regression/mse_loss say where they fail."""

import torch
from torch.nn import functional as F


def mse_gradient_values(x, y, d):
    return {
        "on": {"input": x, "target": y},
        "what": "the gradient",
        "mistakes": {
            "the factor 2 is missing: MSELoss has no ½ that would cancel it": d / 3,
            "this is the gradient of the sum; the mean divides it by n": 2 * d,
            "this is the gradient of half the sum; the loss is a mean, and has no ½": d,
            "the sign is turned: a prediction that is too large has a positive slope": -2 * d / 3,
            "this is the loss; differentiate it": (d**2).mean(),
            "these are the losses one by one; differentiate them": d**2,
            "you added up the slopes; each prediction has its own": 2 * d.mean(),
            "this is the gradient of the absolute error: a square pulls harder from farther away": (
                d.sign() / 3
            ),
        },
    }


def mse_gradient_shapes_1(x, y):
    return {
        "on": {"input": x, "target": y},
        "what": "the gradient",
        "mistakes": {
            "you divided by the number of rows; every element counts, here 6": x,
            "you divided by the number of columns; every element counts, here 6": 2 * x / 3,
        },
    }


def mse_gradient_shapes_2():
    return {
        "on": "input = 3, target = 1, both of shape ()",
        "what": "the gradient of one number",
        "likely": "len(…), which a single number lacks; numel() is 1 there",
    }


def reduction(x, y, settings):
    return {
        "on": {"input": x, "target": y, **settings},
        "what": "the loss",
        "mistakes": {
            "there is no ½ in MSELoss": 1.0,
            "there is no ½ in MSELoss, for no reduction": [0.5, 0.5, 2.0],
            "this is the mean; the argument reduction was not used, or its words swapped": 2.0,
            "this is the root of the mean square; MSELoss takes no root": 2**0.5,
            "this is the mean absolute error; square the differences": 4 / 3,
            "you squared the mean difference; square first, then average": 4 / 9,
            "this is the length of the error vector; MSELoss takes no root": 6**0.5,
            "this is the sum; divide it by the number of losses": 6.0,
        },
    }


def weight(x, y, weight, reduction):
    losses = (x - y) ** 2
    return {
        "on": {"input": x, "target": y, "reduction": reduction, "weight": weight},
        "what": f"the weighted loss with reduction {reduction!r}",
        "mistakes": {
            "you divided by the number of losses, 3; the weighted mean divides by the sum of the "
            "weights, 1 + 2 + 5 = 8": 23 / 3,
            "the argument weight was not used": F.mse_loss(x, y, reduction=reduction),
            "you squared the weights, too; multiply after squaring": ((x - y) * weight).square(),
            "you divided each loss by the sum of the weights; only the mean divides": (
                losses * weight / 8
            ),
        },
    }


def gradient():
    return {
        "mistakes": {
            "this is half of the gradient: a ½ stands in front, or autograd takes one (x - y) for "
            "a constant": lambda x, y, **k: F.mse_loss(x, y, **k) / 2,
        },
        "likely": {"nan": "a root on the way: its slope at 0 is infinite, and 0 · inf is nan"},
    }


def deprecated(x, y, means, w, reduction, settings):
    return {
        "on": {"input": x, "target": y, **settings, "weight": w},
        "what": "the loss",
        "mistakes": {
            "reduction was used; it is not read when size_average or reduce is given": (
                F.mse_loss(x, y, reduction=reduction, weight=w)
            ),
            "the pair asks for the mean, with weights, too: divide by their sum": (
                torch.nan if means != "mean" or w is None else (w * (x - y) ** 2).mean()
            ),
        },
        "likely": "the order of the rules: reduce=False first, then size_average=False",
    }


def large(x, y):
    return {
        "on": "input = [10000.5, 20000], target = [10000, 20000.25]",
        "what": "the squared error",
        "mistakes": {
            "x² - 2xy + y² is right on paper; in floating point it subtracts numbers of 10⁸ "
            "and loses "
            "every digit of the result": x**2 - 2 * x * y + y**2,
        },
        "likely": "squares that you subtract; subtract first, then square",
    }


def broadcasting(row, column, weight, reduction):
    return {
        "on": {"input": row, "target": column, "reduction": reduction, "weight": weight},
        "what": "the loss of a row against a column",
        "mistakes": {
            "you paired element i with element i; torch makes a table of all pairs": 0.0,
            "you paired element i with element i; torch makes a table of all pairs, 'none' shows "
            "it": [0.0, 0.0, 0.0],
            "you divided by the nine losses, or row by row; torch divides by the sum of the three "
            "weights": 4 / 3,
            "you divided by the number of predictions; the mean is over the whole table": 4.0,
        },
    }


def refused_1():
    return {
        "likely": "an else branch that takes every other word for one of the three",
    }


def refused_2():
    return {
        "likely": "a weight that broadcasts; its shape must be that of the input",
    }


def refused_3():
    return {
        "likely": "predictions without a target that were left out",
    }


def dtype(dtype, x, y, settings):
    return {
        "on": {"input": x, "target": y, "dtype": str(dtype), **settings},
        "what": "the loss",
        "likely": {"dtype": ".float(), or a torch.zeros(…) or torch.tensor(…) without dtype"},
    }


def empty_1(reduction):
    return {
        "on": {"input": 2.0, "target": 5.0, "reduction": reduction},
        "what": "the loss of one number",
        "likely": "a first dimension that a single number lacks",
    }


def empty_2():
    return {
        "on": "two empty tensors, reduction = 'sum'",
    }


def empty_3():
    return {
        "on": "two empty tensors",
        "what": "the mean of no loss",
        "likely": "a special case for 0 / 0; torch's mean of nothing is nan",
    }


def empty_4():
    return {
        "on": "input = [1, 1], target = [0, 0], weight = [0, 0]",
        "what": "the mean where every weight is 0",
        "likely": "a special case for 0 / 0; torch leaves it nan",
    }
