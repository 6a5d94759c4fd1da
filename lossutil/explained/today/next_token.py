"""What the tests of today/next_token say where they fail."""

import math

import torch
from torch.nn import functional as F


def next_targets_values(tokens, prompts, lengths):
    place = torch.arange(1, tokens.shape[1] + 1)

    def wrong(moved=1, first=0, last=0, all_rows=False):
        start = prompts[:1] if all_rows else prompts
        counts = (place >= start[:, None] + first) & (place < lengths[:, None] + last)
        return tokens.roll(-moved, dims=1).masked_fill(~counts, -100)

    unmasked = tokens.roll(-1, dims=1)
    padded_at_the_end = torch.cat([tokens[:, 1:], torch.full((2, 1), -100)], dim=1)
    own_place = torch.arange(tokens.shape[1])
    in_answer = (own_place >= prompts[:, None]) & (own_place < lengths[:, None])
    not_shifted = tokens.masked_fill(~in_answer, -100)
    padding = torch.arange(1, 8) >= lengths[:, None]
    return {
        "on": {"tokens": tokens, "prompts": prompts, "lengths": lengths},
        "what": "the targets",
        "mistakes": {
            "nothing is shifted: the token of place t is in the input already, and the loss of "
            "such targets goes to 0": not_shifted,
            "nothing is shifted: only the places that count are right": wrong(moved=0),
            "shifted twice: this is the token after the next": wrong(moved=2),
            "shifted the wrong way: place t would have to guess the token before it": wrong(
                moved=-1
            ),
            "the first token of the answer is lost: its target stands at the last place of the "
            "prompt": wrong(first=1),
            "one token of the prompt too many counts: prompts is a number, so the first place of "
            "the answer is prompts itself": wrong(first=-1),
            "the last token of the answer is lost: lengths counts it": wrong(last=-1),
            "the first padding token counts: places begin with 0, so the last one is lengths - "
            "1": torch.where(torch.arange(1, 8) < 7, wrong(last=1), -100),
            "the place behind the last token counts: places begin with 0, so the last one is "
            "lengths - 1": wrong(last=1),
            "the mask belongs to the place of the target, and not to the place that "
            "predicts it: shift it, too": unmasked.masked_fill(~in_answer, -100),
            "nothing is masked, not even what wraps around from the first place": unmasked,
            "neither prompt nor padding is masked": padded_at_the_end,
            "the prompt still counts": unmasked.masked_fill(padding, -100),
            "the padding still counts": padded_at_the_end.masked_fill(
                torch.arange(1, 8) < prompts[:, None], -100
            ),
            "prompts[0] was taken for all rows: each row has its own": wrong(all_rows=True),
            "padding was found by the value of the last token; a full row ends with a token of its "
            "answer": wrong().masked_fill(unmasked == tokens[:, -1:], -100),
            "ignore_index belongs where the target is not of the answer; you have it the other "
            "way round": unmasked.masked_fill(wrong() != -100, -100),
        },
        "likely": {"shape": "a target for each place is asked for: (B, T), the last one ignored"},
    }


def next_targets_place(tokens, prompts, lengths, ignored):
    following = tokens.roll(-1, dims=1)
    counts = torch.arange(1, 7) < lengths[:, None]
    return {
        "on": {"tokens": tokens, "prompts": prompts, "lengths": lengths, "ignore_index": ignored},
        "what": "the targets",
        "mistakes": {
            "padding was found by its value, and the end token has the same: such a model never "
            "learns to stop": following.masked_fill(~counts | (following == 2), ignored),
            "the end of the answer is lost: not everything that equals the last token is "
            "padding": following.masked_fill(torch.arange(1, 7) > 3, ignored),
            "the last place has no next token: what wraps around is the first one": torch.where(
                torch.arange(1, 7) < 6, following.masked_fill(~counts, ignored), tokens[:, :1]
            ),
            "-100 is written into the code; it is the argument ignore_index": (
                following.masked_fill(~counts, -100)
            ),
            "without a question the second token is the first target; yours is left out": (
                following.masked_fill(~counts | (torch.arange(1, 7) == 1), ignored)
            ),
        },
    }


def next_targets_random(tokens, prompts, lengths):
    return {
        "on": {"tokens": tokens, "prompts": prompts, "lengths": lengths},
        "what": "the targets",
        "mistakes": {
            "the rows were laid end to end before the shift: the last place of a row gets the "
            "first token of the next row": torch.tensor([[3, 9], [-100, -100]]),
            "the same prompt was taken for all rows: each row has its own": torch.tensor(
                [[3, -100], [5, -100]]
            ),
        },
    }


