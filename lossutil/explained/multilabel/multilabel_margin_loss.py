"""What the tests of multilabel/multilabel_margin_loss say where they fail."""

from itertools import takewhile

import torch
from torch.nn import functional as F


def label_counts_values(y, expected, read):
    return {
        "on": {"target": y.tolist()},
        "what": "the counts of the labels",
        "mistakes": {
            "you read on behind the first -1; there the list has ended": [
                [1, 1, 0, 1],
                *expected.tolist()[1:],
            ],
            "a -1 was taken for the last class; it ends the list": [
                [1, 0, 0, 1],
                [1, 1, 0, 1],
                [1, 1, 1, 1],
                [0, 0, 1, 1],
            ],
            "a -1 was turned into a 0 and counted as class 0; it names no class": [
                [2, 1, 0, 1],
                [2, 1, 0, 1],
                [1, 1, 1, 1],
                [3, 0, 1, 0],
            ],
            "this says which places of the row are read; wanted is which classes they name": read,
            "the row was read as multi-hot, one yes or no per class; it is a list of indices": (
                (y > 0).long()
            ),
            "scatter overwrites what stands there, also with a 0; scatter_add adds": (
                torch.zeros_like(y).scatter(-1, y * (y >= 0) * read, read)
            ),
            "you returned the labels that are not true": 1 - expected,
        },
        "likely": "a row that is not read from the left up to the first -1",
    }


def label_counts_ends(y):
    return {
        "on": {"target": y},
        "what": "the counts of the labels",
        "mistakes": {
            "a row that begins with -1 names no label; you left the -1 out and read on": [
                1,
                1,
                1,
                0,
            ],
        },
        "likely": "dim=1, or an added batch dimension: a single example has dimension -1 only",
    }


def label_counts_twice(y):
    return {
        "on": {"target": y},
        "what": "the counts of the labels",
        "mistakes": {
            "a label that is named twice counts twice; a mask, or an assignment, forgets that": [
                [0, 1, 0, 0],
                [1, 0, 1, 0],
                [1, 1, 0, 0],
            ],
        },
    }


def pair_hinges_values(x, some, right):
    lead = torch.tensor(
        [
            [[0.0, -2.0, -0.5], [2.0, 0.0, 1.5], [0.5, -1.5, 0.0]],
            [[0.0, 0.0, 4.0], [0.0, 0.0, 4.0], [-4.0, -4.0, 0.0]],
        ]
    )
    return {
        "on": {"input": x[some]},
        "what": "the hinges of the pairs",
        "mistakes": {
            "row and column are swapped: entry [j, i] is about the lead of j over i": right.mT,
            "a lead beyond 1 costs 0; cut off": 1 - lead[some],
            "a lead beyond 1 costs 0; abs punishes it": (1 - lead[some]).abs(),
            "a brackets mistake: it is 1 - (x_j - x_i), and not 1 - x_j - x_i": (
                1 - x[some].unsqueeze(-1) - x[some].unsqueeze(-2)
            ).relu(),
            "these are the leads; a pair costs what its lead lacks to 1": lead[some],
            "the margin of 1 is missing: a lead that is positive but small costs, too": (
                -lead[some]
            ).relu(),
        },
        "likely": {"shape": "unsqueeze with a dimension counted from the front"},
    }


def pair_hinges_corner():
    return {
        "on": "scores [0, 1, 0.5, -1], label 1: its leads over the others are 1, 0.5 and 2",
        "mistakes": {
            "the lead of exactly 1 has the slope of the side that pulls; that is clamp(min=0), or "
            "where(short >= 0, …). Torch takes 0: relu, or where(short > 0, …)": (
                lambda x: (1 - x[1] + x[[0, 2, 3]]).clamp(min=0).sum() / 4
            ),
            "the lead of exactly 1 has half a slope; maximum(short, 0) splits it between its two "
            "arguments. Torch takes 0: relu, or where(short > 0, …)": (
                lambda x: torch.maximum(1 - x[1] + x[[0, 2, 3]], torch.zeros(3)).sum() / 4
            ),
        },
        "likely": {"zero": "a step that autograd cannot follow"},
    }


