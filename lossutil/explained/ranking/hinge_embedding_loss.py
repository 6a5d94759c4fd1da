"""What the tests of ranking/hinge_embedding_loss say where they fail."""

import torch
from torch.nn import functional as F


def too_close_values(x, margin):
    return {
        "on": {"input": x, "margin": margin},
        "what": "what is missing",
        "mistakes": {
            "nothing stops it at 0: pairs could earn by moving apart without end": margin - x,
            "this is max(0, x - margin): it charges pairs that are far apart": (
                (x - margin).clamp(min=0)
            ),
            "the absolute value pulls far pairs back to the margin": (margin - x).abs(),
            "the hinge is not squared here; the contrastive loss squares it": (
                (margin - x).clamp(min=0) ** 2
            ),
            "you took the margin for 1; it is an argument": (1 - x).clamp(min=0),
            "you cut the distance at the margin; pay for what is missing": x.clamp(max=margin),
            "you counted the pairs that are too close": (x < margin).float(),
        },
    }


def pair_loss_values(x, y):
    return {
        "on": {"input": x, "target": y, "margin": 1},
        "what": "the loss of each pair",
        "mistakes": {
            "this is the hinge of a support vector machine, max(0, margin - y x): there x "
            "is a score, "
            "here it is a distance": (1 - y * x).clamp(min=0),
            "this is max(0, margin + y x): with y = 1 the loss is the distance, without a margin": (
                (1 + y * x).clamp(min=0)
            ),
            "the branches are turned: y = 1 says 'the same', and a distance costs": torch.where(
                y == -1, x, (1 - x).clamp(min=0)
            ),
            "pairs labeled -1 were charged their distance, too": torch.where(
                y == 1, x, x + (1 - x).clamp(min=0)
            ),
            "pairs labeled 1 were charged the hinge, too": torch.where(
                y == 1, x + (1 - x).clamp(min=0), (1 - x).clamp(min=0)
            ),
            "different pairs earn: -x has no lowest value, cut margin - x at 0": torch.where(
                y == 1, x, 1 - x
            ),
            "different pairs cost nothing (they are labeled -1, not 0): then the best "
            "answer is one "
            "point for everything": torch.where(y == 1, x, torch.zeros(5)),
            "this is y times the distance: 'different' pays what is MISSING to the margin": y * x,
            "this is the contrastive loss, which squares both branches": torch.where(
                y == 1, x**2, (1 - x).clamp(min=0) ** 2
            ),
        },
    }


def pair_loss_other_labels(x, y):
    missing = (1 - x).clamp(min=0)
    return {
        "on": {"input": x, "target": y, "margin": 1},
        "what": "the loss of each pair",
        "mistakes": {
            "you took everything but 1 for 'different'; it falls under both rules": missing,
            "you took everything but -1 for 'the same'; it falls under both rules": x,
            "you looked at the sign of the label; torch looks for 1 and -1": torch.where(
                y > 0, x, missing
            ),
            "other labels cost nothing in your loss; in torch's they fall under both rules": (
                torch.zeros(5)
            ),
            "you mixed the branches with the weights (1 + y)/2 and (1 - y)/2; torch looks "
            "for 1 and "
            "-1 and weighs nothing": (1 + y) / 2 * x + (1 - y) / 2 * missing,
        },
    }


def pair_loss_infinite():
    return {
        "on": "input = [inf, inf, -0.5, -0.5], target = [1, -1, 1, -1], margin = 1",
        "what": "the loss of each pair",
        "mistakes": {
            "a branch that you multiply by 0 is still computed: 0 · inf is nan. torch.where "
            "picks": [
                torch.inf,
                torch.nan,
                -0.5,
                1.5,
            ],
            "'the same' has no floor: a negative input is no distance, and its loss is negative": [
                torch.inf,
                0.0,
                0.0,
                1.5,
            ],
        },
    }


def reduction(x, y, settings):
    return {
        "on": {"input": x, "target": y, **settings},
        "what": "the loss",
        "mistakes": {
            "you divided by the pairs that cost something; the mean counts all 5": 1.25 / 3,
            "you averaged each kind of pair on its own": 0.125 + 1 / 3,
            "this is the mean for the margin 1; an argument was not used": 0.25,
            "another default than margin = 1": 0.05,
            "this is the sum; divide it by the number of pairs": 1.25,
            "these are the losses one by one; the default is their mean": [0, 0.25, 0.75, 0.25, 0],
        },
    }


def cosine(distances, y):
    return {
        "on": "100 cosine distances near 1, margin = 0.2, about half of the labels 1",
        "what": "the mean",
        "mistakes": {
            "this is the hinge of a support vector machine, max(0, margin - y x)": (
                (0.2 - y * distances).clamp(min=0).mean()
            ),
            "the margin was not used": F.hinge_embedding_loss(distances, y),
            "without the cut at 0 the pairs that are far enough earn": torch.where(
                y == 1, distances, 0.2 - distances
            ).mean(),
            "the mean was taken over the pairs labeled 1": distances[y == 1].mean(),
        },
    }


def shapes_1(x, y):
    return {
        "on": {"input": x, "target": y},
        "what": "the mean over 2 × 2 pairs",
        "mistakes": {
            "you divided by the number of rows; every pair counts": 1.375,
            "you averaged along one dimension only": [0.375, 1.0],
            "you averaged along the first dimension only": [1.125, 0.25],
        },
    }


def shapes_2():
    return {
        "on": "input = [0.25, 2], target = the column [1, -1]",
        "what": "the table of losses",
        "likely": "a reshape, or entries picked by x[target == 1]; torch broadcasts the two",
    }


def shapes_3():
    return {
        "on": "two empty tensors",
        "what": "the mean of no loss",
        "likely": "a special case for 0 / 0; torch's mean of nothing is nan",
    }


def deprecated_1(x, y, size_average, reduce, reduction):
    return {
        "on": f"size_average = {size_average}, reduce = {reduce}, reduction = {reduction!r}",
        "what": "the loss",
        "mistakes": {
            "reduction was used; it is not read when size_average or reduce is given": (
                F.hinge_embedding_loss(x, y, margin=2.0, reduction=reduction)
            ),
        },
        "likely": "the two arguments in the wrong order; reduced() takes size_average first",
    }


def deprecated_2():
    return {
        "likely": "an else branch that takes every other word for one of the three",
    }


def deprecated_3():
    return {
        "likely": "entries without a label that are left out in silence",
    }


def gradient():
    return {
        "mistakes": {
            "pairs that are too close are not pushed: that branch is a constant for autograd": (
                lambda x, y, *rest: torch.where(y != -1, x, 0 * x).sum()
            ),
            "pairs that are the same are not pulled: that branch is a constant for autograd": (
                lambda x, y, *rest: torch.where(y != 1, (1 - x).clamp(min=0), 0 * x).sum()
            ),
            "this is the gradient of the mean; reduction was not used": (
                lambda x, y, *rest: F.hinge_embedding_loss(x, y)
            ),
        },
        "likely": (
            "a slope beyond the margin, or a label of 0 that pushes or pulls too close a pair "
            "(its two slopes cancel)"
        ),
    }
