"""What the tests of ranking/margin_ranking_loss say where they fail."""

import torch
from torch.nn import functional as F


def lead_values(x1, x2, y):
    return {
        "on": {"input1": x1, "input2": x2, "target": y},
        "what": "the lead",
        "mistakes": {
            "the sign is turned: y = 1 says that the FIRST score should be higher": y * (x2 - x1),
            "the argument target was not used; with y = -1 the second one should lead": x1 - x2,
            "a brackets mistake: the target multiplies the difference, not input1 alone": y * x1
            - x2,
            "a distance has no sign; the lead is negative where the order is wrong": (
                x1 - x2
            ).abs(),
            "abs loses which of the two scores is higher; leave it out": y * (x1 - x2).abs(),
            "the size of the lead is lost; sign() tells the order alone": y * (x1 - x2).sign(),
            "two vectors of n scores are n pairs, the first with the first; a table of n × n comes "
            "from broadcasting a column against a row": y * (x1[:, None] - x2),
            "you added up the leads; there is one for each pair": (y * (x1 - x2)).sum(),
            "here -1 stands for 'the second one', not 0; a target of -1 gives a lead, "
            "too": torch.where(y > 0, x1 - x2, torch.zeros(4)),
        },
    }


def lead_symmetry():
    return {
        "on": "input1 = [12, 11], input2 = [11, 14], target = [1, -1]",
        "what": "the lead after adding 10 to every score",
        "likely": "a quotient, or a score that is used alone: the difference is all that counts",
    }


def ranking_hinge_values(leads, margin):
    missing = margin - leads
    return {
        "on": {"leads": leads, "margin": margin},
        "what": "what is missing",
        "mistakes": {
            "nothing stops it at 0: a large lead must not earn a reward": missing,
            "you added the margin after the cut, so that even the best pair costs the margin": (
                margin + (-leads).clamp(min=0)
            ),
            "the sign is turned: a LARGE lead costs nothing": (leads + margin).clamp(min=0),
            "this is max(0, lead - margin): it charges pairs in the right order": (
                (leads - margin).clamp(min=0)
            ),
            "you subtracted the margin; it has to be reached": (-margin - leads).clamp(min=0),
            "you took the margin for 1; it is an argument": (1 - leads).clamp(min=0),
            "the margin was not used": (-leads).clamp(min=0),
            "the hinge is not squared here": missing.clamp(min=0) ** 2,
            "a pair beyond the margin costs nothing; the absolute value charges it": missing.abs(),
            "you counted the pairs; the hinge measures how much is missing": (missing > 0).float(),
        },
    }


def ranking_hinge_corner():
    return {
        "mistakes": {
            "on the corner the slope is 0: relu and a strict > stop it. With margin 0 a network "
            "that gives everything the same score would stay as it is": (
                lambda leads, margin: (margin - leads).relu()
            ),
            "on the corner the slope is halved: maximum shares it between its two arguments": (
                lambda leads, margin: torch.maximum(margin - leads, torch.zeros_like(leads))
            ),
        },
        "likely": {"zero": "a branch that autograd cannot follow"},
    }


def reduction(x1, x2, y, settings):
    return {
        "on": {"input1": x1, "input2": x2, "target": y, **settings},
        "what": "the loss",
        "mistakes": {
            "you divided by the number of pairs that cost something, 3 with this margin; the mean "
            "counts all 4": 0.75,
            "without an argument the margin is 0, not 1": F.margin_ranking_loss(
                x1, x2, y, margin=1
            ),
            "the margin was not used": F.margin_ranking_loss(x1, x2, y),
            "this is the mean for the margin 0.5; an argument was not used": 0.5625,
            "this is the sum; divide it by the number of pairs": 2.25,
            "these are the losses one by one; the default is their mean": [0.0, 1.5, 0.5, 0.25],
            "you averaged the leads first; each pair has its own hinge": 0.4375,
        },
    }


def shapes_1(row, n_pairs):
    return {
        "on": {"input1": row, "input2": row.flip(0), "target": n_pairs, "reduction": "none"},
        "what": "the loss of 3 pairs",
        "likely": "a table of all combinations: vectors of n scores are n pairs",
    }


def shapes_2():
    return {
        "on": (
            "input1 = a column [0, 2, 5], input2 = a row [0, 2, 5], target = [[1]], "
            "reduction = 'none'"
        ),
        "what": "the table of pairs",
        "likely": "flattened inputs: a column against a row gives every combination",
    }


def shapes_3():
    return {
        "on": "three empty tensors",
        "what": "the mean of no loss",
        "likely": "a special case for 0 / 0; torch's mean of nothing is nan",
    }


def deprecated(x1, x2, y, size_average, reduce, reduction):
    return {
        "on": f"size_average = {size_average}, reduce = {reduce}, reduction = {reduction!r}",
        "what": "the loss",
        "mistakes": {
            "reduction was used; it is not read when size_average or reduce is given": (
                F.margin_ranking_loss(x1, x2, y, margin=2.0, reduction=reduction)
            ),
        },
        "likely": "the two arguments in the wrong order; reduced() takes size_average first",
    }


def targets(x1, x2, y):
    return {
        "on": {"input1": x1, "input2": x2, "target": y, "margin": 1},
        "what": "the loss",
        "mistakes": {
            "the sign of the target alone was used; 2 counts the lead twice": (
                (1 - y.sign() * (x1 - x2)).clamp(min=0)
            ),
            "you took a target of 0 for -1; torch multiplies by it, and the pair costs the "
            "margin whatever its scores are": torch.where(y > 0, x2 - x1 + 1, x1 - x2 + 1).clamp(
                min=0
            ),
        },
    }


def refused_1():
    return {
        "on": "three pairs in the wrong order, 2 apart",
        "what": "the loss",
    }


def refused_2(shapes):
    return {
        "on": f"the shapes {shapes[0]}, {shapes[1]} and {shapes[2]}",
        "likely": (
            "no check that all three have the same number of dimensions: broadcasting fits "
            "them together in a way that nobody asked for"
        ),
    }


def refused_3():
    return {
        "likely": "an else branch that takes every other word for one of the three",
    }
