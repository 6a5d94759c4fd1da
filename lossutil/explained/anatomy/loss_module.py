"""What the tests of anatomy/loss_module say where they fail."""

import math

from torch.nn import functional as F

from lossutil.reduction import reduced


def log_cosh_values(error, e):
    return {
        "on": {"error": error},
        "what": "the loss",
        "mistakes": {
            "ln 2 is missing: the loss of a perfect prediction is 0": (e.exp() + (-e).exp()).log(),
            "this is cosh; take its logarithm": e.cosh(),
            "this is the logarithm of sinh": e.sinh().log(),
            "the absolute value is missing: an error of -1 costs as much as an error of 1": (
                e + F.softplus(-2 * e.abs()) - math.log(2)
            ),
            "the exponent is -2a, not -a": e.abs() + F.softplus(-e.abs()) - math.log(2),
            "the exponent has to be negative: this is the formula with e^(2a)": (
                e.abs() + F.softplus(2 * e.abs()) - math.log(2)
            ),
            "this is the slope": e.tanh(),
        },
    }


def log_cosh_large(dtype, error):
    return {
        "on": {"error": error, "dtype": str(dtype)},
        "what": "the loss of a large error",
        "mistakes": {
            "the square of 1e30 is infinite in float32: take abs, not the root of the square": (
                (error**2).sqrt() - math.log(2)
            ),
        },
        "likely": {"infinite": "exp of a large number: take |e| out of the logarithm first"},
    }


def log_cosh_gradient(error):
    return {
        "on": {"error": error},
        "mistakes": {
            "autograd takes |e| in the exponent for a constant": (
                lambda x: x.abs() + F.softplus(-2 * x.abs().detach()) - math.log(2)
            ),
            "this is the gradient of |e|": lambda x: x.abs(),
        },
        "likely": {"nan": "0 · inf on the way back", "value": "a slope at 0 that is not 0"},
    }


def log_cosh_loss_reduction(x, y, losses, settings):
    return {
        "on": {"input": x, "target": y, **settings},
        "what": "the loss",
        "mistakes": {
            "the argument reduction was not used, or its words swapped": losses.mean(),
            "you divided by the number of examples; every entry counts": losses.sum() / 2,
            "you reduced the errors, and then took the loss": (x - y).mean().cosh().log(),
        },
    }


def log_cosh_loss_weight(x, y, weight, losses, weighted, reduction):
    return {
        "on": {"input": x, "target": y, "weight": weight, "reduction": reduction},
        "what": "the loss",
        "mistakes": {
            "you divided by the number of entries; divide by the sum of their weights": (
                weighted.mean()
            ),
            "the weights count once for each example: with two examples the divisor is 2 · 5": (
                weighted.sum() / 5
            ),
            "the weights were not used": reduced(losses, reduction),
            "one weight belongs to a column (an output), not to a row": reduced(
                losses * weight[:, None], reduction
            ),
            "you weighted the errors; weight the losses": reduced(
                ((x - y) * weight).cosh().log(), reduction
            ),
            "you divided by the number of examples; divide by the sum of the weights": (
                weighted.sum() / 2
            ),
        },
    }


def log_cosh_loss_shapes_1(shape, w):
    return {
        "on": {"shape of input": shape, "every error": 2.0, "weight": w},
        "what": "the mean of equal losses",
        "likely": "a divisor that fits the shape (N, D) alone",
    }


def log_cosh_loss_shapes_2(w):
    return {
        "on": {"shape of input": (0, 2), "weight": w},
        "what": "the mean of nothing",
        "likely": "a weighted mean that divides by the D weights",
    }


def log_cosh_loss_refused_1(x, y):
    return {
        "on": {"input": x, "target": y},
        "what": "the loss",
    }


def log_cosh_loss_refused_2(shape):
    return {
        "on": {"shape of input": (3, 2), "shape of target": shape},
        "likely": "a target that broadcasts",
    }


def log_cosh_loss_refused_3(shape):
    return {
        "on": {"shape of input": (3, 2), "shape of weight": shape},
        "likely": "a weight that broadcasts",
    }


def log_cosh_loss_refused_4(weight):
    return {
        "on": {"weight": weight, "reduction": "average"},
        "likely": "an else branch that takes every other word for one of the three",
    }


def log_cosh_loss_random():
    return {
        "mistakes": {
            "autograd takes the divisor for a constant": (
                lambda x, y, weight, reduction: (
                    ((x - y).cosh().log() * weight).sum() / (2 * weight.sum()).detach()
                )
            ),
        },
    }


def LogCoshLoss_forward(x, y, weight, losses, w, reduction, call):
    return {
        "on": {"weight": w, "reduction": reduction, "input": x, "target": y},
        "what": f"the result of the {call} call",
        "mistakes": {
            "forward does not use self.weight": reduced(losses, reduction),
            "forward does not use self.reduction": (
                losses.mean() if w is None else (losses * weight).sum() / 10
            ),
        },
        "likely": "a module that changes its own weight when it is called",
    }


def LogCoshLoss_buffer_1():
    return {
        "what": "the dtype of the weight after .to(torch.float64)",
    }


def LogCoshLoss_buffer_2():
    return {
        "what": "the list of names in the state_dict",
        "mistakes": {"persistent=False leaves the buffer out of the state_dict": []},
    }


def LogCoshLoss_buffer_3():
    return {
        "on": "a module with other weights that has loaded the state_dict",
        "what": "its loss",
        "likely": "a forward that uses a second copy of the weight",
    }


def LogCoshLoss_early_1(word):
    return {
        "on": {"reduction": word},
        "likely": "a check that comes with the first call only",
    }


def LogCoshLoss_early_2(weight):
    return {
        "on": {"weight": weight},
        "likely": "no check of the number of dimensions, or of the signs of all weights",
    }


def LogCoshLoss_early_3(weight):
    return {
        "on": {"weight": weight, "input": [9.0, 2.0], "target": [0.0, 0.0]},
        "what": "the loss",
        "likely": "a weight of 0 that is refused",
    }


def LogCoshLoss_repr_1(expected):
    return {
        "what": "the text of extra_repr",
        "mistakes": {
            "torch adds the name of the class": f"LogCoshLoss({expected})",
            "the quotes are missing: !r writes them": expected.replace("'", ""),
        },
    }


def LogCoshLoss_repr_2(x, y):
    return {
        "on": {"input": x, "target": y, "weight": [1.0, 3.0]},
    }
