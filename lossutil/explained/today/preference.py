"""What the tests of today/preference say where they fail."""

import math

from torch.nn import functional as F


def bradley_terry_loss_values(chosen, rejected):
    m = chosen - rejected
    return {
        "on": {"chosen": chosen, "rejected": rejected},
        "what": "the loss",
        "mistakes": {
            "this is the sum over the pairs; the mean is asked for": -F.logsigmoid(m).sum(),
            "chosen and rejected are exchanged: the loser wins": -F.logsigmoid(-m).mean(),
            "this is the mean of σ(m); the loss is minus its logarithm": (m.sigmoid().mean()),
            "a mean of 1 - σ(m): the logarithm is missing": (-m).sigmoid().mean(),
            "a mean of -σ(m): the logarithm is missing": -m.sigmoid().mean(),
            "the sign is turned: this is the mean of ln σ(m), which training would lower": (
                F.logsigmoid(m).mean()
            ),
            "the mean was taken of the margins; each pair has a loss of its own": -F.logsigmoid(
                m.mean()
            ).mean(),
            "the score of the loser is not in it": -F.logsigmoid(chosen).mean(),
            "this is a hinge, max(0, 1 - m)": (1 - m).clamp(min=0).mean(),
            "this is minus the mean margin: nothing limits it": -m.mean(),
            "these are bits: the logarithm is the natural one": -F.logsigmoid(m).mean()
            / math.log(2),
        },
        "likely": {
            "shape": "one number is asked for: the mean over the pairs",
        },
    }


def bradley_terry_loss_margin(chosen, rejected):
    m = chosen - rejected
    return {
        "on": {"chosen": chosen, "rejected": rejected, "margin": 0.25},
        "what": "the loss",
        "mistakes": {
            "the margin is added; a winner that should be ahead has it taken off": -F.logsigmoid(
                m + 0.25
            ).mean(),
            "the margin is not used": -F.logsigmoid(m).mean(),
            "the margin is taken off the loss, not off the difference": -F.logsigmoid(m).mean()
            - 0.25,
            "the margin is added to the loss, and not taken off the difference": -F.logsigmoid(
                m
            ).mean()
            + 0.25,
        },
    }


def bradley_terry_loss_tie():
    return {
        "mistakes": {
            "relu has the slope 0 at 0, and so has abs; the slope of the loss is -½": (
                lambda chosen, rejected: 0 * (chosen + rejected).sum()
            ),
            "clamp has the slope 1 at its bound; the slope of the loss is -½": (
                lambda chosen, rejected: (rejected - chosen).mean()
            ),
        },
        "likely": "the two summands have a corner at 0; torch.maximum shares the slope there",
    }


def bradley_terry_loss_extreme_1(m):
    return {
        "on": {"margin of the pair": m},
        "what": "the loss",
        "likely": {
            "infinite": "the logarithm of a σ that is 0, or an exponential that overflows",
            "nan": "the logarithm of a σ that is 0, or an exponential that overflows",
            "value": "a probability that was clamped",
            "zero": "a probability that was clamped",
        },
    }


def bradley_terry_loss_extreme_2(m):
    return {
        "on": {"margin of the pair": m},
        "likely": {
            "nan": "an exponential that overflows; where computes both sides, and 0 · inf is nan",
            "infinite": "an exponential that overflows",
            "zero": "a probability that was clamped has no slope",
        },
    }


