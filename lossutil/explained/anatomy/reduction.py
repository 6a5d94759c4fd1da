"""What the tests of anatomy/reduction say where they fail."""

import torch


def reduced_values(losses, settings):
    return {
        "on": {"losses": losses, **settings},
        "what": "the reduction",
        "mistakes": {
            "this is the mean; the argument reduction was not used, or its words swapped": 3.0,
            "this is the sum; the mean divides it by the number of losses": 9.0,
            "these are the losses one by one; the default is the mean": losses,
            "this is the median": 2.0,
            "you divided by n - 1; that is for variances": 4.5,
        },
    }


def reduced_deprecated_pair(losses, none, total, mean, size_average, reduce, reduction):
    settings = {"reduction": reduction, "size_average": size_average, "reduce": reduce}
    by_word = {"none": none, "sum": total, "mean": mean, "not read": torch.nan}[reduction]
    return {
        "on": {"losses": losses, **settings},
        "what": "the reduction",
        "mistakes": {
            "reduction was read, although the old pair is given": by_word,
            "None is not False: size_average=None with reduce=True means mean": (
                total if size_average is None and reduce else torch.nan
            ),
            "None is not False: `not reduce` is true for both; ask `reduce is False`": (
                none if reduce is None else torch.nan
            ),
            "reduce=False is asked first: it means none, whatever size_average says": (
                total if size_average is False and reduce is False else torch.nan
            ),
            "the two names changed places": {
                (False, None): none,
                (None, False): total,
                (False, True): none,
            }.get((size_average, reduce), torch.nan),
        },
        "likely": "the three rows of the table in another order",
    }


def reduced_shapes_1(losses):
    return {
        "on": {"losses": losses},
        "what": "the mean",
        "mistakes": {
            "you divided by the number of rows; there are six losses": 12.0,
            "you averaged over one dimension; the result is one number": losses.mean(0),
            "you averaged over the last dimension; the result is one number": losses.mean(1),
        },
    }


def reduced_shapes_2(reduction):
    return {
        "on": {"losses": [], "reduction": reduction},
        "what": "the reduction of no loss",
        "mistakes": {"no loss is not a loss of 0: a mean of nothing is nan": 0.0},
    }


def reduced_refused():
    return {
        "likely": "an else branch that takes every other word for one of the three",
    }


def reduced_random():
    return {
        "mistakes": {"this is the gradient of the sum": lambda losses: losses.sum()},
    }


def weighted_mean_values_1(losses, weight):
    return {
        "on": {"losses": losses, "weight": weight},
        "what": "the weighted mean",
        "mistakes": {
            "you divided by the number of examples; divide by the sum of the weights": 5.0,
            "you did not divide": 15.0,
            "the weights were not used": 3.0,
            "the weights are in the divisor only; each loss is multiplied by its weight, too": 2.25,
            "you averaged twice, and divided by the sum of the weights as well": 1.25,
            "you did not add up: this is one number for each example": (
                (weight * losses) / weight.sum()
            ),
            "the weights divide where they should multiply": (losses / weight).sum() / weight.sum(),
        },
    }


def weighted_mean_values_2(weight, scale):
    return {
        "on": {"losses": [0.7, 0.7, 0.7], "weight": scale * weight},
        "what": "the mean of three equal losses",
        "likely": "a divisor that is not the sum of the weights",
    }


def weighted_mean_refused(shape):
    return {
        "on": {"losses": "three of them", "shape of weight": shape},
        "likely": "broadcasting: (3,) and (3, 1) make nine products",
    }


def weighted_mean_random():
    return {
        "mistakes": {
            "autograd takes the divisor for a constant": (
                lambda losses, weight: (weight * losses).sum() / weight.sum().detach()
            ),
        },
    }


def masked_mean_values_1(losses, keep):
    return {
        "on": {"losses": losses, "keep": keep},
        "what": "the masked mean",
        "mistakes": {
            "you divided by all positions; padding makes the model look better than it is": 14 / 6,
            "you did not divide": 14.0,
            "you averaged each row and then the rows: a short row counts as much as a long "
            "one": 4.0,
            "the mask is turned: True means that a loss is kept": 0.0,
            "you divided by the number of rows": 7.0,
        },
    }


def masked_mean_values_2():
    return {
        "on": "losses of shape (2, 3), keep of shape (3,)",
        "likely": "a mask that broadcasts",
    }


def masked_mean_worthless_1(keep, losses):
    return {
        "on": {"losses": losses, "keep": keep},
        "what": "the masked mean",
        "likely": {"nan": "a multiplication by the mask: 0 · inf and 0 · nan are nan"},
    }


def masked_mean_worthless_2():
    return {
        "on": "losses = [1, nan, 3], keep = [True, True, False]",
        "what": "the masked mean",
        "likely": "nan_to_num or the like: a nan that is kept has to show",
    }


def masked_mean_nothing(shape):
    return {
        "on": {"shape of losses": shape, "keep": "all False"},
        "what": "the masked mean",
        "mistakes": {"nothing was measured, and 0 would say: everything is perfect": 0.0},
    }


def accumulated_values_1(a, b):
    return {
        "on": "means = [0.6931, 2.079], counts = [4, 1]",
        "what": "the mean of the batch",
        "mistakes": {
            "this is the mean of the means: the lone token counts as much as the four others": (
                (a + b) / 2
            ),
            "you added up the means": a + b,
            "you added up the sums and did not divide": 4 * a + b,
            "you divided by the number of pieces; divide by the number of losses": (4 * a + b) / 2,
            "means are not sums: multiply each one by its count first": (a + b) / 5,
        },
    }


def accumulated_values_2():
    return {
        "on": "means = [2, 4, 3], counts = [0.5, 1.5, 2], which are sums of weights",
        "what": "the mean of the batch",
        "likely": "int(…) or //: counts may be sums of weights",
    }


def accumulated_empty_1():
    return {
        "on": "means = [2, nan, 5], counts = [2, 0, 1]",
        "what": "the mean of the batch",
        "mistakes": {"0 · nan is nan: leave the empty piece out": torch.nan},
        "likely": "an empty piece that is counted",
    }


def accumulated_empty_2():
    return {
        "on": "means = [2, nan, 5], counts = [2, 1, 1]",
        "what": "the mean of the batch",
        "likely": "a nan that is left out because it is nan; only an empty piece may go",
    }


def accumulated_empty_3(counts):
    return {
        "on": {"means": [2.0, 4.0, 5.0], "counts": counts},
        "likely": "zip(…) without strict=True, which drops what has no partner",
    }


def accumulated_random(x, y):
    return {
        "on": {"x": x, "y": y, "sizes of the pieces": (4, 1)},
        "likely": {"zero": "a piece that was turned into a Python number"},
    }
