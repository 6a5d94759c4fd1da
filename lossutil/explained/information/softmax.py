"""What the tests of information/softmax say where they fail."""

import math

import torch
from torch.nn import functional as F

OVERFLOW = "exp(10000) is inf; subtract the largest score before you take exponentials"
UNDERFLOW = "exp(-10000) is 0; subtract the largest score, so that one exponential is 1"


def logsumexp_values(x):
    return {
        "on": {"x": x},
        "what": "logsumexp",
        "mistakes": {
            "this is the sum of the exponentials; the logarithm is missing": x.exp().sum(),
            "the logarithm comes after the sum: ln(exp(a)) + ln(exp(b)) is a + b": x.sum(),
            "this is the largest score; logsumexp lies a little above it": x.amax(),
            "you took the mean of the exponentials, not their sum": x.exp().mean().log(),
            "you left the largest score out: what was taken out of the sum comes back in the end": (
                x.logsumexp(0) - x.amax()
            ),
            "the largest score came back with the wrong sign": x.logsumexp(0) - 2 * x.amax(),
            "the dimension of the classes must disappear; yours is still there, with length 1": (
                x.logsumexp(0, keepdim=True)
            ),
            "this is the logarithm to base 2; use the natural one": x.logsumexp(0) / math.log(2),
            "this is one value for each class; logsumexp is one for all": x.log_softmax(0),
        },
    }


def logsumexp_dim(x, dim):
    return {
        "on": {"x": x, "dim": dim},
        "what": "logsumexp",
        "mistakes": {
            "the argument dim was not used": x.logsumexp(-1),
            "you summed over all entries at once; pass dim to amax and sum": x.logsumexp((0, 1, 2)),
            "the dimension dim is still there, with length 1": x.logsumexp(dim, keepdim=True),
        },
        "likely": "amax without keepdim=True, so that the wrong rows were subtracted",
    }


def logsumexp_far(x):
    return {
        "on": {"x": x},
        "what": "logsumexp",
        "mistakes": {
            f"{OVERFLOW}; {UNDERFLOW}": x.exp().sum(-1).log(),
            "the largest score of the whole table is not the largest of each row: subtract each "
            "row's own": (x - x.amax()).exp().sum(-1).log() + x.amax(),
            "you cut the scores off; a shift loses nothing": x.clamp(-80, 80).logsumexp(-1),
            "the exponentials were cut off at the largest float": (
                x.exp().clamp(max=torch.finfo(x.dtype).max).sum(-1).log()
            ),
        },
        "likely": "a shift by another number than the largest score of the row",
    }


def logsumexp_ruled_out(x):
    return {
        "on": {"x": x},
        "what": "logsumexp",
        "mistakes": {
            "in the last row the largest score is -inf, too, and -inf - (-inf) is nan: "
            "shift that row "
            "by something finite": [math.log(1 + math.e), 5.0, math.nan],
            "in the last row you took the logarithm of 0 for 0; it is -inf": [
                math.log(1 + math.e),
                5.0,
                0.0,
            ],
            "a ruled-out class adds 0 to the sum, and e⁰ is 1: the score -inf must stay": (
                x.nan_to_num(neginf=0.0).logsumexp(-1)
            ),
        },
        "likely": "a large negative number in place of -inf: the last row must be -inf itself",
    }


def logsumexp_gradient():
    return {
        "mistakes": {
            "the sum depends on x, too: without it only the largest score has a slope": (
                lambda x: x.amax(-1)
            ),
            "you detached the largest score in one of the two places; in both or in none": (
                lambda x: x.logsumexp(-1) - x.amax(-1)
            ),
            "you detached the other of the two largest scores; in both or in none": (
                lambda x: x.logsumexp(-1) + x.amax(-1)
            ),
        },
    }


def values(x):
    return {
        "on": {"x": x},
        "what": "softmax",
        "mistakes": {
            "these exponentials are not divided by their sum": x.exp(),
            "these exponentials are not divided by their sum; only the largest is taken out": (
                (x - x.amax()).exp()
            ),
            "you divided the scores by their sum; take exponentials first": x / x.sum(),
            "these are the logarithms of the probabilities": x.log_softmax(0),
            "you divided by the mean of the exponentials": 3 * x.softmax(0),
            "the sign of the scores is turned: the highest score has the highest probability": (
                (-x).softmax(0)
            ),
            "each score went through a sigmoid of its own; the classes share a sum of "
            "1": x.sigmoid(),
            "these are powers of 2; use e": (x * math.log(2)).softmax(0),
            "you divided by the length of the vector; the sum has to be 1": x.exp()
            / x.exp().norm(),
        },
    }


def dim(x, dim):
    return {
        "on": {"x": x, "dim": dim},
        "what": "softmax",
        "mistakes": {
            "the argument dim was not used": x.softmax(-1),
            "you divided by the sum of all entries; divide by the sum along dim": (
                (x - x.amax(dim, keepdim=True)).exp() / (x - x.amax(dim, keepdim=True)).exp().sum()
            ),
            "you normalized over all entries at once; pass dim to amax and sum": (
                x.flatten().softmax(0).reshape(x.shape)
            ),
        },
        "likely": "amax or sum without keepdim=True, so that the wrong rows were divided",
    }


