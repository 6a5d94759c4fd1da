"""What the tests of classification/nll_loss say where they fail."""

import torch
from torch.nn import functional as F


def picked_values(y, log_p):
    return {
        "on": {"log_p": log_p, "target": y},
        "what": "the loss of each sample",
        "mistakes": {
            "the minus sign is missing": log_p[range(4), y],
            "the input is a logarithm already; this function takes none": -log_p[range(4), y].log(),
            "you applied log_softmax; the input is taken as it is, checked or not": (
                -log_p.log_softmax(1)[range(4), y]
            ),
            "these are probabilities; do not leave the logarithms": -log_p[range(4), y].exp(),
            "log_p[:, target] picks every target from every row; pair row i with target i": (
                -log_p[:, y]
            ),
            "keep one dimension: gather gives (N, 1), the losses have the shape (N,)": (
                -log_p[range(4), y][:, None]
            ),
            "you took the most likely class, not the target": -log_p.amax(1),
            "the shape is the target's: the sum comes later": -log_p[range(4), y].sum(),
        },
    }


def picked_ignored_1(log_p, y):
    return {
        "on": {"log_p": log_p, "target": y},
        "what": "the loss of each sample",
        "mistakes": {
            "a mask that multiplies does not remove: 0 · inf is nan. torch.where picks": [
                0.5,
                0.25,
                torch.nan,
            ],
            "the ignored target was taken for a class": [0.5, 0.25, torch.inf],
            "drop the loss, not the place: an ignored target has loss 0": [0.5, 0.25],
        },
        "likely": "an index of -100 that reached gather",
    }


def picked_ignored_2(log_p, y):
    return {
        "on": {"log_p": log_p, "target": y, "ignore_index": 1},
        "what": "the loss of each sample",
        "mistakes": {
            "only -100 was ignored; the argument ignore_index was not used": [0.5, 0.25, torch.inf],
            "the other way round: ignore_index is the class that does not count": [0.0, 0.25, 0.0],
        },
    }


def picked_ignored_3(y, one_class):
    return {
        "on": {"log_p": one_class, "target": y, "ignore_index": -7},
        "what": "the loss of each sample",
    }


def picked_dimensions_1(log_p, y):
    return {
        "on": {"log_p": "-arange(18).reshape(2, 3, 3)", "target": y},
        "what": "the loss of each word",
        "mistakes": {
            "the classes are dimension 1, also where more dimensions follow; move them to the end "
            "before you reshape to rows": -log_p.gather(2, y[..., None])[..., 0],
        },
    }


def picked_dimensions_2():
    return {
        "on": "log_p = [-1, -2, -3], target = 2",
        "what": "the loss of one sample",
        "mistakes": {"one sample without a batch has a loss of shape (), not (1,)": [3.0]},
    }


def picked_gradient(torchs):
    return {
        "mistakes": {
            "you applied log_softmax, so that every class has a slope": (
                lambda x, y: torchs(x.log_softmax(1), y)
            ),
        },
        "likely": "a minus sign that is missing, or a slope at an ignored target",
    }


def target_weights_values_1(weight, y):
    return {
        "on": {"target": y, "weight": weight, "ignore_index": -1},
        "what": "the weight of each target",
        "mistakes": {
            "-1 counts from the end: the ignored target got the weight of the last class": [
                1.0,
                2.0,
                4.0,
                4.0,
                2.0,
            ],
            "the ignored target got the weight of the class that you put in its place": [
                1.0,
                2.0,
                1.0,
                4.0,
                2.0,
            ],
            "the ignored target must stay, with weight 0": [1.0, 2.0, 4.0, 2.0],
            "these are the labels that count; look up the weight of each": [
                1.0,
                1.0,
                0.0,
                1.0,
                1.0,
            ],
            "you divided the weights by their sum; torch takes them as they are": torch.tensor(
                [1.0, 2.0, 0.0, 4.0, 2.0]
            )
            / 7,
            "one weight for each target, please; the sum comes in step 3": 9.0,
        },
    }


