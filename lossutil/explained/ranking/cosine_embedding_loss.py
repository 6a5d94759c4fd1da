"""What the tests of ranking/cosine_embedding_loss say where they fail."""

import torch
from torch.nn import functional as F


def cosine_values(a, b):
    dot, a2, b2 = (a * b).sum(-1), (a * a).sum(-1), (b * b).sum(-1)
    return {
        "on": {"a": a, "b": b},
        "what": "the cosine of each pair",
        "mistakes": {
            "this is the dot product; divide it by both lengths": dot,
            "you divided by the squared lengths; the root is missing": dot / (a2 * b2),
            "you divided by the first length only": dot / a2.sqrt(),
            "you divided by the second length only": dot / b2.sqrt(),
            "you divided by the sum of the lengths; it is their product": dot
            / (a2.sqrt() + b2.sqrt()),
            "you added the absolute values; a length is the root of the sum of squares": dot
            / (a.abs().sum(-1) * b.abs().sum(-1)),
            "the cosine has a sign: opposite arrows have -1": (dot / (a2 * b2).sqrt()).abs(),
            "this is the angle in radians; the loss uses its cosine": (
                (dot / (a2 * b2).sqrt()).clamp(-1, 1).acos()
            ),
            "this is the cosine distance 1 - cos; the 1 comes in step 2": 1
            - dot / (a2 * b2).sqrt(),
            "you took the mean along the last dimension for the dot product": dot
            / 2
            / (a2 * b2).sqrt(),
        },
        "likely": "a sum over the wrong dimension",
    }


def cosine_shapes_1(a, b):
    return {
        "on": {"a": a, "b": b},
        "what": "the cosine of each pair",
        "likely": "a sum over dimension 0 or 1; the coordinates are the last one",
    }


def cosine_shapes_2():
    return {
        "on": "every vector of a batch against every other one, by broadcasting",
        "what": "the table of cosines",
        "likely": "lengths of the wrong shape; each vector has one",
    }


def cosine_short_1(a, b):
    return {
        "on": {"a": a, "b": b},
        "what": "the cosine",
        "mistakes": {"0 / 0 is nan: ε is missing": [torch.nan]},
    }


def cosine_short_2(a, b):
    return {
        "on": f"a and b of three equal coordinates, {a[0, 0]:.0e} and {b[0, 0]:.0e}",
        "what": "the cosine",
        "mistakes": {
            "you added ε to the product of the lengths; each squared length gets one": (
                (a * b).sum(-1) / (a.norm(dim=-1) * b.norm(dim=-1) + 1e-12)
            ),
            "your ε acts on the lengths, like that of F.cosine_similarity; here it is added to "
            "their squares": F.cosine_similarity(a, b),
            "you left out one of the two ε": [0.75**0.5],
        },
        "likely": (
            "another ε, or one in another place; the formula adds 1e-12 to each squared length"
        ),
    }


def cosine_gradient(torchs):
    return {
        "mistakes": {
            "autograd takes the lengths for constants: then a vector grows without turning": (
                lambda a, b: (
                    (a * b).sum(-1)
                    / (((a * a).sum(-1) + 1e-12) * ((b * b).sum(-1) + 1e-12)).sqrt().detach()
                )
            ),
            "the gradient of a vector of zeros is 0 in your function; torch's is large": (
                lambda a, b: torchs(a, b).masked_fill((a == 0).all(-1), 0)
            ),
        },
        "likely": "a special case for vectors of zeros; ε is all that it takes",
    }