def dpo_loss_values(beta, chosen, rejected, chosen_ref, rejected_ref, h):
    plain = chosen - rejected
    return {
        "on": {
            "chosen": chosen,
            "rejected": rejected,
            "chosen_ref": chosen_ref,
            "rejected_ref": rejected_ref,
            "beta": beta,
        },
        "what": "the loss",
        "mistakes": {
            "the reference is not used: this is the margin of the policy alone": -F.logsigmoid(
                beta * plain
            ).mean(),
            "the log-probability of the loser under the reference has the wrong sign: mind the "
            "brackets": -F.logsigmoid(beta * (plain - chosen_ref - rejected_ref)).mean(),
            "the reference is added; a log-ratio is a difference": -F.logsigmoid(
                beta * (chosen + chosen_ref - rejected - rejected_ref)
            ).mean(),
            "the signs are turned: reference minus policy, loser minus winner, or the weight of "
            "the wrong judgments on the right ones": -F.logsigmoid(-beta * h).mean(),
            "beta is missing": -F.logsigmoid(h).mean(),
            "the margin is divided by beta; it is multiplied": -F.logsigmoid(h / beta).mean(),
            "beta scales the policy but not the reference": -F.logsigmoid(
                beta * plain - (chosen_ref - rejected_ref)
            ).mean(),
            "the answer that lost is not in it": -F.logsigmoid(beta * (chosen - chosen_ref)).mean(),
            "this is the sum over the pairs; the mean is asked for": -F.logsigmoid(beta * h).sum(),
            "the sign of the loss is turned": F.logsigmoid(beta * h).mean(),
            "this is the loss of the mean margin; each pair has a loss of its own": -F.logsigmoid(
                beta * h.mean()
            ).mean(),
            "the loss is multiplied by beta, not the margin": -beta * F.logsigmoid(h).mean(),
            "these are quotients of log-probabilities, not their differences": -F.logsigmoid(
                beta * (chosen / chosen_ref - rejected / rejected_ref)
            ).mean(),
        }
        | (
            {"beta = 0.5 or 1 is the default; 0.1 is asked for": -F.logsigmoid(0.5 * h).mean()}
            if beta == 0.1
            else {
                "beta = 0.1 is written into the code; it is an argument": -F.logsigmoid(
                    0.1 * h
                ).mean()
            }
        ),
        "likely": {"shape": "one number is asked for: the mean over the pairs"},
    }


def dpo_loss_smoothing(chosen, rejected, chosen_ref, rejected_ref, right, wrong):
    return {
        "on": {
            "chosen": chosen,
            "rejected": rejected,
            "chosen_ref": chosen_ref,
            "rejected_ref": rejected_ref,
            "beta": 0.5,
            "label_smoothing": 0.2,
        },
        "what": "the loss",
        "mistakes": {
            "label_smoothing is not used": right,
            "half of label_smoothing goes to the wrong judgment; it is a share of all judgments": (
                0.9 * right + 0.1 * wrong
            ),
            "the two weights are exchanged": 0.2 * right + 0.8 * wrong,
            "the term of the wrong judgments is missing": 0.8 * right,
            "the first term has the weight 1; it is 1 - label_smoothing": right + 0.2 * wrong,
            "the term of the wrong judgments is taken off; it is added": 0.8 * right - 0.2 * wrong,
            "this is robust DPO, which takes the wrong judgments off and divides by 1 - 2 ε": (
                (0.8 * right - 0.2 * wrong) / 0.6
            ),
        },
    }


def dpo_loss_reference_1():
    return {
        "on": "chosen_ref = chosen and rejected_ref = rejected",
        "what": "the first loss",
        "likely": {
            "value": "all log-ratios are 0 here, so the margin is 0 and the loss ln 2",
        },
    }


def dpo_loss_reference_2():
    return {
        "on": "chosen_ref = chosen and rejected_ref = rejected, beta = 0.4",
        "mistakes": {
            "the gradient goes into the reference, too, and the two cancel: such a loss stays at "
            "ln 2": lambda chosen, rejected: 0 * (chosen + rejected).sum(),
        },
    }


def dpo_loss_random(inputs):
    names = ("chosen", "rejected", "chosen_ref", "rejected_ref")
    return {
        "on": dict(zip(names, inputs, strict=True)) | {"beta": 1.0},
        "what": "the loss",
    }


