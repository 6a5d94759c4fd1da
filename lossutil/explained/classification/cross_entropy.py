"""What the tests of classification/cross_entropy say where they fail."""

import math

import torch
from torch.nn import functional as F


def log_softmax_values(x):
    return {
        "on": {"x": x, "dim": 0},
        "what": "log_softmax",
        "mistakes": {
            "these are the probabilities; the logarithm is missing": x.softmax(0),
            "the sign is turned; the logarithm of a probability is at most 0": -x.log_softmax(0),
            "you subtracted the sum of the exponentials, not its logarithm": x - x.exp().sum(),
            "you subtracted the largest score and left out the normalization": x - x.amax(),
            "this is the logarithm to base 2; use the natural one": x.log_softmax(0) / math.log(2),
        },
    }


def log_softmax_dim(x, dim):
    return {
        "on": {"x": x, "dim": dim},
        "what": "log_softmax",
        "mistakes": {
            "these are the probabilities; the logarithm is missing": x.softmax(dim),
            "you normalized along the other dimension; dim was not used": torch.log_softmax(
                x, 1 - dim % 2
            ),
            "you normalized over all entries at once; pass dim to amax and sum": torch.log_softmax(
                x.flatten(), 0
            ).reshape(x.shape),
        },
        "likely": "amax or sum without keepdim=True, so that the wrong rows were subtracted",
    }


def log_softmax_extreme_1(x):
    overflow = "exp(10000) is inf; subtract the largest score before you take exponentials"
    return {
        "on": {"x": x},
        "what": "log_softmax",
        "mistakes": {
            overflow: x - x.exp().sum().log(),
            f"{overflow}, and do not divide inf by inf": (x.exp() / x.exp().sum()).log(),
            "a probability rounded to 0 and its logarithm is -inf; stay with logarithms: "
            "log(a / b) = log a - log b": x.softmax(0).log(),
        },
    }


def log_softmax_extreme_2(x):
    return {
        "on": {"x": x},
        "what": "log_softmax",
        "likely": {
            "nan": "a shift by something other than the largest score: -inf - (-inf) is nan"
        },
    }


def log_softmax_gradient():
    return {
        "mistakes": {
            "you treated the logarithm of the sum as a constant; it depends on x, too": (
                lambda x, dim: x - x.amax(dim, keepdim=True)
            ),
            "you treated all that you subtract as constant; it depends on x, too": (
                lambda x, dim: x - x.logsumexp(dim, keepdim=True).detach()
            ),
        },
    }


def sample_loss_values(x, y):
    log_p = torch.log_softmax(x, 0)
    twice = torch.log_softmax(log_p.exp(), 0)
    return {
        "on": {"logits": x, "target": y},
        "what": "the loss of one sample",
        "mistakes": {
            "the minus sign is missing": log_p[y],
            "this is the target's probability; the loss is minus its logarithm": log_p[y].exp(),
            "you took the score for a log-probability; apply log_softmax first": -x[y],
            "scores are no probabilities: take their log_softmax, not their logarithm": -x[y].log(),
            "you applied softmax before log_softmax; the scores go in as they are": -twice[y],
            "you took the most likely class, not the target": -log_p.max(),
            "you summed over all classes; only the target's term counts": -log_p.sum(),
        },
    }


def batch_loss_values(x, y, log_p):
    return {
        "on": {"logits": x, "target": y},
        "what": "the loss of each sample",
        "mistakes": {
            "you averaged already; return one loss per sample": -log_p[range(3), y].mean(),
            "you normalized over the samples; the classes are dimension 1": -torch.log_softmax(
                x, 0
            )[range(3), y],
            "log_p[:, target] picks every target from every row; pair row i with target i": -log_p[
                :, y
            ],
            "the minus sign is missing": log_p[range(3), y],
            "keep one dimension: gather gives (N, 1), the losses have the shape (N,)": -log_p[
                range(3), y
            ][:, None],
        },
    }


def batch_loss_random():
    return {
        "on": "a batch of one, four equal scores",
    }