def far(x):
    return {
        "on": {"x": x},
        "what": "softmax",
        "mistakes": {
            f"{OVERFLOW}; {UNDERFLOW}": x.exp() / x.exp().sum(-1, keepdim=True),
            "the largest score of the whole table is not the largest of each row: subtract each "
            "row's own": (x - x.amax()).exp() / (x - x.amax()).exp().sum(-1, keepdim=True),
            "you replaced nan by 0; the row has a forecast, the shift keeps it": (
                (x.exp() / x.exp().sum(-1, keepdim=True)).nan_to_num()
            ),
            "you cut the scores off; a shift loses nothing": x.clamp(-80, 80).softmax(-1),
        },
        "likely": (
            "a small number in the denominator, or a shift by another number than the largest "
            "score of the row"
        ),
    }


def ruled_out(x, right):
    return {
        "on": {"x": x},
        "what": "softmax",
        "mistakes": {
            "a row without any class left has no forecast: nan, not 0, so that the accident "
            "is seen": (right.nan_to_num()),
            "a row without any class left has no forecast: nan, not equal chances": (
                right.nan_to_num(nan=1 / 3)
            ),
            "you shifted by the smallest score, -inf; shift by the largest": [[math.nan] * 3] * 3,
            "a ruled-out class has the probability 0, and e⁰ is 1: the score -inf must stay": (
                x.nan_to_num(neginf=0.0).softmax(-1)
            ),
        },
        "likely": "a large negative number in place of -inf",
    }


def gradient():
    return {
        "mistakes": {
            "you treated the sum as a constant; it depends on every score": (
                lambda x: (x - x.logsumexp(-1, keepdim=True).detach()).exp()
            ),
            "you treated the exponentials as constants; they depend on x, too": (
                lambda x: x.softmax(-1) - (x - x.logsumexp(-1, keepdim=True).detach()).exp()
            ),
        },
    }


def log_softmax_values(x):
    return {
        "on": {"x": x},
        "what": "log_softmax",
        "mistakes": {
            "these are the probabilities; the logarithm is missing": x.softmax(0),
            "the sign is turned; the logarithm of a probability is at most 0": -x.log_softmax(0),
            "you subtracted the sum of the exponentials, not its logarithm": x - x.exp().sum(),
            "you subtracted the largest score and left out the normalization": x - x.amax(),
            "you divided by logsumexp; the logarithm of a fraction is a difference": (
                x / x.logsumexp(0)
            ),
            "this is the logarithm to base 2; use the natural one": x.log_softmax(0) / math.log(2),
            "this is logsumexp, one number; each score less it is asked for": x.logsumexp(0),
            "the largest score was taken out twice": x.log_softmax(0) - x.amax(),
        },
    }


def log_softmax_dim(x, dim):
    return {
        "on": {"x": x, "dim": dim},
        "what": "log_softmax",
        "mistakes": {
            "the argument dim was not used": x.log_softmax(-1),
            "you normalized over all entries at once; pass dim to amax and sum": (
                x.flatten().log_softmax(0).reshape(x.shape)
            ),
        },
        "likely": "amax or sum without keepdim=True: (2, 3, 4) less (2, 3) does not pair rows",
    }


def log_softmax_far(x):
    p = x.exp() / x.exp().sum(-1, keepdim=True)
    return {
        "on": {"x": x},
        "what": "log_softmax",
        "mistakes": {
            f"{OVERFLOW}; {UNDERFLOW}": x - x.exp().sum(-1, keepdim=True).log(),
            f"{OVERFLOW}; {UNDERFLOW}; and do not divide inf by inf": p.log(),
            "a probability rounded to 0 and its logarithm is -inf; stay with logarithms: "
            "ln(a / b) = ln a - ln b": x.softmax(-1).log(),
        },
        "likely": (
            "a small number inside the logarithm, or a clamp: a probability that rounded to 0 "
            "then has a logarithm of about -20"
        ),
    }


def log_softmax_ruled_out(x, right):
    return {
        "on": {"x": x},
        "what": "log_softmax",
        "mistakes": {
            "a row without any class left has no forecast: nan, not -inf, so that the accident is "
            "seen": right.nan_to_num(nan=-math.inf, neginf=-math.inf),
            "the probability of a ruled-out class is 0, and the logarithm of that is -inf, not 0": (
                right.nan_to_num(nan=math.nan, neginf=0.0)
            ),
            "you shifted by the smallest score, -inf; shift by the largest": [[math.nan] * 3] * 3,
        },
        "likely": "a large negative number in place of -inf",
    }


