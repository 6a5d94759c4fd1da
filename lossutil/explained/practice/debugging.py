"""What the tests of practice/debugging say where they fail."""

import math

import torch
from torch.nn import functional as F


def plateau(classes):
    return {
        "on": {"classes": classes},
        "what": "the plateau",
        "mistakes": {
            "this is the first loss; the question is where the loss ends": math.log(classes),
            "0 is the floor of cross-entropy; this patient does not reach it": 0.0,
            "this is a rounded number; write the formula, which holds for any number of classes": (
                round(math.log(math.e + classes - 1) - 1, 4)
            ),
            "C - 1 other classes are left, not C": math.log(math.e + classes) - 1,
            "this is the plateau of three classes, whatever C is": math.log(math.e + 2) - 1,
            "the score 1 of the right class is missing: the loss is logsumexp minus 1": math.log(
                math.e + classes - 1
            ),
            "this is a probability; the loss is minus its logarithm": math.e
            / (math.e + classes - 1),
        },
    }


def classifier_loss_values_1(target, size, scores, on):
    twice = scores.softmax(dim=1)
    return {
        "on": on,
        "what": "the loss",
        "mistakes": {
            "there are still two softmaxes": F.cross_entropy(twice, target),
            "nll_loss wants logarithms of probabilities": F.nll_loss(twice, target),
            "the logarithm of a softmax is -inf where the softmax is 0: use log_softmax": torch.inf,
            "you normalized over the batch; the classes are dimension 1": F.cross_entropy(
                scores.log_softmax(0), target
            ),
            "this is the sum over the batch": 2 * scores.logsumexp(1).mean() - size,
        },
    }


def classifier_loss_values_2(on):
    return {
        "on": on,
        "mistakes": {
            "a softmax that is sure has the slope 0, so a sure mistake is never mended": (
                lambda scores, target: F.cross_entropy(scores.softmax(1), target)
            ),
        },
    }


def classifier_loss_learns_1():
    return {
        "on": "all scores 0",
        "what": "the first loss",
    }


def classifier_loss_learns_2():
    return {
        "on": "patient 1 with your loss, 300 steps",
        "what": "the last loss",
        "mistakes": {"it still stops at the plateau": math.log(math.e + 2) - 1},
    }


def floor_of_all_pairs(height):
    return {
        "on": {"target": height},
        "what": "the floor",
        "mistakes": {
            "divide by N: the loss is a plain mean, so this is no estimate with N - "
            "1": height.var(),
            "this is the standard deviation; the error is squared": height.var(correction=0).sqrt(),
            "the mean of the squares is the floor of a model that predicts "
            "0": height.square().mean(),
            "0 is the floor if each prediction meets its own target; here it meets all of "
            "them": 0.0,
            "you added up the squares; the loss is a mean": 40.0,
            "this is the mean distance from the mean; the error is squared": 2.4,
        },
    }


def regression_loss_shapes(x, y, a, b, on, patient_2):
    return {
        "on": on | {"prediction": a, "target": b},
        "what": "the loss",
        "mistakes": {
            "each prediction still meets every target": patient_2(x[:, None], y),
            "this is the sum": 13.0,
            "there is a ½ that the mean squared error does not have": 13 / 6,
            "this is the error of the means": (x.mean() - y.mean()) ** 2,
        },
    }


def regression_loss_refused_1():
    return {
        "on": "three errors of 2",
        "what": "the loss",
    }


def regression_loss_refused_2(shape, other):
    return {
        "on": {"shape of prediction": shape, "shape of target": other},
        "likely": "squeeze or flatten without a look at the shapes",
    }


def regression_loss_learns():
    return {
        "on": "patient 2 with your loss, 300 steps",
        "what": "slope and intercept",
        "mistakes": {"the line is still flat, at the mean": [[0.0], [5.0]]},
    }


def gradient_report_zero_1():
    return {
        "on": "patient 3, all parameters 0",
        "what": "the report",
        "likely": "a path with the gradient 0 that was taken for no path",
    }


def gradient_report_zero_2():
    return {
        "on": "patient 3, all parameters 0.5",
        "what": "the report",
    }


def gradient_report_kinds(name, expected):
    return {
        "on": f"a = [1, -1], b = [2, 3], c = [0, 4], the loss is {name}",
        "what": "the report",
        "mistakes": {
            "None and 0 are mixed up: without a path there is no gradient at all": {
                key: "zero" if word == "cut" else word for key, word in expected.items()
            },
            "one entry of 0 makes no zero gradient: all(…) and not any(…)": dict(
                zip("abc", ("zero", "cut", "zero"), strict=True)
            ),
            "an infinity counts as alive in your report": {
                key: "alive" if word == "nan" else word for key, word in expected.items()
            },
        },
    }


def gradient_report_only_looks_1():
    return {
        "on": "patient 3, all parameters 0.5",
        "what": "the report",
    }


def gradient_report_only_looks_2(name):
    return {
        "on": "one report",
        "what": f"the parameter {name} after it",
        "likely": "a step, or a nudge that was not taken back",
    }


def first_parameters_draws_1():
    return {
        "on": "inputs = 100, hidden = 200, outputs = 50",
        "what": "the report",
        "likely": "a weight that is stored as (in, out)",
    }


def first_parameters_draws_2(name):
    return {
        "on": "a new network",
        "what": f"the bias {name}",
    }


def first_parameters_draws_3(made, name, fan):
    return {
        "on": {"inputs of the layer": fan},
        "what": f"the weight {name}",
        "mistakes": {
            "the std is 1/√n; this is 1": (0.0, 1.0),
            "1/n is the variance; the std is its root": (0.0, 1 / fan),
            "the number of outputs was used; the std is 1/√n for n inputs": (
                0.0,
                1 / math.sqrt(len(made[name])),
            ),
            "draws from 0 to 1 have the mean ½": (0.5, math.sqrt(1 / 12)),
        },
        "likely": "another number than that of the layer's inputs, or units that start alike",
    }


def first_parameters_draws_4(name):
    return {
        "on": "a new network",
        "what": f"the weight {name} (float64)",
    }


def first_parameters_learns(seed):
    return {
        "on": {"seed": seed, "steps": 300},
        "what": "the last loss",
        "mistakes": {"the units start alike, or at 0: they get the same gradient, or none": 0.25},
        "likely": "hidden units that start alike",
    }


def mean_over_batches_values():
    return {
        "on": "a = 1, b = 2: four errors of 1, and one of 5",
        "what": "the loss",
        "mistakes": {
            "this is the mean of the batches' means: the lone example counts as four others": 13.0,
            "this is the sum; divide it by the number of examples": 29.0,
            "this is the sum of the batches' means": 26.0,
            "you divided the sum by the number of batches": 14.5,
            "this is the loss of the last batch alone": 25.0,
            "this is the loss of the first batch alone": 1.0,
        },
    }


def mean_over_batches_learns(y, columns):
    weights = torch.tensor([0.25, 0.25, 0.25, 0.25, 1.0]).double().sqrt()
    return {
        "on": "patient 4 with your loss, 300 steps",
        "what": "slope and intercept",
        "mistakes": {
            "nothing has moved": torch.zeros(2).double(),
            "the lone point pulls as hard as the four others together: a mean of means": (
                torch.linalg.lstsq(columns * weights[:, None], y * weights).solution
            ),
        },
    }