def reduce_losses_values(losses, reduction):
    return {
        "on": {"losses": losses, "reduction": reduction},
        "what": f"reduction {reduction!r}",
        "mistakes": {
            "this is the mean; the argument reduction was not used, or its words swapped": (
                losses.mean()
            ),
            "this is the sum; divide it by the number of losses": losses.sum(),
        },
    }


def reduce_losses_total_1(losses, total):
    return {
        "on": {"losses": losses, "total": total},
        "what": "the mean",
        "mistakes": {"you divided by the number of losses, not by total": losses.mean()},
    }


def reduce_losses_total_2():
    return {
        "on": "two losses of 0 and a total of 0",
        "what": "the mean",
        "likely": "an exception for 0, or `total or len(losses)`, which takes 0 for None",
    }


def reduce_losses_invalid():
    return {
        "likely": "an else branch that takes every other word for one of the three",
    }


def total_weight_values(target, w, ignore_index, y):
    return {
        "on": {"target": y, "weight": w, "ignore_index": ignore_index},
        "what": "the total weight",
        "mistakes": {
            "you counted the samples; add up the weights of their targets": 4 - target.count(-100),
            "you counted the ignored targets, too": 4 if w is None else 11,
            "this is the sum of the weight vector; a class counts as often as it is a target": 7,
        },
    }


def total_weight_random():
    return {
        "on": "the example of the text",
    }


def weighted_loss_weight(x, y, weight, reduction):
    losses = F.cross_entropy(x, y, reduction="none")
    return {
        "on": {"logits": x, "target": y, "weight": weight, "reduction": reduction},
        "what": f"the weighted loss with reduction {reduction!r}",
        "mistakes": {
            "you divided by N; with weights torch divides by the sum of the weights of the "
            "targets, here 1 + 2 + 2 = 5": (losses * weight[y]).mean(),
            "the argument weight was not used": F.cross_entropy(x, y, reduction=reduction),
            "you multiplied the scores by the weights; they multiply the losses": (
                F.cross_entropy(x * weight, y, reduction=reduction)
            ),
        },
    }


def weighted_loss_ignore(x, y, ignore_index, reduction):
    return {
        "on": {"logits": x, "target": y, "ignore_index": ignore_index, "reduction": reduction},
        "what": f"the loss with reduction {reduction!r}",
        "mistakes": {
            "you divided by N; an ignored target does not count in the denominator": 0.4801,
            "you dropped the ignored sample; its place stays, with loss 0": [1.3133, 0.1269],
            "you computed a loss for the ignored target; it is 0": [1.3133, 2.1269, 0.1269],
            "an ignored target of -1 picked the last class; ignored losses are 0": [
                1.3133,
                0.1269,
                0.1269,
            ],
        },
    }


def weighted_loss_all_ignored_1(x, y):
    return {
        "on": {"logits": x, "target": y, "reduction": "mean"},
        "what": "the mean over no target at all",
        "mistakes": {"you caught the division by 0; torch's mean of nothing is 0 / 0 = nan": 0.0},
    }


def weighted_loss_all_ignored_2(x, y):
    return {
        "on": {"logits": x, "target": y, "reduction": "sum"},
        "what": "the sum over no target at all",
        "likely": "a division by the total weight, which only the mean does",
    }


def weighted_loss_random():
    return {
        "on": "four equal scores, two samples, weights of 1",
    }


def soft_loss_values_1(x, q, by_class):
    return {
        "on": {"logits": x, "target": q, "reduction": "none"},
        "what": "the loss of each sample",
        "mistakes": {
            "you kept one value per class; sum over the classes": q * by_class,
            "you took the most likely class as the target; every class counts, as much as q says": (
                by_class[range(2), q.argmax(1)]
            ),
            "you applied softmax to the target; it is a distribution already": (
                (q.softmax(1) * by_class).sum(1)
            ),
            "this is the divergence KL(q||p): cross-entropy does not subtract the entropy of q": (
                (q * by_class + torch.xlogy(q, q)).sum(1)
            ),
        },
    }