def ipo_loss_values(chosen, rejected, chosen_ref, rejected_ref, chosen_tokens, rejected_tokens, h):
    sums = (chosen - chosen_ref) - (rejected - rejected_ref)
    longest = max(chosen_tokens.max(), rejected_tokens.max())

    def squared(values):
        return values.square().mean()

    return {
        "on": {
            "chosen": chosen,
            "rejected": rejected,
            "chosen_ref": chosen_ref,
            "rejected_ref": rejected_ref,
            "chosen_tokens": chosen_tokens,
            "rejected_tokens": rejected_tokens,
            "beta": 0.25,
        },
        "what": "the loss",
        "mistakes": {
            "these are sums over the tokens; the log-ratios are per token": squared(sums - 2),
            "the target is 1 / β; it is 1 / (2 β)": squared(h - 4),
            "the target is β / 2; it is 1 / (2 β)": squared(h - 0.125),
            "the target is 2 β or ½; it is 1 / (2 β)": squared(h - 0.5),
            "the target is added; it is taken off": squared(h + 2),
            "the target is missing: this pulls the policy back to the reference": squared(h),
            "the difference is multiplied by beta, as in DPO; in IPO beta sets the target": squared(
                0.25 * h - 2
            ),
            "winner and loser are exchanged": squared(-h - 2),
            "the square is missing; this is the absolute value": (h - 2).abs().mean(),
            "the square is missing": (h - 2).mean(),
            "this is the square of the mean; each pair has a loss of its own": (h.mean() - 2) ** 2,
            "this is the sum over the pairs; the mean is asked for": len(h) * squared(h - 2),
            "the reference is not used": squared(
                chosen / chosen_tokens - rejected / rejected_tokens - 2
            ),
            "the reference is not divided by the tokens": squared(
                chosen / chosen_tokens
                - rejected / rejected_tokens
                - (chosen_ref - rejected_ref)
                - 2
            ),
            "the difference is divided by the tokens of both answers together; each log-ratio has "
            "its own length": squared(sums / (chosen_tokens + rejected_tokens) - 2),
            "all answers are divided by the length of the longest, as a mean over padded places "
            "does": squared(sums / longest - 2),
            "the lengths are exchanged": squared(
                (chosen - chosen_ref) / rejected_tokens
                - (rejected - rejected_ref) / chosen_tokens
                - 2
            ),
            "beta = 0.1 is written into the code; it is an argument": squared(h - 5),
        },
        "likely": {"shape": "one number is asked for: the mean over the pairs"},
    }


def ipo_loss_target_1():
    return {
        "on": "log-ratios of 40 over 10 tokens and of -50 over 50 tokens, so h = 5, and the "
        "default of beta, 0.1",
        "what": "the loss",
        "mistakes": {
            "these are sums over the tokens; the log-ratios are per token": 85.0**2,
            "the target is 1 / β; it is 1 / (2 β)": 25.0,
        },
        "likely": "the default of beta is 0.1, so the target is 5",
    }


def ipo_loss_target_2():
    return {
        "on": "the same with h = 7",
        "what": "the loss",
        "mistakes": {
            "nothing is asked beyond the target: this is a hinge. IPO pulls back": 0.0,
        },
    }


def ipo_loss_random(inputs, tokens):
    names = ("chosen", "rejected", "chosen_ref", "rejected_ref")
    return {
        "on": dict(zip(names, inputs, strict=True))
        | {"chosen_tokens": tokens[0], "rejected_tokens": tokens[1], "beta": 1.0},
        "what": "the loss",
    }


def simpo_loss_values(chosen, rejected, chosen_tokens, rejected_tokens, difference, beta, gamma):
    return {
        "on": {
            "chosen": chosen,
            "rejected": rejected,
            "chosen_tokens": chosen_tokens,
            "rejected_tokens": rejected_tokens,
            "beta": beta,
            "gamma": gamma,
        },
        "what": "the loss",
        "mistakes": {
            "these are sums over the tokens; the score is per token": -F.logsigmoid(
                beta * (chosen - rejected) - gamma
            ).mean(),
            "gamma is added; a winner that should be ahead has it taken off": -F.logsigmoid(
                beta * difference + gamma
            ).mean(),
            "gamma is multiplied by beta: it is taken off before scaling": -F.logsigmoid(
                beta * (difference - gamma)
            ).mean(),
            "gamma is divided by beta; it is γ itself": -F.logsigmoid(
                beta * difference - gamma / beta
            ).mean(),
            "gamma is not used": -F.logsigmoid(beta * difference).mean(),
            "beta is missing": -F.logsigmoid(difference - gamma).mean(),
            "winner and loser are exchanged": -F.logsigmoid(-beta * difference - gamma).mean(),
            "the difference is divided by the tokens of both answers together; each answer has its "
            "own length": -F.logsigmoid(
                beta * (chosen - rejected) / (chosen_tokens + rejected_tokens) - gamma
            ).mean(),
            "all answers are divided by the length of the longest, as a mean over padded places "
            "does": -F.logsigmoid(beta * (chosen - rejected) / 5 - gamma).mean(),
            "the lengths are exchanged": -F.logsigmoid(
                beta * (chosen / rejected_tokens - rejected / chosen_tokens) - gamma
            ).mean(),
            "this is the sum over the pairs; the mean is asked for": -F.logsigmoid(
                beta * difference - gamma
            ).sum(),
        }
        | (
            {}
            if beta == 2
            else {
                "beta = 2 is written into the code": -F.logsigmoid(2 * difference - gamma).mean(),
                "gamma = 0.5 is written into the code": -F.logsigmoid(
                    beta * difference - 0.5
                ).mean(),
                "beta = 2 and gamma = 0.5 are written into the code": -F.logsigmoid(
                    2 * difference - 0.5
                ).mean(),
            }
        ),
        "likely": {"shape": "one number is asked for: the mean over the pairs"},
    }


