"""What the tests of initialization/network say where they fail."""

import math

import torch


def mean_square_values(name, activation, expected):
    size = math.sqrt(2 / math.pi)  # the mean of |z|
    mean, mean_size = {
        "leaky ReLU with slope 0.5": (size / 4, 0.75 * size),
        "relu": (size / 2, size / 2),
        "x -> x": (0.0, size),
        "abs": (size, size),
        "x -> 1": (1.0, 1.0),
        "x -> 3x": (0.0, 3 * size),
    }[name]
    even = (torch.arange(10_000) + 0.5) / 10_000
    return {
        "on": {"activation": name},
        "what": "the mean square",
        "mistakes": {
            "this is the variance; the mean belongs to the mean square": expected - mean**2,
            "this is the mean size; square instead of taking absolute values": (
                mean_size if mean_size != mean else math.nan
            ),
            "this is the mean; square first": mean,
            "this is the square of the mean; the mean of the squares is asked for": mean**2,
            "these points lie evenly between 0 and 1 and are not normal; ndtri makes them so": (
                activation(even).square().mean()
            ),
            "the points 0 and 1 become infinite; take the middles of the steps": math.inf,
            "this is the root mean square; leave the root to step 2": math.sqrt(expected),
        },
        "likely": "points that all count the same, though they are not normal; or too few draws",
    }


def mean_square_smooth(name, expected):
    mean = {
        "erf": 0.0,
        "cos": math.exp(-0.5),
        "x -> exp(-x²/2)": 1 / math.sqrt(2),
        "x -> x²": 1.0,
    }[name]
    return {
        "on": {"activation": name},
        "what": "the mean square",
        "mistakes": {
            "this is the variance; the mean belongs to the mean square": expected - mean**2,
        },
        "likely": (
            "too few random draws, normal numbers with another std than 1, or a list of known "
            "activations"
        ),
    }


def mean_square_random(a):
    return {
        "on": {"activation": f"x -> sin({a}x)"},
        "what": "the mean square",
        "likely": "a list of known activations; ask the function itself",
    }


def layer_stds_gain_1(shapes, left, right):
    return {
        "on": {"shapes": shapes, "activation": "leaky ReLU with slope 0.5"},
        "what": "the list of stds",
        "mistakes": {
            "no activation comes before the first layer: its std is 1/√n": [
                1 / math.sqrt(shape[1] * left) for shape in shapes
            ],
            "the gain is missing": [1 / math.sqrt(shape[1]) for shape in shapes],
            "√2 is ReLU's gain; ask mean_square, and the first layer has none": [
                math.sqrt(2 / shape[1]) for shape in shapes
            ],
            "these are variances; take the root": [std**2 for std in right],
            "the gain is 1/√E[φ²]; you multiplied by the mean square": [
                right[0],
                *(std * left**1.5 for std in right[1:]),
            ],
            "you divided by the mean square itself; the gain is one over its root": [
                right[0],
                *(std / math.sqrt(left) for std in right[1:]),
            ],
            "this is fan-out; the default is fan-in": [
                1 / math.sqrt(300),
                1 / math.sqrt(200 * left),
                1 / math.sqrt(50 * left),
            ],
            "the LAST layer got no gain; the one without an activation before it is the first": [
                1 / math.sqrt(100 * left),
                1 / math.sqrt(300 * left),
                1 / math.sqrt(200),
            ],
        },
    }


def layer_stds_gain_2(shapes):
    return {
        "on": {"shapes": shapes[:1], "activation": "leaky ReLU with slope 0.5"},
        "what": "the list of stds",
    }


def layer_stds_tanh():
    return {
        "on": {"shapes": [(100, 100)] * 3, "activation": "tanh"},
        "what": "the list of stds",
        "mistakes": {
            "5/3 is torch's rule of thumb for tanh; the law gives 1.59": [0.1, 1 / 6, 1 / 6],
            "√2 is the gain of ReLU; ask mean_square": [0.1, math.sqrt(0.02), math.sqrt(0.02)],
        },
    }


def layer_stds_mode(shapes, mode):
    return {
        "on": {"shapes": shapes, "activation": "relu", "mode": mode},
        "what": "the list of stds",
        "mistakes": {
            "mode was not used": [0.1, math.sqrt(2 / 300), 0.1],
            "this is the mean of the two fans; fan_out takes one": [
                math.sqrt(2 / 400),
                math.sqrt(4 / 500),
                math.sqrt(4 / 250),
            ],
        },
        "likely": "a shape that was read as (in, out)",
    }


def layer_stds_errors_1():
    return {
        "on": {"shapes": [(3, 4), (3, 3)], "activation": "relu"},
        "what": "the list of stds",
    }


def layer_stds_errors_2():
    return {
        "on": {"mode": "fan_avg"},
        "likely": "an else branch that takes every other word for fan_out",
    }


def layer_stds_errors_3():
    return {
        "on": {"activation": "x -> 0"},
        "likely": "a std of infinity, or a ZeroDivisionError that does not say what is wrong",
    }


def fill_network__moments_1(weights, layer):
    return {
        "on": {"layer": layer, "shape": tuple(weights[layer].shape)},
        "what": "the share of the entries that are not filled",
        "mistakes": {"the weights themselves are not filled; new tensors are no help": 1.0},
    }


def fill_network__moments_2(mode, fans_in, fans_out, layer, std):
    others = {"fan_in": fans_out, "fan_out": fans_in}[mode]
    return {
        "on": {"layer": layer, "activation": "relu", "mode": mode},
        "what": "the weight",
        "mistakes": {
            f"this is the std of the other mode; the argument mode is {mode!r}": (
                0,
                math.sqrt((1 if layer == 0 else 2) / others[layer]),
            ),
            "the spread is the variance; normal_ wants the std": (0, std**2),
            "this is the std of a uniform fill whose bound is the std": (0, std / math.sqrt(3)),
        },
        "likely": "a std that belongs to another layer or the other mode, or a gain too many",
    }


def fill_network__signal():
    return {
        "on": "20 layers of width 128 with relu, an input of mean square 1",
        "what": "the power of ten of the signal's mean square at the end",
        "mistakes": {"the signal is gone": -40.0},
        "likely": "a gain that is too small (the signal dies) or too large (it explodes)",
    }


def fill_network__gradient(mode, widths):
    return {
        "on": {"mode": mode, "widths": f"{widths[:3]} and so on, 20 layers", "activation": "relu"},
        "what": "the power of ten of the gradient's mean square at the input",
        "mistakes": {"the gradient is gone": -40.0},
        "likely": "a gain that is too small (the gradient dies) or too large (it explodes)",
    }


def fill_network__in_place():
    return {
        "on": "a network of 3 layers",
        "what": "which weights of the returned list are those that were given",
    }


def fill_network__generator():
    return {
        "on": "a network of 3 layers of the same size",
        "what": "the number of entries in which two of its weights agree",
        "likely": "one draw for all layers, or a generator that starts again for each layer",
    }


def fill_network__tanh():
    return {
        "on": "20 layers of width 256 with tanh, an input of mean square 1",
        "what": "the mean square of h, averaged over the layers",
        "likely": (
            "the gain 5/3, which is near; a gain of 1; or a first layer that has the gain, too"
        ),
    }
