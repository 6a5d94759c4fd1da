"""What the tests of regression/huber_loss say where they fail."""

import torch
from torch.nn import functional as F


def clipped_values(d, delta):
    inside = d.abs() <= delta
    return {
        "on": {"d": d, "delta": delta},
        "what": "the gradient",
        "mistakes": {
            "outside the slope is δ, on either side; ±1 is the slope of SmoothL1": torch.where(
                inside, d, d.sign()
            ),
            "you cut off at ±1; the argument delta was not used": d.clamp(-1, 1),
            "you cut off on one side only; large negative residuals are outside, too": d.clamp(
                max=delta
            ),
            "a residual below 0 pulls the other way: its lower bound is -δ, not 0": d.clamp(
                0, delta
            ),
            "outside the pull is δ, not 0: a far sample is pulled gently, but pulled": torch.where(
                inside, d, torch.zeros(6)
            ),
            "the sign is lost: a residual below 0 pulls up": d.abs().clamp(max=delta),
            "you divided by δ: that is the slope of SmoothL1": d.clamp(-delta, delta) / delta,
        },
    }


def huber_values(d, delta):
    size = d.abs()
    inside, parabola = size <= delta, d**2 / 2
    return {
        "on": {"d": d, "delta": delta},
        "what": "the loss of each residual",
        "mistakes": {
            "you clipped the residual and squared it: a far sample then has the slope 0": (
                size.clamp(max=delta) ** 2 / 2
            ),
            "this is SmoothL1: Huber is δ times as much, |d| - δ/2 is multiplied by δ": (
                F.smooth_l1_loss(d, torch.zeros(6), reduction="none", beta=delta)
            ),
            "the arm has the slope 1 and misses the parabola; it is δ (|d| - δ/2)": torch.where(
                inside, parabola, size - delta / 2
            ),
            "the arm is δ (|d| - ½): the ½ must be δ/2, or the branches do not meet": torch.where(
                inside, parabola, delta * (size - 0.5)
            ),
            "the arm is δ (|d| - δ): subtract half of δ, or the branches do not meet": torch.where(
                inside, parabola, delta * (size - delta)
            ),
            "the arm is δ |d|: subtract what makes it meet the parabola": torch.where(
                inside, parabola, delta * size
            ),
            "the ½ of the parabola is missing": torch.where(
                inside, d**2, delta * (size - delta / 2)
            ),
            "half of the product of residual and pull: right inside, too little outside": (
                d * d.clamp(-delta, delta) / 2
            ),
            "the arm on the left falls: it needs |d|, not d": torch.where(
                inside, parabola, delta * (d - delta / 2)
            ),
            "compare |d| with δ: -3 is below every border, and far outside": torch.where(
                d <= delta, parabola, delta * (size - delta / 2)
            ),
            "this is the gradient; the loss is what it adds up to": d.clamp(-delta, delta),
            "this is the loss for δ = 1; the argument delta was not used": F.huber_loss(
                d, torch.zeros(6), reduction="none"
            ),
        },
    }


def huber_gradient():
    return {
        "mistakes": {
            "inside the slope is 0: that part of your loss is a constant for autograd": (
                lambda d, delta: torch.where(d.abs() <= delta, 0 * d, delta * d.abs())
            ),
            "outside the slope is 0: that part of your loss is a constant for autograd": (
                lambda d, delta: d.clamp(-delta, delta) ** 2 / 2
            ),
        },
        "likely": {"zero": "a branch that autograd cannot follow"},
    }


def huber_far():
    return {
        "on": "d = [1e30, -1e30, 0.5], delta = 2",
        "what": "the loss of each residual",
        "mistakes": {
            "a branch that you multiply by 0 is still computed: 0 · inf is nan. torch.where "
            "picks": [
                torch.nan,
                torch.nan,
                0.125,
            ],
        },
        "likely": "a square outside the border",
    }


def reduction_1(x, y, settings):
    return {
        "on": {"input": x, "target": y, **settings},
        "what": "the loss",
        "mistakes": {
            "this is the mean for δ = 1: an argument was not used, or δ is bounded by 1": 0.9375,
            "this is the sum; divide it by the number of losses": 3.75,
            "these are the losses one by one; the default is their mean": [0.125, 3.5, 0.0, 0.125],
            "you reduced the residuals first; each residual has its own branch": 0.28125,
            "another default: without an argument δ is 1, not ½": F.huber_loss(
                x, y, settings.get("reduction", "mean"), settings.get("delta", 0.5)
            ),
        },
    }


def reduction_2(x, y):
    return {
        "on": "the same, by position: huber_loss(input, target, 'sum', 2.0, [1, 2, 4, 8])",
        "what": "the loss",
        "mistakes": {
            "the argument weight was not used; or the order is "
            "(input, target, reduction, delta, weight)": F.huber_loss(x, y, "sum", 2.0),
        },
    }


def weight(x, y, weight, reduction):
    return {
        "on": {"input": x, "target": y, "reduction": reduction, "weight": weight},
        "what": f"the weighted loss with reduction {reduction!r}",
        "mistakes": {
            "you divided by the sum of the weights, 12, as mse_loss does; huber_loss divides by "
            "the number of losses, 3": 7 / 12,
            "the argument weight was not used": F.huber_loss(x, y, reduction=reduction),
            "you weighed the residuals; then they change branches. The weights multiply the "
            "losses": F.huber_loss((x - y) * weight, torch.zeros(3), reduction=reduction),
        },
    }


def shapes(x, y, weight):
    return {
        "on": {"input": x, "target": y, "weight": weight},
        "what": "the mean",
        "mistakes": {
            "you divided by the number of rows; every element counts": 2.25,
            "you paired element i with element i; a row minus a column is a table": 0.25,
            "you divided by the number of predictions; the mean is over the whole table": 4.25,
        },
        "likely": "a first dimension that is taken for the batch, or a case for 0 / 0",
    }


def limits_1(x, y):
    return {
        "on": {"input": x, "target": y, "delta": 1e6},
        "what": "the loss where every residual is inside",
        "mistakes": {
            "with a large δ Huber is half the squared error, whatever the documentation of torch "
            "says": F.mse_loss(x, y),
            "this is the limit of SmoothL1, 0; Huber's parabola does not depend on δ": 0.0,
        },
    }


def limits_2():
    return {
        "on": "input = [200, 500, 300], target = [300, 200, 350], delta = 150",
        "what": "the loss in centimeters",
        "likely": "a 1 or a ½ in the place of δ",
    }


def refused_1():
    return {
        "likely": "no check that δ is positive: with δ = 0 every loss is 0, below it is negative",
    }


def refused_2():
    return {
        "likely": "a weight that broadcasts; its shape must be that of the input",
    }


def refused_3():
    return {
        "likely": "an else branch that takes every other word for one of the three",
    }


def dtype(dtype, x, y, settings):
    return {
        "on": {"input": x, "target": y, "dtype": str(dtype), **settings},
        "what": "the loss",
        "likely": {"dtype": ".float(), or a torch.zeros(…) or torch.tensor(…) without dtype"},
    }