def simpo_loss_random():
    return {
        "on": "log-probabilities -1 of 2 tokens and -6 of 3 tokens, beta = 1, gamma = 0",
        "what": "the loss",
    }


KL_INPUT = "two answers with probabilities 0.5 and 0.1, under the reference 0.25 and 0.4"


def kl_estimators_values_1(a, b):
    return {
        "on": KL_INPUT,
        "what": "k1",
        "mistakes": {
            "the sign is turned: this is the reference minus the policy": [-a, b],
            "this is the absolute value; k1 may be negative": [a, b],
            "this is a ratio of probabilities; its logarithm is asked for": [2.0, 0.25],
            "each answer is weighed by its probability; the sampling does that already": [
                0.5 * a,
                -0.1 * b,
            ],
        },
        "likely": {"shape": "one number for each answer is asked for, no mean"},
    }


def kl_estimators_values_2(a, b):
    return {
        "on": KL_INPUT,
        "what": "k2",
        "mistakes": {
            "the ½ is missing": [a**2, b**2],
            "the square is missing": [a / 2, -b / 2],
            "half is squared, too": [a**2 / 4, b**2 / 4],
            "these are differences of probabilities; those of logarithms are asked for": [
                0.25**2 / 2,
                0.3**2 / 2,
            ],
            "each answer is weighed by its probability; the sampling does that already": [
                0.5 * a**2 / 2,
                0.1 * b**2 / 2,
            ],
        },
        "likely": {"shape": "one number for each answer is asked for, no mean"},
    }


def kl_estimators_values_3(a, b):
    return {
        "on": KL_INPUT,
        "what": "k3",
        "mistakes": {
            "the ratio is inverted: d is the logarithm of reference over policy": [
                2 - 1 - a,
                0.25 - 1 + b,
            ],
            "the ratio is inverted in the exponential, but not in the logarithm": [
                2 - 1 + a,
                0.25 - 1 - b,
            ],
            "the 1 is not taken off": [0.5 + a, 4 - b],
            "d is not taken off: e^d - 1 alone is 0 on average": [-0.5, 3.0],
            "d is added; it is taken off": [0.5 - 1 - a, 4 - 1 + b],
            "the sign is turned": [-(0.5 - 1 + a), -(4 - 1 - b)],
            "each answer is weighed by its probability; the sampling does that already": [
                0.5 * (0.5 - 1 + a),
                0.1 * (4 - 1 - b),
            ],
        },
        "likely": {"shape": "one number for each answer is asked for, no mean"},
    }


def kl_estimators_near(log_pi, log_ref):
    return {
        "on": {"log_pi": log_pi, "log_ref": log_ref},
        "what": "k3",
        "likely": {
            "value": "e^d was rounded to float32 before 1 was taken off; expm1 does not round it",
            "zero": "e^d was rounded to float32 before 1 was taken off; expm1 does not round it",
        },
    }


def kl_estimators_random(name):
    return {
        "on": "probabilities 0.2, 0.3, 0.5, under the reference 0.6, 0.3, 0.1",
        "what": f"the mean of {name} under the policy",
    }