def loss_values(logits, targets, reduction):
    def per_place(logits, targets):
        return F.cross_entropy(logits.flatten(0, 1), targets.flatten(), reduction="none")

    losses = per_place(logits, targets)
    p = logits.softmax(-1)[0]

    def of(values):
        return values.sum() if reduction == "sum" else values.mean()

    return {
        "on": {"logits": logits, "targets": targets, "reduction": reduction},
        "what": "the loss",
        "mistakes": {
            "this is the sum; the mean divides by the number of places that count": losses.sum(),
            "this is the mean; sum was asked for": losses.mean(),
            "the targets are shifted already; you shifted them again": of(
                per_place(logits[:, :-1], targets[:, 1:])
            ),
            "the targets are shifted already; you dropped the last place once more": of(
                losses[:-1]
            ),
            "softmax was taken over the places; the vocabulary is the last dimension": of(
                -logits.log_softmax(1)[0].gather(1, targets[0][:, None])
            ),
            "this is a mean of probabilities; the loss is minus their logarithm": of(
                p.gather(1, targets[0][:, None])
            ),
            "the logits of the targets alone: their log-sum-exp is missing": of(
                -logits[0].gather(1, targets[0][:, None])
            ),
            "the sign is turned: log-sum-exp minus the logit of the target": -of(losses),
            "this is the log-sum-exp alone: the logit of the target is missing": of(
                logits.logsumexp(-1)
            ),
            "these are bits: the logarithm is the natural one": of(losses) / math.log(2),
            "this is the perplexity; the loss is its logarithm": of(losses).exp(),
            "the sum is divided by places times vocabulary; a place costs one number": (
                losses.sum() / logits.numel()
            ),
        },
        "likely": {"shape": "one number is asked for, over all rows and places"},
    }


def loss_ignored(logits, targets, worthless):
    a, b = math.log(2), math.log(16)
    return {
        "on": f"losses of 3 × ln 2 in row 0 and of ln 16 in row 1, two places with target -1 = "
        f"ignore_index and logits of {worthless}",
        "what": "the mean",
        "mistakes": {
            "you divided by all places; ignored ones are not there, neither above nor below the "
            "fraction line": (3 * a + b) / 6,
            "this is the mean of the rows' means: a place of a short row counts more than the "
            "others. Add everything up first, and divide once": (a + b) / 2,
            "you divided by the number of rows": (3 * a + b) / 2,
            "this is the sum": 3 * a + b,
        },
        "likely": {
            "nan": "0 times nan or infinity is nan: select the places that count, or overwrite the "
            "losses of the others; a product with a mask is not enough",
            "value": "a target that is ignored but still meets a logit, or an ignore_index of -100 "
            "that is written into the code",
        },
    }


def loss_extreme(logits):
    return {
        "on": {"logits": logits, "target": 1},
        "what": "the loss",
        "likely": {
            "nan": "exponentials of large logits overflow, and those of very negative ones are all "
            "0; logsumexp subtracts the largest first",
            "infinite": "exponentials of large logits overflow, and those of very negative ones "
            "are all 0; logsumexp subtracts the largest first",
            "value": "a logit or a probability that was clamped: no probability of exactly 0 "
            "arises if you stay with logarithms",
        },
    }


def loss_half(dtype):
    return {
        "on": {"dtype of the logits": str(dtype), "places": 16 * 4096, "logits": "all 0"},
        "what": "the loss",
        "mistakes": {
            "a sum or a count that was kept in float16: it ends at 65,504": 0.0,
            "the loss was computed in float16, which keeps three digits; float16 logits become "
            "float32 before it": torch.tensor(math.log(2)).half().item(),
        },
        "likely": {
            "nan": "a sum and a count that were kept in float16: it ends at 65,504",
            "infinite": "a sum that was kept in float16: it ends at 65,504",
            "dtype": "float16 logits become float32 before the loss, float64 ones stay float64",
        },
    }


def loss_random_1():
    return {
        "likely": {
            "zero": "a step that autograd does not follow",
            "value": "a place that does not count has the gradient 0, and all others share one "
            "divisor",
        }
    }


def loss_random_2(reduction):
    return {
        "on": {"targets": "all -100", "reduction": reduction},
        "what": "the loss of nothing",
        "mistakes": {
            "a mean of nothing is no number; 0 would look like a perfect model": 0.0,
        }
        if reduction == "mean"
        else {},
        "likely": "a divisor that was raised to 1, or a sum that was divided",
    }


