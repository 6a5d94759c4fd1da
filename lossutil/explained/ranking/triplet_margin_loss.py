"""What the tests of ranking/triplet_margin_loss say where they fail."""

import torch
from torch.nn import functional as F


def distance_values(x, y, p):
    size = (x - y).abs()
    powers = size ** min(p, 99)
    return {
        "on": {"x": x, "y": y, "p": p, "eps": 0.0},
        "what": "the distance",
        "mistakes": {
            "the limit of a large p is the largest coordinate; a large number overflows": [
                torch.inf,
                torch.inf,
                torch.inf,
            ],
            "the root is missing": powers.sum(-1),
            "you took the square root; for any p it is the p-th root": powers.sum(-1).sqrt(),
            "this is the distance for p = 2; the argument p was not used": (size**2).sum(-1).sqrt(),
            "you took the mean of the powers; the distance has their sum": powers.mean(-1)
            ** (1 / min(p, 99)),
            "without abs() an odd p lets coordinates cancel": ((x - y) ** min(p, 99)).sum(-1)
            ** (1 / min(p, 99)),
            "inf ** 0 is 1: the limit of a large p needs a case of its own": torch.ones(3),
            "you took the largest coordinate with its sign": (x - y).amax(-1),
        },
        "likely": "a sum over the wrong dimension, or no case for p = inf",
    }


def distance_eps_1(x, y):
    d = x - y
    return {
        "on": {"x": x, "y": y, "p": 2, "eps": 0.5},
        "what": "the distance",
        "mistakes": {
            "the argument eps was not used": (d**2).sum(-1).sqrt(),
            "you added ε to the distance; it is added to each coordinate of the difference": (
                (d**2).sum(-1).sqrt() + 0.5
            ),
            "you added ε under the root; it is added to each coordinate of the difference": (
                ((d**2).sum(-1) + 0.5).sqrt()
            ),
            "you added ε to each square; it is added before squaring": (
                (d**2 + 0.5).sum(-1)
            ).sqrt(),
            "you added ε to the absolute value; the sign of the difference counts": (
                ((d.abs() + 0.5) ** 2).sum(-1).sqrt()
            ),
            "you took y - x, or subtracted ε; with ε that is another distance": (
                ((d - 0.5) ** 2).sum(-1).sqrt()
            ),
            "a floor is not a sum: ε is added": (d.abs().clamp(min=0.5) ** 2).sum(-1).sqrt(),
        },
    }


def distance_eps_2():
    return {
        "on": "two equal points of four coordinates, neither p nor eps",
        "what": "the distance",
        "likely": "other defaults than p = 2 and eps = 1e-6, or an ε of your own",
    }


def distance_equal_1(torchs):
    return {
        "mistakes": {
            "without ε in the difference the gradient is 0 where x = y; with it, it is not": (
                lambda x, y, p, eps: torchs(x, y, p, 0.0)
            ),
        },
        "likely": "an ε that is not in each coordinate",
    }


def distance_equal_2(torchs):
    return {
        "mistakes": {
            "nan where x = y: the root of 0 has an infinite slope, and 0 · inf is nan. Picking a "
            "0 afterwards does not help; keep the 0 away from the root": (
                lambda x, y, p, eps: ((x - y).abs() ** p).sum(-1) ** (1 / p)
            ),
            "autograd takes your distance for a constant where x = y, and elsewhere, too": (
                lambda x, y, p, eps: 0 * torchs(x, y, p, eps)
            ),
        },
        "likely": "an ε of your own: with eps = 0 the gradient is 0 where x = y",
    }


def distance_random():
    return {
        "on": "x = [3, 5] and y = [0, 1], without a batch",
        "likely": "dim=1, which a single point lacks",
    }


def two_distances_swap_1(expected, on):
    return {
        "on": on,
        "what": "the distance to the positive",
        "mistakes": {
            "the order is turned: the positive's distance comes first": expected,
            "a swap changes the distance to the negative alone": [5.0, 45**0.5, 2.0],
        },
    }


def two_distances_swap_2(on):
    return {
        "on": on,
        "what": "the distance to the negative",
        "mistakes": {
            "the argument swap was not used": [10.0, 2.0, 8.0],
            "you swapped without being asked to": [5.0, 2.0, 6.0],
            "with swap the smaller of the two counts, and the positive is not always nearer": [
                5.0,
                45**0.5,
                6.0,
            ],
            "with swap the SMALLER of the two counts": [10.0, 45**0.5, 8.0],
            "one minimum for the whole batch; each triplet has its own": [2.0, 2.0, 2.0],
            "you compared with the distance from anchor to positive": [5.0, 2.0, 2.0],
        },
    }


