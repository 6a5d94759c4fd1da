"""What the tests of classification/soft_margin_loss say where they fail."""

import torch
from torch.nn import functional as F

from lossutil.reduction import reduced


def log_one_plus_exp_values(u):
    return {
        "on": {"u": u},
        "what": "ln(1 + exp(u))",
        "mistakes": {
            "the 1 is missing: ln(exp(u)) is u itself": u,
            "this is ln(1 + exp(-u)): the sign of u belongs into the whole loss, in step 2": (
                (1 + (-u).exp()).log()
            ),
            "max(u, 0) is missing; the second summand alone is even in u": (
                (1 + (-u.abs()).exp()).log()
            ),
            "max(u, 0) alone is the ramp; what softens it is missing": u.relu(),
            "the base is e, not 2": (1 + u.exp()).log2(),
            "this is the slope, sigmoid(u); the loss is what it adds up to": u.sigmoid(),
        },
    }


def log_one_plus_exp_small(u):
    return {
        "on": {"u": u},
        "what": "ln(1 + exp(u))",
        "mistakes": {
            "1 + exp(u) rounded to 1, and the digits of exp(u) are gone; log1p keeps them": (
                (1 + u.exp()).log()
            ),
            "exp(u) is close, but not equal: at u = -10 the next term is -exp(2u)/2": u.exp(),
        },
    }


def log_one_plus_exp_far(u):
    return {
        "on": {"u": u},
        "what": "ln(1 + exp(u))",
        "mistakes": {
            "exp(89) is infinite in float32: take out the larger summand first": u.exp().log1p(),
            "exp(-u) is infinite on the left, too: only exp(-|u|) is safe on both sides": (
                u + (-u).exp().log1p()
            ),
            "a mask that multiplies does not stop 0 · inf, which is nan; where picks": [
                *(50.0, 88.0, *[torch.nan] * 3),
                0.0,
            ],
        },
        "likely": "u cut off at a bound: the loss must go on growing",
    }


def log_one_plus_exp_slope():
    return {
        "mistakes": {
            "the slope at 0 is ½. Yours is 0: relu says 0 there, and so does abs": (
                lambda u: u.relu() + (-u.abs()).exp().log1p()
            ),
            "the slope at 0 is ½. Yours is 1: clamp says 1 there, and abs says 0": (
                lambda u: u.clamp(min=0) + (-u.abs()).exp().log1p()
            ),
            "where has two branches, and the one that it does not pick is differentiated, too: 0 "
            "times infinity is nan. Make the number safe before exp": (
                lambda u: torch.where(u > 0, u + (-u).exp().log1p(), u.exp().log1p())
            ),
            "where has two branches, and the one that it does not pick is differentiated, too: 0 "
            "times infinity is nan. Write -|u| inside exp": (
                lambda u: torch.where(u > 50, u, u.exp().log1p())
            ),
        },
        "likely": {"zero": "a step that autograd cannot follow, or a branch that is a constant"},
    }


def values(x, y, settings):
    wrong = {
        "the sign: you paid for the right decisions; it is exp(-y x)": (y * x).exp().log1p(),
        "no sigmoid before this loss: it is part of the formula already, and the score is raw": (
            (-y * x.sigmoid()).exp().log1p()
        ),
        "the label was not used": (-x).exp().log1p(),
        "this is the formula for labels 0 and 1; the labels here are -1 and 1": (
            F.binary_cross_entropy_with_logits(x, y, reduction="none")
        ),
        "2y - 1 is for labels 0 and 1; the labels here are -1 and 1 already": (
            (-(2 * y - 1) * x).exp().log1p()
        ),
        "this is the hinge of the support vector machine; the soft margin is smooth": (
            1 - y * x
        ).relu(),
        "this is the exponential loss; ln(1 + …) around it is missing": (-y * x).exp(),
    }
    word = settings.get("reduction", "mean")
    return {
        "on": {"input": x, "target": y, **settings},
        "what": "the loss",
        "mistakes": {
            **{name: reduced(value, word) for name, value in wrong.items()},
            "this is the mean; the argument reduction was not used, or its words swapped": 0.5817,
            "this is the sum; divide it by the number of losses": 4.6533,
            "you divided by the number of rows; every element counts": 4.6533 / 2,
            "you reduced the margins first; each margin has its own loss": (
                (-(y * x).mean()).exp().log1p()
            ),
        },
    }


def shapes(number, x, y):
    return {
        "on": {"input": x, "target": y},
        "what": "the mean",
        "mistakes": {
            "a label 0 was taken for -1; here it makes the margin 0 and the loss ln 2": (
                number(5.0).exp().log1p() + number(-5.0).exp().log1p()
            )
            / 2,
        },
        "likely": "a first dimension that is taken for the batch, or a case for 0 / 0",
    }


def far(x, y):
    return {
        "on": {"input": x, "target": y},
        "what": "the losses",
        "mistakes": {
            "this is what torch returns: exp(-y x) overflowed. Use step 1": (
                F.soft_margin_loss(x, y, reduction="none")
            ),
        },
        "likely": "a margin cut off at a bound",
    }


def deprecated(x, y, reduction, settings):
    return {
        "on": {"input": x, "target": y, **settings},
        "what": "the loss",
        "mistakes": {
            "reduction was used; it is not read when size_average or reduce is given": (
                F.soft_margin_loss(x, y, reduction=reduction)
            ),
        },
        "likely": "size_average and reduce in the wrong order, or not handed to reduced",
    }


def refused_1():
    return {
        "on": "three scores of 1, and labels of 1",
        "what": "the loss",
    }


def refused_2():
    return {
        "likely": "a column of scores and a row of labels that make a table",
    }


def dtype(dtype, x, y, reduction):
    return {
        "on": {"input": x, "target": y, "dtype": str(dtype), "reduction": reduction},
        "what": "the loss",
        "likely": {"dtype": ".float(), or a torch.zeros(…) or torch.tensor(…) without dtype"},
    }


def random():
    return {
        "mistakes": {
            "at a score of 0 the slope is -y/2; yours is 0, and training would never start": (
                lambda x, y: ((-y * x).relu() + (-x.abs()).exp().log1p()).mean()
            ),
            "this is the gradient of the sum; the mean divides it, too": (
                lambda x, y: F.soft_margin_loss(x, y, reduction="sum")
            ),
        },
        "likely": {"zero": "a step that autograd does not follow, such as .item() or .detach()"},
    }