def accumulated_losses_values(a, b):
    return {
        "on": "one target at ln 8 in the first piece, four at ln 2 in the second",
        "what": "the two losses",
        "mistakes": {
            "this is the mean of the means: a place of a small piece pulls harder than the "
            "others": [a / 2, b / 2],
            "these are each piece's own mean, which nobody divided: the loss grows with the number "
            "of pieces": [a, b],
            "these are sums; divide each by the number of places that count in all pieces": [
                a,
                4 * b,
            ],
            "you divided by all places, the ignored ones too": [a / 6, 4 * b / 6],
            "you divided twice: by the piece's own count and by that of the batch": [
                a / 5,
                b / 5,
            ],
            "you divided the sums by the number of pieces": [a / 2, 2 * b],
            "you divided the sums by the number of sequences": [a / 3, 4 * b / 3],
            "these are mean times count; the division by all counts is missing": [a, 4 * b],
        },
    }


def accumulated_losses_empty_1():
    return {
        "on": "two targets at ln 4 in the first piece, three targets of -1 = ignore_index in the "
        "second",
        "what": "the two losses",
        "mistakes": {
            "the piece without a target was counted as a piece: this is the mean of the means": [
                math.log(4) / 2,
                0.0,
            ],
            "ignored places were counted": [2 * math.log(4) / 5, 0.0],
        },
        "likely": {
            "nan": "a mean over nothing: 0 / 0. A sum over nothing is 0",
            "value": "an ignore_index that was not passed on",
        },
    }


def accumulated_losses_empty_2(wrong):
    return {
        "on": {"pieces of logits": len(wrong), "pieces of targets": 2},
        "likely": "zip stops at the shorter list, unless it is told to be strict",
    }


def accumulated_losses_gradient(targets):
    def means(a, b):
        pairs = zip((a, b), targets, strict=True)
        return [F.cross_entropy(one[0], target[0]) for one, target in pairs]

    return {
        "mistakes": {
            "the mean of the means pulls too hard at the place of the small piece": lambda a, b: (
                sum(means(a, b)) / 2
            ),
            "each piece's own mean: the gradients add up to more than one mean": lambda a, b: sum(
                means(a, b)
            ),
            "only the last piece has a gradient": lambda a, b: 0 * a.sum() + 0.75 * means(a, b)[1],
        },
    }


def perplexity_and_bits_values_1():
    return {
        "on": "means = [2, 3], counts = [4, 1]",
        "what": "the perplexity",
        "mistakes": {
            "this is the exponential of the mean of the means: a batch of one target counts as "
            "much as one of four": math.exp(2.5),
            "this is the mean of the batches' perplexities; the exponential comes last": (
                math.exp(2) + math.exp(3)
            )
            / 2,
            "this is the mean of the perplexities, weighted by tokens; the exponential comes last, "
            "after the mean": (4 * math.exp(2) + math.exp(3)) / 5,
            "this is the mean loss; its exponential was asked for": 11 / 5,
            "2 to the nats: nats belong to the base e": 2 ** (11 / 5),
            "you divided by the number of batches, not of targets": math.exp(11 / 2),
            "this is the exponential of all nats together; divide by the number of targets "
            "first": math.exp(11),
            "this is per byte; perplexity is per target": math.exp(11 / 8),
        },
    }


def perplexity_and_bits_values_2():
    bits = 11 / math.log(2)
    return {
        "on": "11 nats, text = 'Le café': 7 characters, 8 bytes in UTF-8",
        "what": "the number of bits per byte",
        "mistakes": {
            "these are nats per byte; a bit is ln 2 nats, so divide by ln 2": 11 / 8,
            "you multiplied by ln 2; a bit is less than a nat, so there are more of them": (
                11 * math.log(2) / 8
            ),
            "you counted characters; é has two bytes": bits / 7,
            "these are bits per target; divide by the bytes of the text": bits / 5,
            "you multiplied nats per target by bytes; divide all nats by them": 11 / 5 * 8,
            "you divided the mean loss by the bytes; all nats together were asked for": (
                bits / 5 / 8
            ),
            "you divided the mean of the means by the bytes; all nats together were asked for": 2.5
            / math.log(2)
            / 8,
            "you added the means up, and not the nats: mean times count": 5 / math.log(2) / 8,
            "this is the base-2 logarithm of the mean loss": math.log2(11 / 5),
            "you counted words": bits / 2,
        },
    }


def perplexity_and_bits_empty_1():
    return {
        "on": "means = [1, nan, 4], counts = [3, 0, 1], text = 'abcd'",
        "what": "perplexity and bits per byte",
        "likely": {"nan": "nan times 0 is nan: leave batches without targets out"},
        "mistakes": {
            "nan became the mean 0 of one more batch: this is the mean of the means": [
                math.exp(5 / 3),
                5 / 3 / math.log(2) / 4,
            ],
        },
    }


