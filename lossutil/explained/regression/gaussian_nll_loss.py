"""What the tests of regression/gaussian_nll_loss say where they fail."""

import math

import torch
from torch.nn import functional as F


def gaussian_nll_values(x, y, var, log, square):
    return {
        "on": {"x": x, "y": y, "var": var},
        "what": "the loss of each forecast",
        "mistakes": {
            "you took the variance for a standard deviation; it is σ² already": log
            + square / (2 * var**2),
            "the standard deviation is the root of the variance; the formula has the variance": (
                0.5 * (log / 2 + square / var.sqrt())
            ),
            "you squared the variance together with the error, as if it were a standard "
            "deviation": (0.5 * (log + ((x - y) / var) ** 2)),
            "you took var for the logarithm of the variance; it is the variance itself": (
                0.5 * (var + square * (-var).exp())
            ),
            "the ½ before the logarithm is missing": log + square / (2 * var),
            "the ½ before the square is missing": log / 2 + square / var,
            "the ½ is missing": log + square / var,
            "ln v is missing: then an infinite variance would be the best answer": square / var / 2,
            "the sign of ln v is turned: doubt has to cost something": 0.5 * (square / var - log),
            "a large variance makes an error cheaper: divide by it": 0.5 * (log + square * var),
            "the error is not squared": 0.5 * (log + (x - y).abs() / var),
            "the sign is turned: this is the log-likelihood, the loss is minus it": (
                -0.5 * (log + square / var)
            ),
            "the constant ½ ln 2π is in; by default it is left out": (
                0.5 * (log + square / var) + 0.5 * math.log(2 * math.pi)
            ),
            "this is the logarithm to base 10; use the natural one": (
                0.5 * (var.log10() + square / var)
            ),
        },
    }


def gaussian_nll_gradient():
    return {
        "mistakes": {
            "autograd takes the variance under the square for a constant": (
                lambda x, y, var: 0.5 * (var.log() + (x - y) ** 2 / var.detach())
            ),
            "autograd takes the variance in the logarithm for a constant": (
                lambda x, y, var: 0.5 * (var.detach().log() + (x - y) ** 2 / var)
            ),
        },
    }


def fitted_variance_forms(var, shape, x):
    return {
        "on": {"var": var, "shape of input": shape},
        "what": "the variance of each forecast",
        "mistakes": {
            "var of shape (2,) belongs to the two rows: the missing dimension is the last one": (
                x + var if shape == (2, 2) else torch.nan
            ),
            "the shape () is that of the input itself here; a dimension is missing only where the "
            "shapes differ": [2.0] if shape == () else torch.nan,
        },
        "likely": "a missing last dimension that broadcasts in the place of another",
    }


def fitted_variance_refused_1(shape):
    return {
        "on": {"shape of var": shape, "shape of input": (2, 3)},
        "likely": "a check by broadcasting, which lets more shapes pass than torch",
    }


def fitted_variance_refused_2(shape):
    return {
        "on": {"shape of var": shape, "shape of input": (2, 3, 4)},
        "likely": "two dimensions of 1, or a missing dimension that is not the last one",
    }


def fitted_variance_negative_1():
    return {
        "on": "var = [0, 1, 2]",
        "what": "the variance",
        "likely": "a floor or a check for 0, which is allowed here",
    }


def fitted_variance_negative_2():
    return {
        "likely": "no check of the sign, or one that looks at tensors alone, or at all entries",
    }


def floored_values_1(var):
    return {
        "on": {"var": var, "eps": 0.5},
        "what": "the variance used",
        "mistakes": {
            "eps is a floor, it is not added, whatever the documentation says": var + 0.5,
            "eps was added to the variances below it": torch.where(var < 0.5, var + 0.5, var),
            "eps is a floor for the variance, not for its root": var.clamp(min=0.25),
            "min and max are confused: this is a ceiling": var.clamp(max=0.5),
        },
    }


def floored_values_2():
    return {
        "on": "var = [0], and no eps",
        "what": "the variance used",
        "likely": "another default than 1e-6",
    }


def floored_gradient():
    return {
        "mistakes": {
            "below the floor the gradient is 0: clamp and where stop it; hide them from autograd": (
                lambda var, eps: torch.where(var < eps, torch.full_like(var, eps), var)
            ),
            "below the floor the gradient is 0, or half of it at the floor itself: maximum "
            "stops it": (lambda var, eps: torch.maximum(var, torch.full_like(var, eps))),
            "below the floor the gradient is 0: relu stops it": (
                lambda var, eps: (var - eps).relu() + eps
            ),
        },
    }


def arguments(x, y, var, settings, reduction):
    constant = 0.5 * math.log(2 * math.pi)
    return {
        "on": {"input": x, "target": y, "var": var, **settings, "reduction": reduction},
        "what": "the loss",
        "mistakes": {
            "the argument reduction was not used, or its words swapped": F.gaussian_nll_loss(
                x, y, var, **settings
            ),
            "the argument full was not used": F.gaussian_nll_loss(
                x, y, var, **{**settings, "full": False}, reduction=reduction
            ),
            "the constant of full=True is in, although full is False": F.gaussian_nll_loss(
                x, y, var, **{**settings, "full": True}, reduction=reduction
            ),
            "the constant was added once, after the sum; each loss has it": (
                F.gaussian_nll_loss(x, y, var, eps=settings.get("eps", 1e-6), reduction="sum")
                + constant
            ),
            "the argument eps was not used": F.gaussian_nll_loss(
                x, y, var, **{**settings, "eps": 1e-6}, reduction=reduction
            ),
        },
        "likely": "a constant other than ½ ln 2π, or eps at another place than the variance",
    }


def zero_variance(x, y, var):
    return {
        "on": {"input": x, "target": y, "var": var, "reduction": "none"},
        "what": "the loss",
        "mistakes": {
            "ln 0 and a division by 0: lift the variance to eps first": [torch.nan, torch.nan],
            "a loss may be negative, where a density exceeds 1": [0.0, 7805.5923],
            "you lifted the variance under the square only": [-torch.inf, -torch.inf],
        },
    }


def shapes(a, b, var):
    return {
        "on": {"input": a, "target": b, "var": var},
        "what": "the mean",
        "mistakes": {
            "you divided by the number of rows; every element counts": (
                F.gaussian_nll_loss(a, b, var, reduction="sum") / 2
            ),
        },
        "likely": "a variance that belongs to another row, or a shape that was forced",
    }


def refused_1(x, y, var):
    return {
        "on": {"input": x, "target": y, "var": var},
        "what": "the loss",
    }


def refused_2():
    return {
        "likely": "a floor that hides a negative variance: check first",
    }


def refused_3():
    return {
        "likely": "an else branch that takes every other word for one of the three",
    }


def dtype(dtype, x, y, var, settings):
    return {
        "on": {"input": x, "target": y, "var": var, "dtype": str(dtype), **settings},
        "what": "the loss",
        "likely": {"dtype": ".float(), or a torch.ones(…) or torch.tensor(…) without dtype"},
    }


def random():
    return {
        "on": "zeros(2, 3), ones(2, 3), var = 1.0",
    }
