"""What the tests of classification/multi_margin_loss say where they fail."""

import torch
from torch.nn import functional as F

from lossutil.reduction import reduced


def leads_values(x, y, expected):
    return {
        "on": {"input": x, "target": y},
        "what": "the leads",
        "mistakes": {
            "the other way round: a lead is the target's score minus the other one": -expected,
            "the target's scores became a row and were subtracted from the wrong examples; "
            "they must "
            "be a column": x[range(3), y] - x,
            "input[target] picks rows; you want one column from each row": x[y] - x,
            "input[:, target] picks these columns from every row; you want one from each": x[:, y]
            - x,
            "you measured from the best score; the target need not have it": (
                x.amax(1, keepdim=True) - x
            ),
            "you subtracted from the class number; the target says where to look": y[:, None] - x,
            "the size of a lead without its sign: a target that is behind has a negative lead": (
                expected.abs()
            ),
        },
    }


def leads_shapes_1(x, y):
    return {
        "on": {"input": x, "target": y},
        "what": "the leads of a single example",
        "likely": {"shape": "a batch dimension that you added and did not take away, or dim=1"},
    }


def leads_shapes_2(x, y):
    return {
        "on": {"input": x[None], "target": y[None]},
        "what": "the leads in a batch of one",
        "likely": {"shape": "squeeze() without a dimension: it drops a batch of one, too"},
    }


def hinges_values(lead, y, p, margin):
    own = F.one_hot(y) > 0
    short = margin - lead
    return {
        "on": {"lead": lead, "target": y, "p": p, "margin": margin},
        "what": "the hinges",
        "mistakes": {
            "the target competes with itself: its own lead of 0 costs a margin, and must not": (
                short.relu() ** p
            ),
            "the sign: what is missing is margin - lead, not margin + lead": (
                (margin + lead).relu() ** p
            ).masked_fill(own, 0),
            "a lead beyond the margin costs 0: cut off at 0, and do so before the power": (
                short**p
            ).masked_fill(own, 0),
            "a lead beyond the margin costs 0; abs punishes a long lead": (
                short.abs() ** p
            ).masked_fill(own, 0),
            "the argument p was not used": short.relu().masked_fill(own, 0),
            "the power belongs to what is missing, margin - lead, and not to the lead": (
                (margin - lead**p).relu().masked_fill(own, 0)
            ),
            "p is a power, not a factor": (p * short.relu()).masked_fill(own, 0),
            "the argument margin was not used": ((1 - lead).relu() ** p).masked_fill(own, 0),
            "these are the leads that are missing for a win; the margin comes on top": (
                (-lead).relu() ** p
            ).masked_fill(own, 0),
            "only the closest rival of each example; this loss adds up all of them": (
                (short.relu() ** p).masked_fill(own, 0).amax(1)
            ),
        },
    }


def hinges_corner(p, y):
    def with_hinge(hinge):
        def loss(input, p):
            lead = input.gather(-1, y[:, None]) - input
            return (hinge(1 - lead) ** p).scatter(-1, y[:, None], 0).mean(-1)

        return loss

    return {
        "on": f"scores [0, 1, 0.5, -1], target 1: the leads are [1, 0, 0.5, 2]; p = {p}, margin 1",
        "mistakes": {
            "the lead of exactly 1 has the slope of the side that pulls; that is clamp(min=0), or "
            "where(short >= 0, …). Torch takes 0: relu, or where(short > 0, …)": with_hinge(
                lambda short: short.clamp(min=0)
            ),
            "the lead of exactly 1 has half a slope; maximum(short, 0) splits it between its two "
            "arguments. Torch takes 0: relu, or where(short > 0, …)": with_hinge(
                lambda short: torch.maximum(short, torch.zeros_like(short))
            ),
        },
        "likely": {"zero": "a step that autograd cannot follow"},
    }


def hinges_far_1(lead, y, p, expected):
    return {
        "on": {"lead": lead, "target": y, "p": p},
        "what": "the hinges",
        "mistakes": {
            "a hinge that you multiply by 0 is still computed: 0 · inf is nan. where picks": [
                torch.nan,
                *expected[1:],
            ],
        },
        "likely": "a bound on the leads, or a large number in the place of infinity",
    }


def hinges_far_2(lead, y):
    return {
        "on": {"lead": lead, "target": y, "scores": "0 and -inf"},
        "what": "the hinges",
        "mistakes": {
            "the lead of -inf over itself is nan, and 0 · nan is nan: write the 0, or pick it": [
                torch.inf,
                torch.nan,
            ],
        },
    }