def values(x, y, expected):
    labels = sorted(takewhile(lambda label: label >= 0, y))
    pairs = max(1, len(labels) * (4 - len(labels)))
    true = torch.isin(torch.arange(4), torch.tensor(labels))
    hinge, named = (1 - x[:, None] + x).relu(), torch.tensor(y)
    return {
        "on": {"input": x, "target": y},
        "what": "the loss",
        "mistakes": {
            "you divided by the number of pairs; torch divides by the number of classes": (
                4 * expected / pairs
            ),
            "you divided by the number of labels; torch divides by the number of classes": (
                4 * expected / max(1, len(labels))
            ),
            "you took the mean over all C · C pairs; divide the sum by C": expected / 4,
            "the target was read as one yes or no for each class; it lists indices": (
                hinge[named > 0][:, named <= 0].sum() / 4
            ),
            "the target was taken for the counts of step 1; it lists indices": (
                (named[:, None] * (named == 0) * hinge).sum() / 4
            ),
            "the hinges are added up; torch divides by the number of classes": 4 * expected,
            "the true labels compete with each other; only pairs of a true and another label "
            "count": hinge[true].sum() / 4,
            "the pairs are the wrong way round: the true label must lead": (
                hinge[~true][:, true].sum() / 4
            ),
            "all pairs count, true or not; select": hinge.sum() / 4,
        },
    }


def reduction(x, y, settings):
    return {
        "on": {"input": x, "target": y, **settings},
        "what": "the loss",
        "mistakes": {
            "this is the mean; the argument reduction was not used, or its words swapped": 0.7125,
            "this is the sum; divide it by the number of examples": 1.425,
            "these are the losses one by one; the default is their mean": [0.85, 0.575],
            "you averaged over the classes once more": 0.7125 / 4,
        },
    }


def deprecated(x, y, reduction, settings):
    return {
        "on": {"input": x, "target": y, **settings},
        "what": "the loss",
        "mistakes": {
            "reduction was used; it is not read when size_average or reduce is given": (
                F.multilabel_margin_loss(x, y, reduction=reduction)
            ),
        },
        "likely": "size_average and reduce in the wrong order, or not handed to reduced",
    }


def single(x, y, reduction):
    return {
        "on": {"input": x, "target": y, "reduction": reduction},
        "what": "the loss of a single example",
        "mistakes": {
            "a single example without a batch has a loss of shape ()": [60004 / 4],
            "you divided by the number of classes twice; a single example has no batch": 60004 / 16,
            "the scores went through a sigmoid; this loss takes them as they are": (
                F.multilabel_margin_loss(x.sigmoid(), y)
            ),
        },
        "likely": "a bound on the leads",
    }


def refused_1(x, y):
    return {
        "on": {"input": x, "target": y},
        "what": "the loss",
    }


def refused_2():
    return {
        "likely": "a target that is neither a class nor -1; behind the -1 it is checked, too",
    }


def refused_3():
    return {
        "likely": "a target of another shape than the input",
    }


def refused_4():
    return {
        "likely": "a multi-hot target of floats, which another loss takes",
    }


def dtype(dtype, x, y, reduction):
    return {
        "on": {"input": x, "target": y, "dtype": str(dtype), "reduction": reduction},
        "what": "the loss",
        "likely": {"dtype": ".float(), or a torch.zeros(…) or torch.tensor(…) without dtype"},
    }


def random_1(x, y):
    return {
        "on": {"input": x, "target": y},
        "what": "the losses of scores that are all 0",
        "mistakes": {
            "label 2 is named twice and counts twice": [1.2, 0.8],
            "label 2 is named twice: ask where the count is 0, because 1 - count is -1 there": (
                [1.2, 1.2]
            ),
        },
    }


def random_2(reduction):
    return {
        "on": {"input": torch.tensor(5.0), "target": torch.tensor(0), "reduction": reduction},
        "what": "the loss of one score, of shape ()",
        "mistakes": {"one score of shape () has a loss of shape ()": [0.0]},
    }