def perplexity_and_bits_empty_2(wrong):
    return {
        "on": {"means": 3, "counts": len(wrong)},
        "likely": "zip stops at the shorter list, unless it is told to be strict",
    }


def z_loss_and_gradient_values_1(m):
    return {
        "on": "one place that counts, with a log-sum-exp of ln 4, and factor = 0.5",
        "what": "the z-loss",
        "mistakes": {
            "the square is missing": m / 2,
            "the factor is missing": m**2,
            "you divided by all places; one of the two is ignored": m**2 / 4,
            "the factor is squared along with the log-sum-exp": m**2 / 4,
            "this is the square of the sum of exponentials; its logarithm comes first": 8.0,
            "this is the square of the largest logit; log-sum-exp is larger": math.log(3) ** 2 / 2,
            "this is cross-entropy; the z-loss does not read the target": m / 2,
            "the place with target -100 was not left out": (m**2 + 5.0181499**2) / 4,
            "log1p(exp) of each logit, added: log-sum-exp is one number for a place": (
                (math.log(2) + m) ** 2 / 2
            ),
        },
    }


def z_loss_and_gradient_values_2(m):
    def both(first, second):
        return [[[first, second], [0.0, 0.0]]]

    return {
        "on": "probabilities ¼ and ¾, a log-sum-exp of ln 4, factor = 0.5, and a place that is "
        "ignored",
        "what": "the gradient",
        "mistakes": {
            "the 2 of the square is missing": both(m / 8, 3 * m / 8),
            "the factor is missing": both(m / 2, 3 * m / 2),
            "the derivative of log-sum-exp is missing: it is the softmax": both(m, m),
            "the log-sum-exp is missing: the derivative of m² is 2 m times that of m": both(
                0.25, 0.75
            ),
            "you divided by all places; one of the two is ignored": both(m / 8, 3 * m / 8),
            "this is p - y, as of cross-entropy; the z-loss does not read the target": both(
                m * (0.25 - 1), m * 0.75
            ),
            "exp of the logits is not yet the softmax: subtract the log-sum-exp": both(m, 3 * m),
            "the place with target -100 has a gradient": [
                [[m / 4, 3 * m / 4], [5.0181499 * 0.9820138, 5.0181499 * 0.0179862]]
            ],
        },
    }


STABLE = (
    "exponentials of large logits overflow, and those of very negative ones are all 0; logsumexp "
    "subtracts the largest first"
)


def z_loss_and_gradient_level_1(level):
    return {
        "on": {"log-sum-exp": level, "factor": 1e-4},
        "what": "the z-loss",
        "likely": {
            "nan": STABLE,
            "infinite": STABLE,
            "value": "the default of factor, or an absolute value in place of a square",
        },
    }


def z_loss_and_gradient_level_2(level, pull):
    return {
        "on": {"log-sum-exp": level, "factor": 1e-4, "probabilities": [0.25, 0.75]},
        "what": "the gradient",
        "mistakes": {
            "the pull is always upward: a log-sum-exp below 0 turns its sign": [
                [[0.25 * abs(pull), 0.75 * abs(pull)]]
            ],
        }
        if level < 0
        else {},
        "likely": {
            "nan": STABLE,
            "infinite": STABLE,
            "value": "the pull is 2 · factor · log-sum-exp, with its sign",
        },
    }


def z_loss_and_gradient_mean_1(m):
    return {
        "on": "three places that count with a log-sum-exp of ln 8, three that do not with 1 more, "
        "factor = 1, ignore_index = -1",
        "what": "the z-loss",
        "mistakes": {
            "you divided by all places; those that do not count are not in n": m**2 / 2,
            "this is the sum; divide by the number of places that count": 3 * m**2,
            "you divided by the number of rows": 3 * m**2 / 2,
            "-100 is written into the code, so nothing was ignored": (m**2 + (m + 1) ** 2) / 2,
        },
        "likely": "an ignored place that is still in the sum or in the divisor",
    }


def z_loss_and_gradient_mean_2(targets, m):
    kept = (targets >= 0)[..., None]

    def each(size):
        return kept * torch.full((2, 3, 8), size)

    return {
        "on": "three places that count with a log-sum-exp of ln 8, three that do not with 1 more, "
        "factor = 1, ignore_index = -1",
        "what": "the gradient",
        "mistakes": {
            "the mean divides by the number of places that count; the gradient must, too": each(
                2 * m / 8
            ),
            "you divided by all places; those that do not count are not in n": each(2 * m / 8 / 6),
            "you divided by the number of rows": each(2 * m / 8 / 2),
            "places that do not count have the gradient 0": each(2 * m / 8 / 3)
            + ~kept * torch.full((2, 3, 8), 2 * (m + 1) / 8 / 3),
        },
    }