def target_weights_values_2(weight, y):
    return {
        "on": {"target": y, "weight": weight, "ignore_index": 2},
        "what": "the weight of each target",
        "mistakes": {"a valid class can be ignored as well": [1.0, 2.0, 4.0]},
    }


def reduction(x, y, settings):
    return {
        "on": {"input": x, "target": y, **settings},
        "what": "the loss",
        "mistakes": {
            "this is the mean; the argument reduction was not used, or its words swapped": 0.9476,
            "this is the sum; divide it": 3.7903,
            "you divided by N · C; one target, one loss": 3.7903 / 12,
            "you divided by the number of classes": 3.7903 / 3,
        },
    }


def weight(x, y, single, weight, reduction):
    total = (single * weight[y]).sum()
    return {
        "on": {"input": x, "target": y, "weight": weight, "reduction": reduction},
        "what": f"the weighted loss with reduction {reduction!r}",
        "mistakes": {
            "you divided by N; with weights torch divides by the sum of the weights of the "
            "targets": total / 3,
            "you divided by the sum of the weight vector; each target brings its own weight": (
                total / weight.sum()
            ),
            "the argument weight was not used": F.nll_loss(x, y, reduction=reduction),
            "the weights are in the denominator, and not in the losses": (
                single.sum() / weight[y].sum()
            ),
        },
    }


def ignored_1(x, y, settings):
    return {
        "on": {"input": x, "target": y, **settings},
        "what": "the mean",
        "mistakes": {
            "the ignored target counts in your denominator; it must not": 1.5671 / 4,
            "the ignored target counts in your denominator, with a weight": 1.8210 / 6,
            "you divided by the number of targets that count; divide by the sum of their "
            "weights": 1.8210 / 3,
            "you divided by N; two targets of weight 2 and one of weight 1 make 5": 1.8210 / 4,
        },
    }


def ignored_2(x, weight, y):
    return {
        "on": {"input": x, "target": y, "weight": weight, "ignore_index": 0},
        "what": "the mean",
        "likely": "an ignore_index that only one of the two helpers got to know",
    }


def all_ignored_1(x, y, reduction):
    return {
        "on": {"input": x, "target": y, "reduction": reduction},
        "what": "the loss of a batch that is ignored as a whole",
        "mistakes": {
            "torch's mean of nothing is nan, and no 0 that looks like a perfect score": 0.0,
            "you divided by N": 0.0,
        },
        "likely": "a guard against division by 0",
    }


def all_ignored_2(reduction):
    return {
        "on": {"shape of input": (0, 2), "reduction": reduction},
        "what": "the loss of an empty batch",
        "likely": "a guard against division by 0",
    }


def deprecated(x, y, weight, reduction, settings):
    return {
        "on": {"input": x, "target": y, "weight": weight, **settings},
        "what": "the loss",
        "mistakes": {
            "reduction was used; it is not read when size_average or reduce is given": (
                F.nll_loss(x, y, weight, reduction=reduction)
            ),
            "reduced's own mean divides by N: read the pair before you decide about the mean": (
                F.nll_loss(x, y, weight, reduction="none").mean()
            ),
        },
    }


def invalid_1(bad):
    guesses = {
        "[0, 2, 0]": "no error for a class that does not exist",
        "[0, -1, 0]": "an index of -1 that counts from the end; or all negative ignored",
        "[0, 1]": "a loss that pairs the first targets with the first samples",
        "[[0], [1], [0]]": "a column of targets that broadcasts",
        "[0.0, 1.0, 0.0]": "a target turned into integers silently",
        "1": "one target for three samples",
    }
    return {
        "likely": guesses[str(bad)],
    }


def invalid_2():
    return {
        "likely": "an unknown word taken for one of the three",
    }


def dtype(y, dtype, x, weight):
    return {
        "on": {"input": x, "target": y, "weight": weight, "dtype": str(dtype)},
        "what": "the loss",
        "likely": {"dtype": ".float(), or torch.ones(…) without dtype, on the way"},
    }


def random():
    return {
        "mistakes": {
            "this is the gradient of the sum; the mean divides it, too": (
                lambda x, y: F.nll_loss(x, y, reduction="sum")
            ),
        },
    }