def angle_loss_values(cos, y, margin):
    apart = (cos - margin).clamp(min=0)
    return {
        "on": {"cos": cos, "target": y, "margin": margin},
        "what": "the loss of each pair",
        "mistakes": {
            "the branches are turned: similar pairs should have the cosine 1": torch.where(
                y == -1, 1 - cos, apart
            ),
            "the sign is turned: similar pairs have a large cosine, and should pay little": (
                torch.where(y == 1, 1 + cos, apart)
            ),
            "similar pairs pay the cosine; they should pay what is missing to 1": torch.where(
                y == 1, cos, apart
            ),
            "nothing stops it at 0: dissimilar pairs could earn": torch.where(
                y == 1, 1 - cos, cos - margin
            ),
            "this is max(0, margin - cos): that charges pairs that are far apart": torch.where(
                y == 1, 1 - cos, (margin - cos).clamp(min=0)
            ),
            "the margin was not used": torch.where(y == 1, 1 - cos, cos.clamp(min=0)),
            "the margin belongs to dissimilar pairs alone": torch.where(
                y == 1, (1 - cos - margin).clamp(min=0), apart
            ),
            "this is 1 - y cos, which pushes dissimilar pairs to the opposite side; they rest at "
            "the margin": 1 - y * cos,
            "all pairs were treated as similar; the argument target was not used": 1 - cos,
        },
    }


def angle_loss_other_labels_1(cos, y):
    return {
        "on": {"cos": cos, "target": y, "margin": 0.25},
        "what": "the loss of each pair",
        "mistakes": {
            "you took everything but 1 for dissimilar": torch.where(y == 1, 0.5, 0.25),
            "you took everything but -1 for similar": torch.where(y == -1, 0.25, 0.5),
            "you looked at the sign of the label; torch looks for 1 and -1": torch.where(
                y > 0, 0.5, torch.where(y < 0, 0.25, 0.0)
            ),
            "you took 0 for dissimilar, and all above it for similar": torch.where(
                y > 0, 0.5, 0.25
            ),
            "you mixed the branches with weights made of the label": (1 + y) / 4 + (1 - y) / 8,
        },
    }


def angle_loss_other_labels_2():
    return {
        "likely": {"zero": "a branch that is a constant for autograd"},
    }


def reduction(a, b, y, settings):
    return {
        "on": {"input1": a, "input2": b, "target": y, **settings},
        "what": "the loss",
        "mistakes": {
            "the pair labeled 0 was left out of the mean; it costs 0 and it counts": 1 / 3,
            "you divided by the pairs that cost something; the mean counts all 4": 0.5,
            "this is the mean for the margin 0; an argument was not used": 0.25,
            "another default than margin = 0": 0.125,
            "this is the sum; divide it by the number of pairs": 1.0,
            "these are the losses one by one; the default is their mean": [0.04, 0.96, 0.0, 0.0],
        },
    }


def shapes_1(a, b, label):
    return {
        "on": {"input1": a, "input2": b, "target": label},
        "what": "the loss of one pair without a batch",
        "likely": {"shape": "a result of shape (1,); its shape is that of the target, ()"},
    }


def shapes_2(a, many):
    return {
        "on": {"input1": a[None], "input2": many, "target": [1, 1, -1]},
        "what": "the losses of one vector against three",
        "likely": "a check that demands equal shapes; torch broadcasts (1, D) against (N, D)",
    }


def shapes_3():
    return {
        "on": "inputs of shape (0, 3), labels of shape (0,)",
        "what": "the mean of no loss",
        "likely": "a special case for 0 / 0; torch's mean of nothing is nan",
    }


def refused_1():
    return {
        "on": "two pairs of equal arrows, one labeled 1, one labeled -1",
        "what": "the loss",
    }


def refused_2(shapes):
    return {
        "on": f"the shapes {shapes[0]}, {shapes[1]} and {shapes[2]}",
        "likely": "no check of the dimensions: broadcasting fits a wrong shape silently",
    }


def refused_3():
    return {
        "likely": "an else branch that takes every other word for one of the three",
    }


def deprecated(a, b, y, size_average, reduce, reduction):
    return {
        "on": f"size_average = {size_average}, reduce = {reduce}, reduction = {reduction!r}",
        "what": "the loss",
        "mistakes": {
            "reduction was used; it is not read when size_average or reduce is given": (
                F.cosine_embedding_loss(a, b, y, margin=0.5, reduction=reduction)
            ),
        },
        "likely": "the two arguments in the wrong order; reduced() takes size_average first",
    }


def random():
    return {
        "on": "input1 = [[30000, 40000]], input2 = [[0.004, 0.003]], target = [1]",
        "what": "the loss of a long vector and a short one",
        "likely": "lengths that do not cancel",
    }