def two_distances_swap_3(a, p, n):
    return {
        "on": {"anchor": a, "positive": p, "negative": n, "eps": 0.5, "swap": True},
        "what": "the distance to the negative",
        "mistakes": {
            "with ε the order of the two points matters: anchor or positive first, then negative": [
                24.5**0.5,
                6.5**0.5,
                42.5**0.5,
            ],
            "ε belongs to the difference, not to its absolute value": [
                32.5**0.5,
                6.5**0.5,
                42.5**0.5,
            ],
        },
        "likely": "eps, which one of the distances did not get",
    }


def reduction(a, p, n, settings):
    margin = settings.get("margin", 1.0)
    lead = torch.tensor([0.3, 5.0, -3.0, 0.0])
    return {
        "on": {"anchor": a, "positive": p, "negative": n, **settings},
        "what": "the loss",
        "mistakes": {
            "nothing stops it at 0: triplets that are right would earn": (margin - lead).mean(),
            "positive and negative are turned: the positive should be nearer": (
                (margin + lead).clamp(min=0).mean()
            ),
            "the margin is outside of the maximum: even the best triplet costs it": (
                margin + (-lead).clamp(min=0).mean()
            ),
            "the margin is subtracted: then a triplet in the wrong order may cost nothing": (
                (-lead - margin).clamp(min=0).mean()
            ),
            "you divided by the triplets that cost something; the mean counts all 4": (
                (margin - lead).clamp(min=0).sum() / 3
            ),
            "you averaged first; each triplet has its own hinge": (margin - lead.mean()).clamp(0),
            "this is the mean for the margin 1; an argument was not used": 1.425,
            "another default than margin = 1": (0.2 - lead).clamp(min=0).mean(),
            "this is the sum; divide it by the number of triplets": 5.7,
            "these are the losses one by one; the default is their mean": [0.7, 0.0, 4.0, 1.0],
            "the distances are not squared here": torch.tensor(
                [max(0.0, margin + s) for s in (1 - 1.69, 25 - 100, 25 - 4, 0.0)]
            ).mean(),
        },
    }


def arguments_1(a, p, n, settings):
    why = "swap, or another argument" if len(settings) > 1 else next(iter(settings))
    return {
        "on": {"anchor": a, "positive": p, "negative": n, "margin": 9.0, **settings},
        "what": "the loss",
        "mistakes": {
            f"the argument {why} was not used": F.triplet_margin_loss(a, p, n, margin=9.0),
        },
        "likely": "two arguments in each other's place",
    }


def arguments_2():
    return {
        "on": "the same, with all arguments by position",
        "what": "the loss",
        "likely": "parameters in another order than torch's",
    }


def shapes_1(a, p, n):
    return {
        "on": {"anchor": a, "positive": p, "negative": n, "reduction": "none"},
        "what": "the loss of one triplet without a batch",
        "likely": {"shape": "a result of shape (1,); its shape is ()"},
    }


def shapes_2(positive):
    return {
        "on": f"an anchor of shape (2, 3, 2), a positive of shape {tuple(positive.shape)}",
        "what": "the losses, of shape (2, 3)",
        "likely": "a sum over dimension 1 where it should be the last one, or equal shapes only",
    }


def shapes_3():
    return {
        "on": "three inputs of shape (0, 2)",
        "what": "the mean of no loss",
        "likely": "a special case for 0 / 0; torch's mean of nothing is nan",
    }


def refused_1():
    return {
        "likely": (
            "no check of the margin: at 0 a network that maps everything to one point "
            "has the loss 0"
        ),
    }


def refused_2(shapes):
    return {
        "on": f"the shapes {shapes[0]}, {shapes[1]} and {shapes[2]}",
        "likely": "no check that all three have the same number of dimensions",
    }


def refused_3():
    return {
        "likely": "an else branch that takes every other word for one of the three",
    }


def deprecated(a, p, n, reduction, settings):
    return {
        "on": settings,
        "what": "the loss",
        "mistakes": {
            "reduction was used; it is not read when size_average or reduce is given": (
                F.triplet_margin_loss(a, p, n, margin=9.0, reduction=reduction)
            ),
        },
        "likely": "the two arguments in the wrong order; reduced() takes size_average first",
    }


def random():
    return {
        "on": "a network that maps everything to one point, margin = 0.3",
        "what": "the loss",
        "likely": "a comparison of distances where there should be a difference",
    }
