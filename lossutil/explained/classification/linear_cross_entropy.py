"""What the tests of classification/linear_cross_entropy say where they fail."""

import math

import torch
from torch.nn import functional as F


def target_distribution_values_1(target, expected, smoothing):
    return {
        "on": {"target": target, "logits": "zeros(2, 3)", "label_smoothing": smoothing},
        "what": "the distribution",
        "mistakes": {
            "label_smoothing was not used": expected,
            "the share goes to all C classes, the right one included": torch.where(
                expected == 1, 1 - smoothing, smoothing / 2
            ),
            "the target keeps 1 - ε of its probability; now the sum is above 1": (
                expected + smoothing / 3
            ),
            "every class gets ε / C, not ε": (1 - smoothing) * expected + smoothing,
        },
    }


def target_distribution_values_2(pairs):
    return {
        "on": {"target": pairs, "logits": "zeros(2, 3, 2)"},
        "what": "the distribution",
        "mistakes": {
            "the classes are the dimension behind the batch; reshape mixes them with the places": (
                torch.tensor([[[0, 0], [1, 1], [0, 0]], [[0, 1], [0, 0], [1, 0]]])
            ),
        },
        "likely": "the classes in the last dimension",
    }


def target_distribution_values_3(labels, dtype):
    return {
        "on": {"target": labels, "logits": "zeros(2, 3)", "dtype of the logits": str(dtype)},
        "what": "the distribution",
        "likely": {
            "dtype": "numbers that were rounded to float32, or counted as integers, on the way"
        },
    }


def target_distribution_ignored_1(target, ignore_index, kept, right, smoothing):
    return {
        "on": {"target": target, "ignore_index": ignore_index, "label_smoothing": smoothing},
        "what": "the distribution",
        "mistakes": {
            "smoothing put probability where the target is ignored": (
                kept * (1 - smoothing) * right + smoothing / 2
            ),
            "the ignored target became class 0": (1 - smoothing) * right + smoothing / 2,
        },
    }


def target_distribution_ignored_2():
    return {
        "on": {"target": [0, -100], "logits": "zeros(2, 1)"},
        "what": "the distribution over one class",
        "likely": "another class than 0 in the place of what is ignored",
    }


def target_distribution_ignored_3(soft):
    return {
        "on": {"target": soft, "ignore_index": -100},
        "what": "the distribution",
        "likely": "a search for ignore_index among probabilities",
    }


def target_distribution_refused_1():
    return {
        "on": {"target": [0, 2], "shape of logits": (2, 3), "ignore_index": 7},
        "what": "the distribution",
    }


def target_distribution_refused_2():
    return {
        "likely": "a comparison with each class that no class passes, or -1 taken for the last one",
    }


def chunk_losses_values_1(logits, q, weight, w, minus_log):
    return {
        "on": {"logits": logits, "q": q, "weight": weight},
        "what": "the loss of each token",
        "mistakes": {
            "the argument weight was not used": (q * minus_log).sum(1),
            "each class has its own weight; you multiplied by all of them": (
                w.sum() * (q * minus_log).sum(1)
            ),
            "the weights belong on the logarithms, not on the logits": (
                -q * (w * logits).log_softmax(1)
            ).sum(1),
            "the sign is turned: a loss is minus the logarithm": -(w * q * minus_log).sum(1),
            "you normalized over the tokens; a distribution is over the classes": (
                -w * q * logits.log_softmax(0)
            ).sum(1),
            "you took the average over the classes; the probabilities are weights already": (
                w * q * minus_log
            ).mean(1),
        },
    }


def chunk_losses_values_2(weight, places, terms):
    return {
        "on": {"logits": places, "q": "1/3 everywhere", "weight": weight},
        "what": "the loss of each place",
        "mistakes": {
            "the weights met the places, the last dimension; the classes are dimension 1": (
                (weight * terms).sum(1)
            ),
        },
    }


def chunk_losses_extremes(logits, q):
    return {
        "on": {"logits": logits, "q": q},
        "what": "the loss",
        "mistakes": {
            "0 · inf is nan: a product touches every class; fill in 0 where q is 0": [math.nan],
            "exp(10000) is inf; logsumexp subtracts the largest logit first": [math.inf],
            "a class that is ruled out and right costs infinity": [0.0],
        },
        "likely": "a logarithm that was cut somewhere",
    }


def chunk_losses_gradient(torchs):
    return {
        "mistakes": {
            "a place where q is 0 is left out: the slope at q is there all the same": (
                lambda logits, q: torchs(logits, q * (q > 0))
            ),
        },
    }


def loss_and_gradients_values_1(p, right, on):
    return {
        "on": on,
        "what": "the sum of the losses",
        "mistakes": {"this is the mean; sums of chunks add up": -(right * p).sum(1).log().mean()},
    }


def loss_and_gradients_values_2(x, W, p, right, on):
    return {
        "on": on,
        "what": "the gradient of input",
        "mistakes": {
            "the sign is turned: at a logit the gradient is p - y, not y - p": (right - p) @ W,
            "subtract 1 at the class that is right: p - y": p @ W,
            "this is the gradient of the mean; sums of chunks add up": (p - right) @ W / 2,
        },
    }


