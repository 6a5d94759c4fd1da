"""What the tests of regression/smooth_l1_loss say where they fail."""

import torch
from torch.nn import functional as F


def border_offset_values(beta):
    return {
        "on": {"beta": beta},
        "what": "the constant",
        "mistakes": {
            "1 / (2β) stands in many texts and is right for β = 1 alone; put d = β into both "
            "branches": 1 / (2 * beta),
            "½ belongs to β = 1; the constant moves with the border": torch.full((4,), 0.5),
            "this is the constant of the Huber loss, whose arms have the slope δ": beta**2 / 2,
            "this is the border itself: the arm would begin at 0, and the parabola is at β "
            "/ 2": beta,
            "the sign is turned: the formula subtracts the constant": -beta / 2,
        },
    }


def smooth_l1_values(d, beta):
    size = d.abs()
    inside, parabola = size < beta, d**2 / (2 * beta)
    return {
        "on": {"d": d, "beta": beta},
        "what": "the loss of each residual",
        "mistakes": {
            "an arm |d| - 1/(2β) jumps at the border; step 1 has the constant": torch.where(
                inside, parabola, size - 1 / (2 * beta)
            ),
            "you moved the border and kept the branches of β = 1; both contain β": torch.where(
                inside, d**2 / 2, size - 0.5
            ),
            "this is the Huber loss, β times too large: the arms of SmoothL1 have the slope 1": (
                F.huber_loss(d, torch.zeros(7), reduction="none", delta=beta)
            ),
            "the ½ of the parabola is missing": torch.where(inside, d**2 / beta, size - beta / 2),
            "the parabola is not divided by β": torch.where(inside, d**2 / 2, size - beta / 2),
            "a brackets mistake: d² / (2β), and not d² / 2 · β": torch.where(
                inside, d**2 / 2 * beta, size - beta / 2
            ),
            "compare |d| with β: -3 is below every border, and far outside": torch.where(
                d < beta, parabola, size - beta / 2
            ),
            "the arm on the left falls: it needs |d|, not d": torch.where(
                inside, parabola, d - beta / 2
            ),
            "the branches are swapped": torch.where(inside, size - beta / 2, parabola),
            "this is the loss for β = 1; the argument beta was not used": F.smooth_l1_loss(
                d, torch.zeros(7), reduction="none"
            ),
        },
    }


def smooth_l1_gradient():
    return {
        "mistakes": {
            "beyond the border the slope is 0: you clipped d; the loss goes on as a line": (
                lambda d, beta: d.clamp(-beta, beta) ** 2 / (2 * beta)
            ),
            "inside, the slope is d, and not d / β": (
                lambda d, beta: torch.where(d.abs() < beta, d**2 / 2, d.abs())
            ),
        },
        "likely": {"zero": "a branch that autograd cannot follow"},
    }


def smooth_l1_far():
    return {
        "on": "d = [1e30, -1e30, 0.5], beta = 1",
        "what": "the loss of each residual",
        "mistakes": {
            "a branch that you multiply by 0 is still computed: 0 · inf is nan. torch.where "
            "picks": [
                torch.nan,
                torch.nan,
                0.125,
            ],
        },
        "likely": {"infinite": "a square outside the border"},
    }


def reduction(x, y, settings):
    return {
        "on": {"input": x, "target": y, **settings},
        "what": "the loss",
        "mistakes": {
            "this is the mean; the argument reduction was not used, or its words swapped": 0.9375,
            "this is the sum; divide it by the number of losses": 3.75,
            "these are the losses one by one; the default is their mean": [0.125, 3.5, 0.0, 0.125],
            "you reduced the residuals first; each residual has its own branch": 0.28125,
        },
    }


def beta_zero_1(x, y, beta):
    return {
        "on": {"input": x, "target": y, "reduction": "none", "beta": beta},
        "what": "the loss with beta = 0",
        "mistakes": {
            "`beta or 1.0` takes 0 for a missing argument": [0.5, 0.125, 0.0],
            "0 / 0 is nan; decide about beta = 0 before you divide by it": [1.0, 0.5, torch.nan],
        },
    }


def beta_zero_2():
    return {
        "mistakes": {
            "torch.where threw 0 / 0 away, and its gradient is nan all the same": (
                lambda x, y, beta: torch.where(
                    (x - y).abs() < beta, (x - y) ** 2 / (2 * beta), (x - y).abs()
                ).mean()
            ),
            "at a residual of 0 the slope must be 0": (
                lambda x, y, beta: torch.where(x > y, x - y, y - x).mean()
            ),
        },
        "likely": "a slope other than 0 at a residual of 0",
    }


def deprecated(x, y, reduction, beta, settings):
    return {
        "on": {"input": x, "target": y, **settings, "beta": beta},
        "what": "the loss",
        "mistakes": {
            "reduction was used; it is not read when size_average or reduce is given": (
                F.smooth_l1_loss(x, y, reduction=reduction, beta=beta)
            ),
        },
        "likely": "an order of arguments other than reduced's",
    }


def shapes(x, y):
    return {
        "on": {"input": x, "target": y},
        "what": "the mean",
        "mistakes": {
            "you divided by the number of rows; every element counts": 2.25,
            "you paired element i with element i; a row minus a column is a table": 0.25,
        },
        "likely": "a first dimension that is taken for the batch, or a case for 0 / 0",
    }


def refused_1():
    return {
        "likely": "no check that beta is at least 0: a loss below 0",
    }


def refused_2():
    return {
        "likely": "an else branch that takes every other word for one of the three",
    }


def dtype(dtype, x, y, settings):
    return {
        "on": {"input": x, "target": y, "dtype": str(dtype), **settings},
        "what": "the loss",
        "likely": {"dtype": ".float(), or a torch.zeros(…) or torch.tensor(…) without dtype"},
    }
