"""What the tests of ranking/triplet_margin_with_distance_loss say where they fail."""

import torch
from torch.nn import functional as F


def cosine_distance_1(text, others):
    return {
        "on": {"x": text.expand(3, 2), "y": others},
        "what": "the distance",
        "mistakes": {
            "this is a similarity: it is large for like things, and a distance must be small": [
                1.0,
                0.8,
                -1.0,
            ],
            "minus the similarity starts at -1; a distance starts at 0": [-1.0, -0.8, 1.0],
            "opposite directions are far apart; the sign of the cosine counts": [0.0, 0.2, 0.0],
            "this is 1 minus the dot product; divide it by both lengths": 1
            - (text * others).sum(-1),
            "this is the distance by a ruler": (text - others).norm(dim=-1),
            "this is the angle in radians": [0.0, 0.6435011, 3.1415927],
        },
        "likely": "a cosine along the batch; the coordinates are the last dimension",
    }


def cosine_distance_2(text, others):
    return {
        "on": {"x": text, "y": others[1]},
        "what": "the distance of two texts without a batch",
        "likely": "dim=1, which a single text lacks",
    }


def cosine_distance_3():
    return {
        "on": "x of shape (1, 1, 2), y of shape (1, 3, 2)",
        "what": "the distances",
        "likely": "dim=1, which is not the last one here",
    }


def two_distances_hike_1(hike, a, p, n, swap, expected, on):
    return {
        "on": on,
        "what": "the distance to the positive",
        "mistakes": {
            "the hike goes from the positive to the anchor; the anchor comes first": hike(p, a),
            "swap does not exchange the two distances; it takes the smaller one to the negative": (
                hike(a, n) if swap else torch.nan
            ),
            "the order of the two is turned: the positive's distance comes first": expected,
            "the distance that you were given was not used": F.pairwise_distance(a, p),
        },
    }


def two_distances_hike_2(hike, a, p, n, on):
    return {
        "on": on,
        "what": "the distance to the negative",
        "mistakes": {
            "the hike goes from the negative to the anchor; the anchor comes first": hike(n, a),
            "the argument swap was not used": [6.0, 6.0, 2.0],
            "you swapped without being asked to": [2.0, 6.0, 2.0],
            "with swap the smaller of the two counts, and the positive is not always nearer": (
                hike(p, n)
            ),
            "with swap the SMALLER of the two counts": torch.maximum(hike(a, n), hike(p, n)),
            "with swap the positive comes first, then the negative": torch.minimum(
                hike(a, n), hike(n, p)
            ),
            "you compared with the distance from anchor to positive": torch.minimum(
                hike(a, n), hike(a, p)
            ),
            "the distance that you were given was not used": F.pairwise_distance(a, n),
        },
    }


def two_distances_shape(what):
    return {
        "on": "three batches of 3 images of 2 × 2 pixels, one distance for each image, swap = True",
        "what": f"the distance to the {what}",
        "likely": "arguments that were flattened or reduced before the distance saw them",
    }


def reduction(a, p, n, settings):
    lead = torch.tensor([2.0, -1.0, 0.25])
    margin = settings.get("margin", 1.0)
    return {
        "on": {"anchor": a, "positive": p, "negative": n, "distance_function": "city_block"}
        | settings,
        "what": "the loss",
        "mistakes": {
            "nothing stops it at 0: triplets that are right would earn": (margin - lead).mean(),
            "positive and negative are turned: the positive should be nearer": (
                (margin + lead).clamp(min=0).mean()
            ),
            "the margin is outside of the maximum: even the best triplet costs it": (
                margin + (-lead).clamp(min=0).mean()
            ),
            "you divided by the triplets that cost something; the mean counts all 3": (
                (margin - lead).clamp(min=0).sum() / (lead < margin).sum()
            ),
            "you averaged first; each triplet has its own hinge": (margin - lead.mean()).clamp(0),
            "this is the mean for margin = 1, swap = False; an argument was not used": 2.75 / 3,
            "this is the sum; divide it by the number of triplets": 2.75,
            "these are the losses one by one; the default is their mean": [0.0, 2.0, 0.75],
            "your distance was not used: this is PairwiseDistance": (
                F.triplet_margin_loss(a, p, n, margin=margin)
            ),
        },
        "likely": "another default than margin = 1",
    }


def default():
    return {
        "mistakes": {
            "this is a norm without ε; F.pairwise_distance adds 1e-6 to each difference, and where "
            "two points are equal this alone gives a direction": (
                lambda *points: F.triplet_margin_loss(*points, eps=0.0)
            ),
            "another distance than F.pairwise_distance: the sum of absolute differences": (
                lambda *points: F.triplet_margin_with_distance_loss(
                    *points, distance_function=lambda x, y: (x - y).abs().sum(-1)
                )
            ),
            "another distance than F.pairwise_distance: the cosine distance of step 1": (
                lambda *points: F.triplet_margin_with_distance_loss(
                    *points, distance_function=lambda x, y: 1 - F.cosine_similarity(x, y, dim=-1)
                )
            ),
            "the distances were squared; F.pairwise_distance is not": (
                lambda *points: F.triplet_margin_with_distance_loss(
                    *points, distance_function=lambda x, y: (x - y).square().sum(-1)
                )
            ),
        },
    }


def shapes_1(a, p, n, name):
    return {
        "on": {"anchor": a, "positive": p, "negative": n, "distance": f"absolute values, {name}"},
        "what": "the losses",
        "likely": {"shape": "a sum or a reshape behind the distance; torch takes what it returns"},
    }


def shapes_2():
    return {
        "on": "an anchor of shape (2, 2) and a positive of shape (1, 2)",
        "what": "the losses",
        "likely": "a check that demands equal shapes; the distance decides what fits",
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


def refused_4():
    return {
        "likely": "a missing star in the signature: the distance is passed by name",
    }


def gradient(a, p, n, loss, weighted):
    return {
        "mistakes": {
            "autograd takes the distance to the positive for a constant": (
                lambda a, p, n, **settings: loss(a, p, n, **settings) - weighted(a, p).mean()
            ),
            "autograd takes the distance to the negative for a constant": (
                lambda a, p, n, **settings: loss(a, p, n, **settings) + weighted(a, n).mean()
            ),
        },
        "likely": {"zero": "a distance whose result leaves the graph, by .item() or .detach()"},
        "on": {
            "anchor": a,
            "positive": p,
            "negative": n,
            "distance": "0.5 and 1.5 times the squares",
        },
    }


def random():
    return {
        "on": (
            "distance_function = F.cosine_similarity, which is no distance; torch does not check it"
        ),
        "what": "the loss",
        "likely": "a check of the distance, or a 1 - in front of it",
    }
