"""What the tests of information/entropy say where they fail."""

import math

import torch


def self_information_values(p):
    return {
        "on": {"p": p},
        "what": "the surprise",
        "mistakes": {
            "this is ln p, which is negative; the surprise is minus it": p.log(),
            "these are bits; nats come from the natural logarithm": -p.log2(),
            "this is the logarithm to base 10; nats come from the natural logarithm": -p.log10(),
            "information is not 1 / p: halving p adds ln 2, it does not double the surprise": 1 / p,
            "information is not 1 - p: it has no upper bound": 1 - p,
            "this is the surprise weighted by its probability; the weights come in step 2": (
                -p * p.log()
            ),
            "you added up the surprises; each outcome has its own": -p.log().sum(),
        },
    }


def self_information_zero(p):
    return {
        "on": {"p": p},
        "what": "the surprise",
        "mistakes": {
            "the surprise at the impossible is infinite; 0 is the surprise at the certain": [
                0.0,
                math.log(2),
            ],
            "the logarithm was cut off at -100, as torch does in BCELoss; here it is not": [
                100.0,
                math.log(2),
            ],
        },
        "likely": {
            "finite": "a small number inside the logarithm, or a clamp: it makes infinity finite",
        },
    }


def self_information_gradient():
    return {
        "mistakes": {
            "a clamp: where it holds a value back, the slope is 0": lambda p: (
                -p.clamp(min=0.01).log()
            ),
        },
    }


def self_information_any_shape(p):
    return {
        "on": {"p": p, "dtype": "float64"},
        "what": "the surprise",
        "likely": {"dtype": ".float(), or a new tensor without dtype=p.dtype"},
    }


def values(p):
    return {
        "on": {"p": p},
        "what": "the entropy",
        "mistakes": {
            "this is negative: the surprise is -ln p": (p * p.log()).sum(),
            "these are bits; nats come from the natural logarithm": -(p * p.log2()).sum(),
            "you summed the surprises; each counts as often as it comes up": -p.log().sum(),
            "you took the plain mean of the surprises; the weights are p": -p.log().mean(),
            "you divided by the number of outcomes; the weights p already make it a mean": (
                -(p * p.log()).mean()
            ),
            "this is the largest surprise, not the expected one": -p.log().min(),
            "this is the surprise at the likeliest outcome, not the expected one": -p.log().max(),
            "you divided by ln C; that is a share of the largest entropy": (
                -(p * p.log()).sum() / math.log(len(p))
            ),
            "the dimension of the outcomes must disappear; yours is still there, with length 1": (
                -(p * p.log()).sum(-1, keepdim=True)
            ),
            "this is 1 - Σ p², the Gini impurity; entropy weighs surprises": 1 - (p * p).sum(),
        },
    }


def zeros(p, right):
    terms = torch.special.entr(p)
    return {
        "on": {"p": p},
        "what": "the entropy of each row",
        "mistakes": {
            "0 · ln 0 came out as nan; the product has to be 0": -(p * p.log()).sum(-1),
            "you replaced the nan of the whole row by 0; only the one product is 0": (
                -(p * p.log()).sum(-1).nan_to_num()
            ),
            "an outcome that never comes up adds nothing to what you expect, and not its own "
            "infinite surprise": [math.inf] * 3,
            "a small number inside the logarithm was too large to leave the other terms alone": (
                -(p * (p + 1e-3).log()).sum(-1)
            ),
            "you removed the zeros from all rows together, or summed over everything; each "
            "row keeps "
            "its own entropy": right.sum(),
            "another default: without an argument dim is -1, the last one; yours is the first": (
                terms.sum(0)
            ),
            "you averaged over the rows; each distribution has its own entropy": right.mean(),
            "you divided p by the sum of the whole table; take the numbers as they are": (
                torch.special.entr(p / p.sum()).sum(-1)
            ),
        },
    }


def dim_1(dim, p, right):
    return {
        "on": {"p": p, "dim": dim},
        "what": "the entropies",
        "mistakes": {
            "the argument dim was not used": right.sum(-1),
            "you averaged over the distributions; each has its own entropy": right.sum(dim).mean(),
            "you divided p by the sum of the whole table; take the numbers as they are": (
                torch.special.entr(p / p.sum()).sum(dim)
            ),
            "you summed over everything; one entropy for each distribution was asked for": (
                right.sum()
            ),
            "the dimension dim is still there, with length 1": right.sum(dim, keepdim=True),
        },
    }


def dim_2(p):
    return {
        "on": {"p": p},
        "what": "the entropies",
        "mistakes": {
            "another default: without an argument dim is -1, the last one; yours is the first": (
                torch.special.entr(p).sum(0)
            ),
        },
        "likely": "another default: without dim it is the last dimension",
    }


def gradient(weighted_surprise):
    return {
        "mistakes": {
            "the surprise depends on p, too: without it the slope is the surprise alone": (
                lambda p: -(p * p.log().detach()).sum(-1)
            ),
            "the weight depends on p, too: without it the slope is -1": (
                lambda p: -(p.detach() * p.log()).sum(-1)
            ),
            "you divided p by its sum; take the numbers as they are": (
                lambda p: weighted_surprise(p / p.sum(-1, keepdim=True))
            ),
            "you applied softmax; p holds probabilities already": (
                lambda p: weighted_surprise(p.softmax(-1))
            ),
        },
    }


def dtype(dtype, p):
    return {
        "on": {"p": p, "dtype": str(dtype)},
        "what": "the entropy",
        "likely": {
            "dtype": ".float(), or a new tensor without dtype",
            "value": "a small number inside the logarithm (200 outcomes add it up)",
        },
    }


def random(count):
    return {
        "on": f"{count} equal chances",
        "what": "the entropy",
        "likely": "a rule for two outcomes: 1 - p is the other one only there",
    }