def loss_and_gradients_values_3(x, p, right, on):
    return {
        "on": on,
        "what": "the gradient of linear_weight",
        "mistakes": {
            "the sign is turned: at a logit the gradient is p - y, not y - p": (right - p).T @ x,
            "subtract 1 at the class that is right: p - y": p.T @ x,
            "this is the gradient of the mean; sums of chunks add up": (p - right).T @ x / 2,
        },
    }


def loss_and_gradients_values_4():
    return {
        "on": "the same two tokens, one chunk each; the gradients of the weight add up",
        "what": "the gradient of linear_weight",
        "likely": "a gradient that depends on what else is in the chunk",
    }


def loss_and_gradients_formula(x, y, W, what, expected):
    return {
        "on": {"input": x, "linear_weight": W, "target": y},
        "what": what,
        "mistakes": {
            "exp(10000) is inf, and inf / inf is nan; logsumexp subtracts the largest logit": (
                torch.full_like(torch.tensor(expected), math.nan)
            ),
        },
        "likely": "a probability that was rounded to 0 before its logarithm was taken",
    }


def reductions(x, W, y, bias, weight, reduction, settings):
    losses = F.linear_cross_entropy(x, W, y, **settings | {"reduction": "none"})
    return {
        "on": {"input": x, "linear_weight": W, "target": y, **settings},
        "what": "the loss",
        "mistakes": {
            "linear_bias was not used": F.linear_cross_entropy(
                x, W, y, weight=weight, reduction=reduction
            ),
            "the argument weight was not used": F.linear_cross_entropy(
                x, W, y, linear_bias=bias, reduction=reduction
            ),
            "the argument reduction was not used, or its words swapped": F.linear_cross_entropy(
                x, W, y, linear_bias=bias, weight=weight
            ),
            "the weighted mean divides by the weights of the targets, not by N": losses.mean(),
        },
    }


def targets(x, W, votes, weight, nothing, target, settings):
    losses = F.linear_cross_entropy(x, W, target, **settings, reduction="none")
    return {
        "on": {"input": x, "linear_weight": W, "target": target, **settings},
        "what": "the mean",
        "mistakes": {
            "if nothing counts the mean is 0 / 0, which is nan": 0.0
            if target is nothing
            else torch.nan,
            "ignored targets do not count in the mean": losses.mean(),
            "with probabilities torch divides by N": losses.sum() / (votes @ weight).sum(),
            "label_smoothing was not used": F.linear_cross_entropy(
                x, W, target, **settings | {"label_smoothing": 0.0}
            ),
        },
        "likely": "smoothing that changes what the mean divides by: only the target counts",
    }


def places(x, places, W, b, target, reduction):
    return {
        "on": {"shape of linear_weight": (3, *places, 2), "reduction": reduction},
        "what": "the loss of each place",
        "mistakes": {
            "you divided by N; every place is a sample": F.linear_cross_entropy(
                x, W, target, linear_bias=b, reduction="sum"
            )
            / 3,
            "the bias was not used": F.linear_cross_entropy(x, W, target, reduction=reduction),
        },
        "likely": "logits whose classes and places are mixed: C comes before the places",
    }


def single(x, W, target, reduction, expected):
    return {
        "on": {"input": x, "linear_weight": W, "target": target, "reduction": reduction},
        "what": "the loss of one sample",
        "mistakes": {
            "the dimension that you added for the batch is still there": expected[None],
        },
    }


def gradient():
    return {
        "likely": {"zero": "a chunk whose losses were detached, or the .data of a weight"},
    }


def refused_1(y):
    return {
        "on": {"input": "ones of shape (4, 3)", "linear_weight": "eye(5, 3)", "target": y},
        "what": "the loss",
    }


def refused_2(number):
    guesses = (
        "features that were padded or cut",
        "a batch of batches: torch wants it flat",
        "a weight without classes",
        "tokens without a target",
        "a target that broadcasts",
        "a target of another number of classes",
        "a label that is no class",
        "a target for each token, where each place needs one",
        "places without a batch",
        "a target that broadcasts",
    )
    return {
        "likely": guesses[number],
    }


def refused_3(name, value):
    if name == "linear_bias":
        guess = "a bias that broadcasts" if len(value) == 1 else "a bias that nobody counted"
    elif name == "weight":
        few = {1: "weights that broadcast", 4: "weights that nobody counted"}
        guess = few.get(len(value), "more weights than classes")
    else:
        guess = "no check that ε is in [0, 1]"
    return {
        "likely": guess,
    }


def refused_4():
    return {
        "likely": "an ignore_index that is passed over in silence: probabilities cannot be ignored",
    }


def dtype(dtype, y, x, more):
    return {
        "on": {"input": x, "target": y, "dtype": str(dtype), **more},
        "what": "the loss",
        "likely": {"dtype": ".float(), or torch.zeros(…) and torch.tensor(…) without dtype"},
    }


def random():
    return {
        "on": "features of zeros, so four equal logits",
    }