def soft_loss_values_2(x, q, right):
    return {
        "on": {"logits": x, "target": q, "reduction": "mean"},
        "what": "the mean",
        "mistakes": {"you divided by N · C; the mean is over samples": sum(right) / 4},
    }


def soft_loss_smoothing(x, q, smoothing, by_class):
    return {
        "on": {"logits": x, "target": q, "label_smoothing": smoothing},
        "what": "the smoothed loss",
        "mistakes": {
            "the argument label_smoothing was not used": by_class[1],
            "you spread ε over the C - 1 other classes; torch spreads it over all C": (
                0.15 * by_class[0] + 0.7 * by_class[1] + 0.15 * by_class[2]
            ),
            "you added ε / C and did not scale the target by 1 - ε": (
                0.1 * by_class[0] + 1.1 * by_class[1] + 0.1 * by_class[2]
            ),
            "you scaled the target by 1 - ε and did not add ε / C": 0.7 * by_class[1],
            "you added the whole of ε to each class; each gets ε / C": (
                0.3 * by_class[0] + 1.0 * by_class[1] + 0.3 * by_class[2]
            ),
        },
    }


def soft_loss_weight(x, q, weight, right, reduction):
    return {
        "on": {"logits": x, "target": q, "weight": weight, "reduction": reduction},
        "what": f"the weighted loss with reduction {reduction!r}",
        "mistakes": {
            "the argument weight was not used": F.cross_entropy(x, q, reduction=reduction),
            "you divided by the weights of the targets; with probabilities torch divides by N": (
                right.sum() / (q * weight).sum()
            ),
            "you divided by the sum of the weight vector; with probabilities torch divides by N": (
                right.sum() / weight.sum()
            ),
            "you gave each sample the weight of its most likely class; each class's term has its "
            "own weight": F.cross_entropy(x, q, reduction="none") * weight[q.argmax(1)],
        },
    }


def soft_loss_random():
    return {
        "on": "four equal scores and uniform targets",
    }


def to_rows_values(x):
    return {
        "on": "x = arange(24).reshape(2, 3, 2, 2)",
        "what": "to_rows",
        "mistakes": {
            "reshape(-1, C) alone mixes classes and pixels; move the classes to the end first": (
                x.reshape(-1, 3)
            ),
            "the right rows in the wrong order; target.reshape(-1) lists picture after picture": (
                torch.stack([x[n, :, i, j] for i in range(2) for j in range(2) for n in range(2)])
            ),
        },
    }


def reduction(x, y, reduction):
    return {
        "on": {"input": x, "target": y, "reduction": reduction},
        "what": f"reduction {reduction!r}",
        "mistakes": {
            "this is the mean; the argument reduction was not used, or its words swapped": 0.5224
        },
    }


def weight(x, y, weight):
    return {
        "on": {"input": x, "target": y, "weight": weight},
        "what": "the weighted mean",
        "mistakes": {
            "you divided by N; with weights torch divides by the sum of the weights of the "
            "targets": (1.8210 / 4),
            "you divided by the number of targets that count; divide by the sum of their weights": (
                1.8210 / 3
            ),
            "the ignored target counts in your denominator, with the weight of class 0": 1.8210 / 6,
            "the weights were not used": 0.5224,
        },
    }


def smoothing(x, y, by_class):
    return {
        "on": {"input": x, "target": y, "label_smoothing": 0.3},
        "what": "the smoothed loss",
        "mistakes": {
            "label smoothing was not used for class indices": by_class[1],
            "you spread ε over the C - 1 other classes; torch spreads it over all C": (
                0.15 * by_class[0] + 0.7 * by_class[1] + 0.15 * by_class[2]
            ),
            "the ignored sample got the uniform part of the smoothing; its loss is 0": (
                0.1 * by_class[0]
                + 0.8 * by_class[1]
                + 0.1 * by_class[2]
                - 0.1 * torch.log_softmax(x, 1)[1].sum()
            ),
        },
    }


