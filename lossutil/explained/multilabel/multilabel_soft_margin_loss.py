"""What the tests of multilabel/multilabel_soft_margin_loss say where they fail."""

import torch
from torch.nn import functional as F

from lossutil.reduction import reduced


def question_losses_values(x, y, p, expected):
    return {
        "on": {"input": x, "target": y},
        "what": "the loss of each question",
        "mistakes": {
            "the questions with the answer no are missing; they teach, too": -y * p.log(),
            "the minus in front is missing; the logarithm of a probability is negative": -expected,
            "the sign of x y is turned; it is subtracted": expected + 2 * x * y,
            "yes and no are swapped": -((1 - y) * p.log() + y * (1 - p).log()),
            "a sigmoid too many: the formula has one already, and the input is a logit": (
                F.binary_cross_entropy_with_logits(p, y, reduction="none")
            ),
            "this is the softmax, where the classes share one unit; here each question has "
            "its own": (-y * x.log_softmax(-1)),
            "this is the formula for labels -1 and 1; the answers here are 0 and 1": (
                (-y * x).exp().log1p()
            ),
            "you rounded the answers to 0 and 1; 0.25 is an answer, too": (
                F.binary_cross_entropy_with_logits(x, y.round(), reduction="none")
            ),
            "you averaged already; return one loss per question": expected.mean(-1),
        },
    }


def question_losses_far(x, y):
    return {
        "on": {"input": x, "target": y},
        "what": "the loss of each question",
        "mistakes": {
            "the sigmoid is 0 or 1, and its logarithm is infinite; 0 times that is nan": (
                -(y * x.sigmoid().log() + (1 - y) * (1 - x.sigmoid()).log())
            ),
            "you bounded the logarithms at -100, as BCELoss does; here the loss goes on growing": (
                -(
                    y * x.sigmoid().log().clamp(min=-100)
                    + (1 - y) * (1 - x.sigmoid()).log().clamp(min=-100)
                )
            ),
            "exp(-x) is infinite for a large negative logit: only exp(-|x|) is safe": (
                (1 - y) * x + (-x).exp().log1p()
            ),
            "1 + exp(-20) rounded to 1 and all digits are gone; log1p keeps them": (
                x.relu() - x * y + (1 + (-x.abs()).exp()).log()
            ),
        },
        "likely": "a small number added inside the logarithm, or a bound on the logits",
    }


def question_losses_slope():
    return {
        "mistakes": {
            "the slope at a logit of 0 is ½ - y. Yours is -y: relu says 0 there, and so does abs": (
                lambda x, y: x.relu() - x * y + (-x.abs()).exp().log1p()
            ),
            "the slope at a logit of 0 is ½ - y. Yours is 1 - y: clamp says 1 there, and abs 0": (
                lambda x, y: x.clamp(min=0) - x * y + (-x.abs()).exp().log1p()
            ),
            "where has two branches, and the one that it does not pick is differentiated, too: 0 "
            "times infinity is nan. Make the number safe before exp": (
                lambda x, y: torch.where(x > 0, x + (-x).exp().log1p(), x.exp().log1p()) - x * y
            ),
        },
        "likely": {
            "zero": "a step that autograd cannot follow; the answers may need a gradient, too"
        },
    }


def question_losses_dtype(dtype, x, answers):
    return {
        "on": {"input": x, "target": answers, "dtype": str(dtype)},
        "what": "the loss of each question",
        "likely": {"dtype": ".float(), or a torch.zeros(…) or torch.tensor(…) without dtype"},
    }


def reduction(x, y, settings):
    table = F.binary_cross_entropy_with_logits(x, y, reduction="none")
    return {
        "on": {"input": x, "target": y, **settings},
        "what": "the loss",
        "mistakes": {
            "you added up the questions; each example is their average, for 'sum', too": (
                reduced(table.sum(-1), settings.get("reduction", "mean"))
            ),
            "one number per question; average over the classes before you reduce": table,
            "you averaged over the examples; the classes are the last dimension": table.mean(0),
            "this is the mean; the argument reduction was not used, or its words swapped": 0.6942,
            "this is the sum; divide it by the number of examples": 1.3883,
            "these are the losses one by one; the default is their mean": [0.5817, 0.8067],
        },
    }


def weight(x, y, weight, reduction):
    table = F.binary_cross_entropy_with_logits(x, y, reduction="none")
    return {
        "on": {"input": x, "target": y, "weight": weight, "reduction": reduction},
        "what": f"the weighted loss with reduction {reduction!r}",
        "mistakes": {
            "the argument weight was not used": reduced(table.mean(-1), reduction),
            "you divided by the sum of the weights; torch divides by the number of classes": (
                reduced((table * weight).sum(-1) / 10, reduction)
            ),
            "this is pos_weight, which BCEWithLogitsLoss has: weight counts for yes and no": (
                reduced((table * torch.where(y > 0, weight, 1)).mean(-1), reduction)
            ),
            "the weights multiply the losses, not the logits": F.multilabel_soft_margin_loss(
                x * weight, y, reduction=reduction
            ),
        },
    }


def shapes_1(shape, x, y, w):
    return {
        "on": {"input": x, "target": y, "weight": w},
        "what": "the losses of the examples",
        "mistakes": {
            "you took dimension 1 for the classes, as in cross_entropy; here it is the last": (
                F.multilabel_soft_margin_loss(x.mT, y.mT, reduction="none")
                if len(shape) == 3
                else [[torch.nan]]
            ),
        },
        "likely": "dim=1 or dim=0; the classes are the last dimension, however many there are",
    }


def shapes_2():
    return {
        "on": "zeros(0, 3) twice",
        "what": "the mean of no loss",
        "likely": "a special case for 0 / 0; torch's mean of nothing is nan",
    }


def deprecated(x, y, reduction, settings):
    return {
        "on": {"input": x, "target": y, **settings},
        "what": "the loss",
        "mistakes": {
            "reduction was used; it is not read when size_average or reduce is given": (
                F.multilabel_soft_margin_loss(x, y, reduction=reduction)
            ),
        },
        "likely": "size_average and reduce in the wrong order, or not handed to reduced",
    }


def refused_1():
    return {
        "likely": "a weight that is cut to size, or one per example; it is one per class",
    }


def refused_2():
    return {
        "likely": "a loop over pairs that stops at the shorter of the two",
    }


def refused_3():
    return {
        "likely": "an else branch that takes every other word for one of the three",
    }


def unchanged(x, y):
    return {
        "on": {"input": x, "target": y},
        "what": "the loss",
    }


def random():
    return {
        "mistakes": {
            "at logits of 0 the slopes are (½ - y) / C; yours are those of relu and abs": (
                lambda x, y: (x.relu() - x * y + (-x.abs()).exp().log1p()).mean()
            ),
            "this is the gradient of the sum; the mean divides it, too": (
                lambda x, y: F.multilabel_soft_margin_loss(x, y, reduction="sum")
            ),
        },
    }
