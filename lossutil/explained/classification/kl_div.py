"""What the tests of classification/kl_div say where they fail."""

import math

import torch
from torch.nn import functional as F


def kl_terms_values(p, q, log_q):
    return {
        "on": {"log_q": log_q, "p": p},
        "what": "the term of each class",
        "mistakes": {
            "this is KL(q||p): the input is the model's log q and comes first, the target p "
            "weighs": (q * (log_q - p.log())),
            "you took the first argument for a probability; it is a logarithm already": (
                p * (p.log() - log_q.log())
            ),
            "you weighed with the first argument; the target weighs": log_q * (log_q - p.log()),
            "the logarithm of p is missing": p * (p - log_q),
            "this is the cross-entropy; subtract the entropy of the target, too": -p * log_q,
            "the factor p is missing: these are log-ratios": p.log() - log_q,
            "the sign is turned: ln p comes first, then minus ln q": p * (log_q - p.log()),
            "this is the logarithm to base 2; use the natural one": (
                p * (p.log() - log_q) / math.log(2)
            ),
            "one term for each class, please; the sum comes in step 3": 0.25 * math.log(2),
            "a single term may be negative; no abs and no clamp": [
                0.5 * math.log(2),
                0.0,
                0.25 * math.log(2),
            ],
            "a term below 0 is right: only the sum is never negative": [
                0.5 * math.log(2),
                0.0,
                0.0,
            ],
        },
    }


def kl_terms_zero_1(log_q, p):
    return {
        "on": {"log_q": log_q, "p": p},
        "what": "the term of each class",
        "mistakes": {
            "0 · ln 0 is 0 by convention, and nan in floating point": [math.nan, math.inf, 0.0],
            "where q is 0 and p is not, the divergence is infinite: no eps, no clamp, no "
            "nan_to_num": [
                0.0,
                0.0,
                0.0,
            ],
        },
        "likely": {
            "finite": "a small number added to q or a clamped logarithm makes infinity finite",
        },
    }


def kl_terms_zero_2(log_q, p):
    return {
        "on": {"log_q": log_q, "p": p},
        "what": "the term of each class",
        "mistakes": {
            "a reasonable 0, and not what torch returns: it multiplies p = 0 by -inf": [
                0.0,
                0.5 * (math.log(0.5) + 2),
            ],
        },
    }


def kl_terms_gradient():
    return {
        "mistakes": {
            "autograd takes ln p for a constant; the target can have a gradient, too": (
                lambda log_q, p: p * (p.log().detach() - log_q)
            ),
            "autograd takes the factor p for a constant": (
                lambda log_q, p: p.detach() * (p.log() - log_q)
            ),
        },
    }


def kl_terms_from_logs_values(log_p, log_q):
    return {
        "on": {"log_q": log_q, "log_p": log_p},
        "what": "the term of each class",
        "mistakes": {
            "the weight is p, not ln p: take exp of the target": log_p * (log_p - log_q),
            "you took the logarithm of a logarithm": log_p.exp() * (log_p.log() - log_q),
            "this is KL(q||p): the target weighs": log_q.exp() * (log_q - log_p),
            "the input stays a logarithm": log_p.exp() * (log_p - log_q.exp()),
        },
    }


def kl_terms_from_logs_small_1(log_q, log_p):
    return {
        "on": {"log_q": log_q, "log_p": log_p},
        "what": "the term of each class",
        "likely": "the probability of a logarithm below -104, which is 0 in float32",
    }


def kl_terms_from_logs_small_2():
    return {
        "mistakes": {
            "you went through the probability, which is 0 here: its logarithm has no slope": (
                lambda log_q, log_p: torch.xlogy(log_p.exp(), log_p.exp()) - log_p.exp() * log_q
            ),
        },
    }


def reduction(p, log_q, total, settings):
    return {
        "on": {"input": log_q, "target": p, **settings},
        "what": "the loss",
        "mistakes": {
            "this is 'mean': it divides by every element; batchmean divides by the batch size": (
                total / 6
            ),
            "this is 'batchmean', the true divergence; torch's 'mean' divides by every element": (
                total / 2
            ),
            "you divided by the number of classes; the batch is the first dimension": total / 3,
            "this is the sum; divide it": total,
            "you reduced each row already": [0.25 * math.log(2), math.log(2)],
        },
    }


def log_target(log_q, target, log_target):
    return {
        "on": {"input": log_q, "target": target, "log_target": log_target},
        "what": "the divergence",
        "mistakes": {
            "the argument log_target was not used": F.kl_div(log_q, target, reduction="batchmean"),
            "log_target is the wrong way round": F.kl_div(
                log_q, target, reduction="batchmean", log_target=not log_target
            ),
            "this is KL(q||p): the model comes first in the call": (
                0.2 * math.log(0.2 / 0.9) + 0.8 * math.log(0.8 / 0.1)
            ),
        },
    }


def shapes(x, y):
    return {
        "on": {"input": x, "target": y, "reduction": "batchmean"},
        "what": "the loss",
        "mistakes": {
            "you divided by all dimensions but the last; batchmean knows the first alone": 4.0,
            "the batch is the input's: here it has length 1, whatever the target's": 3.0,
        },
        "likely": "a batch size that is not the length of the input's first dimension",
    }


def deprecated(log_q, p, reduction, settings):
    return {
        "on": {"input": log_q, "target": p, **settings},
        "what": "the loss",
        "mistakes": {
            "reduction was used; it is not read when size_average or reduce is given": (
                F.kl_div(log_q, p, reduction=reduction)
            ),
        },
        "likely": "an order of arguments other than reduced's",
    }


def invalid_1():
    return {
        "likely": "an else branch that takes every other word for one of the four",
    }


def invalid_2():
    return {
        "likely": "entries paired by their position in memory, whatever the shapes",
    }