def smoothing_weight(x, y, weight, smoothing, by_class, hard):
    return {
        "on": {"input": x, "target": y, "weight": weight, "label_smoothing": smoothing},
        "what": "the smoothed and weighted mean",
        "mistakes": {
            "the uniform part is without weights; each of its classes has its own weight": (
                (hard * weight[y] + 0.05 * by_class.sum(1)).sum() / 5
            ),
            "you gave the uniform part the weight of the target; each of its classes has its own": (
                ((hard + 0.05 * by_class.sum(1)) * weight[y]).sum() / 5
            ),
            "you divided by N, as for probabilities; class indices keep the weights of the "
            "targets": ((hard * weight[y] + 0.05 * (by_class * weight).sum(1)).sum() / 3),
        },
    }


def probabilities(x, q, weight, reduction, settings):
    losses = F.cross_entropy(x, q, weight=weight, reduction="none", label_smoothing=0.1)
    return {
        "on": {"input": x, "target": q, **settings},
        "what": f"the loss with reduction {reduction!r}",
        "mistakes": {
            "you divided by the weights of the targets; with probabilities torch divides by N": (
                losses.sum() / (q * weight).sum()
            ),
            "label smoothing was not used for probabilities": F.cross_entropy(
                x, q, weight=weight, reduction=reduction
            ),
        },
    }


def dimensions(x, y, reduction):
    mixed = F.cross_entropy(x.reshape(-1, 3), y.reshape(-1), reduction="none")
    return {
        "on": {"input": x, "target": y, "reduction": reduction},
        "what": f"the loss of each pixel with reduction {reduction!r}",
        "mistakes": {
            "reshape(-1, C) alone mixes classes and pixels; move the classes to the end first": (
                mixed.reshape(y.shape)
            ),
            "one row per pixel came back; 'none' has the shape of the target": F.cross_entropy(
                x, y, reduction="none"
            ).reshape(-1),
            "you divided by N; every pixel that counts is a sample": F.cross_entropy(
                x, y, reduction="sum"
            )
            / 2,
        },
    }


def unbatched(x, target, reduction):
    return {
        "on": {"input": x, "target": target, "reduction": reduction},
        "what": "the loss of one sample",
        "mistakes": {
            "the dimension that you added for the batch is still there": torch.tensor([0.8976]),
        },
    }


def deprecated(x, y, size_average, reduce, reduction):
    return {
        "on": {
            "input": x,
            "target": y,
            "size_average": size_average,
            "reduce": reduce,
            "reduction": reduction,
        },
        "what": "the loss",
        "mistakes": {
            "reduction was used; it is not read when size_average or reduce is given": (
                F.cross_entropy(x, y, reduction=reduction)
            ),
        },
        "likely": "the order of the rules: reduce=False first, then size_average=False",
    }


def bad_arguments_1():
    return {
        "likely": "a comparison with 0 … C - 1 that no class passes: the loss is 0, in silence",
    }


def bad_arguments_2():
    return {
        "likely": "indexing from the end: class -1 is taken for the last one",
    }


def bad_arguments_3():
    return {
        "likely": "no check that ε is in [0, 1]",
    }


def extreme(x, label):
    return {
        "on": {"input": x, "target": torch.tensor([label])},
        "what": "the loss",
        "mistakes": {
            "a probability rounded to 0 and its logarithm is -inf; stay with logarithms": math.inf,
            "exp(10000) is inf, and inf / inf is nan; subtract the largest score first": math.nan,
        },
        "likely": "a small number added inside the logarithm, which hides the underflow",
    }


def ruled_out(on, nan):
    return {
        "on": on,
        "what": "the loss",
        "mistakes": {f"{nan}; pick instead": math.nan},
    }


def gradient():
    return {
        "mistakes": {
            "this is the gradient of the sum; the mean divides it, too": (
                lambda x, y, **k: F.cross_entropy(x, y, **{**k, "reduction": "sum"})
            ),
        },
    }


def dtype(y, dtype, x, settings):
    return {
        "on": {"input": x, "target": y, "dtype": str(dtype), **settings},
        "what": "the loss",
        "likely": {
            "dtype": ".float(), or torch.zeros(…) and torch.tensor(…) without dtype, on the way"
        },
    }