def log_softmax_gradient():
    return {
        "likely": "digits that were lost beside a large number",
        "mistakes": {
            "you treated the logarithm of the sum as a constant; it depends on x, too": (
                lambda x: x - x.amax(-1, keepdim=True)
            ),
            "you treated all that you subtract as constant; it depends on x, too": (
                lambda x: x - x.logsumexp(-1, keepdim=True).detach()
            ),
            "a probability rounded to 0, and the slope of its logarithm is infinite": (
                lambda x: x.softmax(-1).log()
            ),
        },
    }


def sigmoid_values(x):
    return {
        "on": {"x": x},
        "what": "the sigmoid",
        "mistakes": {
            "the sign of the score is turned: this is the probability of the other class": (
                torch.sigmoid(-x)
            ),
            "these are the odds, p / (1 - p)": x.exp(),
            "the exponent is -x": 1 / (1 + x.exp()),
            "this is tanh; it goes from -1 to 1": x.tanh(),
            "this is the logarithm of the sigmoid": F.logsigmoid(x),
            "you took the softmax of all scores together; each entry has its own second class": (
                x.softmax(0)
            ),
            "this is logit, the inverse of the sigmoid": x.logit(),
        },
        "likely": "an approximation that is good near 0 only",
    }


def sigmoid_far_1(x):
    return {
        "on": {"x": x},
        "what": "the sigmoid",
        "mistakes": {
            "exp(10000) is inf, and inf / inf is nan: no exponent above 0": x.exp() / (1 + x.exp()),
        },
    }


def sigmoid_far_2():
    return {
        "mistakes": {
            "the slope of 1 / (1 + exp(-x)) is 0 · inf where exp(-x) is inf: no exponent above 0": (
                lambda x: 1 / (1 + (-x).exp())
            ),
            "torch.where hides a bad value, and not its slope: no exponent above 0 in "
            "either branch": (
                lambda x: torch.where(x >= 0, 1 / (1 + (-x).exp()), x.exp() / (1 + x.exp()))
            ),
            "the slope of the other branch is inf, and 0 · inf is nan": (
                lambda x: x.exp() / (1 + x.exp())
            ),
        },
    }


def sigmoid_gradient():
    return {
        "mistakes": {
            "at 0 the two pieces meet, and |x| has no slope there: ¼ is lost": (
                lambda x: torch.where(x >= 0, 1.0, (-x.abs()).exp()) / (1 + (-x.abs()).exp())
            ),
            "at 0 the two pieces meet, and clamp counts its slope in full: ½ in place of ¼": (
                lambda x: x.clamp(max=0).exp() / (1 + (-x.abs()).exp())
            ),
            "the slope is σ(x) · (1 - σ(x)), not σ(x)": (
                lambda x: x.exp() / (1 + x.exp()).detach()
            ),
        },
    }


def logsigmoid_values(x):
    return {
        "on": {"x": x},
        "what": "logsigmoid",
        "mistakes": {
            "this is the sigmoid; the logarithm is missing": torch.sigmoid(x),
            "the sign is turned; the logarithm of a probability is at most 0": -F.logsigmoid(x),
            "the sign of the score is turned: this is the other class": F.logsigmoid(-x),
            "both signs are turned: this is softplus(x)": F.softplus(x),
            "this is the logarithm to base 2; use the natural one": F.logsigmoid(x) / math.log(2),
            "you took log_softmax of all scores together; each entry has its own second class": (
                x.log_softmax(0)
            ),
        },
        "likely": "a part of the formula that is missing: min(x, 0), or the logarithm",
    }


def logsigmoid_far_1(x):
    return {
        "on": {"x": x},
        "what": "logsigmoid",
        "mistakes": {
            "exp(10000) is inf, and the sigmoid of -10000 rounds to 0: no exponent above 0, and no "
            "logarithm of a probability": torch.sigmoid(x).log(),
            "exp(10000) is inf, and inf - inf is nan: no exponent above 0": x - (1 + x.exp()).log(),
            "the logarithm was cut off at -100, as torch does in BCELoss; here it is not": (
                torch.sigmoid(x).log().clamp(min=-100)
            ),
        },
        "likely": "a small number inside the logarithm, or a clamp",
    }


def logsigmoid_far_2():
    return {
        "mistakes": {
            "torch.where hides a bad value, and not its slope: no exponent above 0 in "
            "either branch": (
                lambda x: torch.where(x >= 0, -(-x).exp().log1p(), x - x.exp().log1p())
            ),
        },
    }


def logsigmoid_gradient():
    return {
        "mistakes": {
            "at 0 two pieces meet, and clamp counts its slope in full: 1 in place of ½": (
                lambda x: x.clamp(max=0) - x.abs().neg().exp().log1p()
            ),
            "at 0 two pieces meet, and relu counts no slope there: 0 in place of ½": (
                lambda x: -(-x).relu() - x.abs().neg().exp().log1p()
            ),
            "the slope is σ(-x), not σ(x) · (1 - σ(x))": torch.sigmoid,
        },
    }