def values_1(x, y, settings):
    times = 2 if settings.get("reduction") == "sum" else 1
    return {
        "on": {"input": x, "target": y, **settings},
        "what": "the loss",
        "mistakes": {
            "the hinges are divided by 3, the number of rivals; torch divides by 4, the number of "
            "classes": times * 1.3 / 3,
            "the hinges are added up; torch divides each example by the number of classes": (
                times * 1.3
            ),
            "these are the losses one by one; the default is their mean": [0.325, 0.325],
            "this is the mean; the argument reduction was not used, or its words swapped": 0.325,
            "this is the sum; divide it by the number of examples": 0.65,
            "divided by the number of examples and not by the number of classes": 1.3 / 2,
            "only the closest rival counts; torch adds up all of them": times * 0.6 / 4,
            "the power comes last; each hinge has it, before they are added up": 0.325**2,
        },
    }


def values_2(x, y):
    return {
        "on": {"input": x, "target": y, "margin": 10.0},
        "what": "the loss",
        "mistakes": {
            "the sum of the hinges; torch divides it by 3, the number of classes": 8.0,
            "the average over the rivals; torch divides by 3, the number of classes": 4.0,
            "the argument margin was not used: with a margin of 1 this example costs nothing": 0.0,
        },
    }


def weight(x, y, weight, p, rows, reduction):
    missing = torch.tensor([[0.3, 0.4, 0.6, 0.0], [0.7, 0.8, 0.0, 1.4]])
    wrong = {
        "the argument weight was not used": (missing**p).mean(1),
        "each hinge has the weight of the rival; the target's weight counts": (
            missing**p * weight
        ).mean(1),
        "weight has one factor per class, not one per example": ((missing**p).mean(1) * weight[:2]),
        "the weight is inside the power; it multiplies after it": (
            (missing * weight[y, None]) ** p
        ).mean(1),
    }
    by_weights = "you divided by the sum of the weights, as cross_entropy does; here the mean "
    return {
        "on": {"input": x, "target": y, "p": p, "weight": weight, "reduction": reduction},
        "what": f"the weighted loss with reduction {reduction!r}",
        "mistakes": {
            **{name: reduced(value, reduction) for name, value in wrong.items()},
            by_weights + "divides by the number of examples": sum(rows) / 7,
        },
    }


def single_1(x, y, w, expected, reduction):
    return {
        "on": {"input": x, "target": y, "weight": w, "reduction": reduction},
        "what": "the loss of a single example",
        "mistakes": {
            "a single example without a batch has a loss of shape ()": [expected],
            "you took the first dimension for the batch; here it holds the classes": (expected / 4),
        },
        "likely": "len(input) or shape[0] taken for the number of examples",
    }


def single_2():
    return {
        "on": "input = [[5]], target = [0]",
        "what": "the loss with one class, which has no rival",
    }


def deprecated(x, y, reduction, settings):
    return {
        "on": {"input": x, "target": y, **settings},
        "what": "the loss",
        "mistakes": {
            "reduction was used; it is not read when size_average or reduce is given": (
                F.multi_margin_loss(x, y, reduction=reduction)
            ),
        },
        "likely": "size_average and reduce in the wrong order, or not handed to reduced",
    }


def refused_1():
    return {
        "likely": "a power that torch does not know; only 1 and 2 are allowed",
    }


def refused_2():
    return {
        "likely": "a weight that is not one factor per class",
    }


def refused_3():
    return {
        "likely": "examples without a target, or targets that broadcast",
    }


def refused_4():
    return {
        "likely": "an index from the end, or an ignore_index, which this loss lacks",
    }


def dtype(dtype, x, y, settings):
    return {
        "on": {"input": x, "target": y, "dtype": str(dtype), **settings},
        "what": "the loss",
        "likely": {"dtype": ".float(), or a torch.zeros(…) or torch.tensor(…) without dtype"},
    }


def random_1(shape, reduction):
    return {
        "on": {"input": torch.zeros(4), "target": torch.full(shape, 3), "reduction": reduction},
        "what": "the loss of one example",
        "mistakes": {
            "a target of shape (1) makes a batch of one, whose loss has the shape (1)": 0.75,
            "a target of shape () makes one example, whose loss has the shape ()": [0.75],
        },
    }


def random_2():
    return {
        "on": "input = zeros(2, 5), target = [4, 0]",
    }
