"""What the tests of sequence/ctc_loss say where they fail."""

import math
from itertools import groupby, pairwise, product

import torch
from torch.nn import functional as F

from lossutil.reduction import reduced


def collapse_paths_1(path):
    labels = [symbol for symbol in path if symbol]
    return {
        "on": {"path": path, "blank": 0},
        "what": "the word",
        "mistakes": {
            "you dropped the blanks first; then nothing separates two equal labels": [
                symbol for symbol, _ in groupby(labels)
            ],
            "repeats did not merge": labels,
            "the blanks are still there": [symbol for symbol, _ in groupby(path)],
            "path[i - 1] is path[-1], the last symbol, where i = 0": [
                symbol for i, symbol in enumerate(path) if symbol not in (0, path[i - 1])
            ],
            "the first symbol has no neighbor before it, and belongs to the word all the same": [
                symbol for before, symbol in pairwise(path) if symbol not in (0, before)
            ],
            "each label came once, where it came first; only neighbors merge": list(
                dict.fromkeys(symbol for symbol in path if symbol)
            ),
            "each label came once, in order of size; only neighbors merge": sorted({*path} - {0}),
        },
    }


def collapse_paths_2():
    return {
        "on": {"path": (1, 0, 2, 2, 0), "blank": 2},
        "what": "the word",
        "mistakes": {
            "class 0 was taken for the blank; the argument blank says which it is": [1, 2]
        },
    }


def alignment_probability_values_1(p, word, expected):
    most = {2: 0.6 * 0.5 * 0.5 * 0.6, 4: 0.6 * 0.1 * 0.1 * 0.3, 0: 0.3 * 0.5 * 0.4 * 0.6}
    return {
        "on": {"probs": p, "word": word, "blank": 0},
        "what": "the probability of the word",
        "mistakes": {
            "this is the loss; here the probability itself is asked for": -math.log(expected),
            "the sum of the probabilities, not of their logarithms: paths exclude each other": (
                math.log(expected)
            ),
            "this is the average over the alignments; they exclude each other, so they add": (
                expected / 15
            ),
            "this is the best alignment alone; the word may be said in any of the ways": (
                most[len(word)]
            ),
            "every path counts here, not those that collapse to the word": 1.0,
        },
        "likely": "a sum along the frames: within one path probabilities multiply",
    }


def alignment_probability_values_2(p):
    return {
        "on": {"probs": p[:2], "word": [1, 1]},
        "what": "the probability of a word that does not fit",
        "likely": "a path that you let through: two equal labels need a blank between them",
    }


def alignment_probability_values_3():
    return {
        "on": "one frame in float64, word = [1, 1]",
        "what": "the probability of a word that does not fit",
        "likely": {"dtype": "a Python number, or a zero in float32, whatever the dtype of probs"},
    }


def alignment_probability_total(blank, p):
    return {
        "on": {"probs": p, "blank": blank},
        "what": "the sum over all words",
        "likely": "a path that counts for no word or for two, or another blank than the argument",
    }


def extended_words(word, blank, expected):
    return {
        "on": {"word": word, "blank": blank},
        "what": "the extended word",
        "mistakes": {
            "the blank behind the last label is missing": expected[:-1],
            "the blank before the first label is missing": expected[1:],
            "the blanks stand between the labels alone; a word may begin and end in silence": (
                expected[1:-1]
            ),
            "0 was taken for the blank; the argument says which class it is": [
                0 if i % 2 == 0 else symbol for i, symbol in enumerate(expected)
            ],
        },
    }


def log_alpha_table_1(p, expected):
    def table(start, skip):
        """Return the table of a wrong rule: where it starts, and what it skips to."""
        rows, symbols = [torch.tensor(start)], [0, 1, 0, 2, 0]
        for frame in p:
            steps, skips = rows[-1].roll(1), rows[-1].roll(2)
            steps[0] = skips[:2] = 0
            allowed = torch.tensor([float(skip(symbol)) for symbol in symbols])
            rows.append((rows[-1] + steps + allowed * skips) * frame[symbols])
        return torch.stack(rows)

    return {
        "on": "the four frames of the page, word = [1, 2], blank = 0",
        "what": "exp of your table",
        "mistakes": {
            "row 0, the start before the first frame, is missing": expected[1:],
            "these are the probabilities; the logarithm is missing": expected.exp(),
            "states and frames are swapped: one row for each frame": expected.T,
            "only the last row came back": expected[-1],
            "a start elsewhere than in state 0: in every state": table([1.0] * 5, bool),
            "a start elsewhere than in state 0: in state 1, too": table([1.0, 1.0, 0, 0, 0], bool),
            "you never skip": table([1.0, 0, 0, 0, 0], lambda symbol: False),
            "you also skip a label": table([1.0, 0, 0, 0, 0], lambda symbol: True),
        },
    }


def log_alpha_table_2(expected):
    return {
        "on": "the four frames of the page in float64, word = [1, 2], blank = 0",
        "what": "exp of your table",
        "mistakes": {
            "torch.full and torch.zeros make float32 unless you tell them the dtype of log_probs": (
                expected
            ),
        },
    }


def log_alpha_counts(word, frames):
    counts = {  # by listing the walks: skips to all states, to none, to equal labels; two starts
        ((1, 2), 5): (75, 15, 35, 70),
        ((1, 1), 4): (35, 5, 15, 15),
        ((1, 2), 2): (3, 0, 1, 5),
        ((1, 1), 3): (13, 1, 5, 5),
        ((2, 1, 1, 2), 6): (216, 0, 45, 45),
        ((1,), 3): (9, 6, 6, 10),
        ((), 3): (1, 1, 1, 1),
    }
    to_all, to_none, to_equal, two_starts = map(float, counts[tuple(word), frames])
    return {
        "on": {"log_probs": f"zeros({frames}, 3)", "word": word},
        "what": "the number of alignments, from the last two states of the last frame",
        "mistakes": {
            "you skip between equal labels; without the blank they would merge": to_equal,
            "you never skip; between two different labels no blank is needed": to_none,
            "you also skip a label, from blank to blank; the word would lose it": to_all,
            "row 0 starts in states 0 and 1; only the probability of state 0 is 1": two_starts,
        },
        "likely": "a skip to the wrong states, or a row that starts in the wrong place",
    }


def log_alpha_long():
    return {
        "on": "1000 frames with three equal probabilities, word = [1, 2]",
        "what": "-ln P",
        "mistakes": {
            "the probabilities became 0 on the way; add logarithms, do not multiply": torch.inf,
        },
    }


def log_alpha_gradient():
    return {
        "likely": {"nan": "logaddexp of two -inf: its slope is nan; write NEVER"},
    }


def reductions(log_probs, words, lengths, reduction):
    losses = F.ctc_loss(log_probs, words, *lengths, reduction="none")

    def by_paths(add, ends=lambda path, word: True):
        """Return the losses by listing: add up the probabilities of the paths that end rightly."""
        found = []
        for n, word in enumerate(([1, 2, 1], [2, 2], [1])):
            paths = [
                log_probs[range(5), n, path].sum()
                for path in product(range(3), repeat=5)
                if [s for s, _ in groupby(path) if s] == word and ends(path, word)
            ]
            found.append(-add(torch.stack(paths), 0))
        return torch.stack(found)

    def reduce_words(losses, reduction):
        return reduced(losses / lengths[1] if reduction == "mean" else losses, reduction)

    on_the_label = by_paths(torch.logsumexp, lambda path, word: path[-1] == word[-1])
    on_the_blank = by_paths(torch.logsumexp, lambda path, word: path[-1] == 0)
    best = by_paths(torch.amax)
    padded = F.ctc_loss(log_probs, words, lengths[0], torch.tensor([3, 3, 3]), reduction="none")
    return {
        "on": f"three words of 3, 2 and 1 labels in 5 frames, reduction = {reduction!r}",
        "what": "the loss",
        "mistakes": {
            "the mean divides each loss by the number of its labels first": losses.mean(),
            "you divided by the number of all labels; each loss has its own": losses.sum() / 6,
            "you divided by the number of labels and did not average over the batch": (
                losses / lengths[1]
            ).sum(),
            "you divided by the numbers of labels; only the mean does that": losses / lengths[1]
            if reduction == "none"
            else (losses / lengths[1]).sum(),
            "you divided by the number of frames; the labels count": (losses / 5).mean(),
            "the argument reduction was not used, or its words swapped": F.ctc_loss(
                log_probs, words, *lengths
            ),
            "the sign is turned: a loss is minus the logarithm": -F.ctc_loss(
                log_probs, words, *lengths, reduction=reduction
            ),
            "an end in one state, the last label; the blank behind it counts, too": reduce_words(
                on_the_label, reduction
            ),
            "an end in one state, the last blank; the label before it counts, too": reduce_words(
                on_the_blank, reduction
            ),
            "this is the loss of the best alignment; all of them count": reduce_words(
                best, reduction
            ),
            "all three labels were used; the rest is padding": reduce_words(padded, reduction),
        },
    }


def lengths(log_probs, words, frames, labels, form):
    on = {"frames, words": "6, [[1, 2, 1], [2, 1, 2]]", "lengths": (frames, labels)}
    return {
        "on": {**on, "form": form.__name__},
        "what": "the loss",
        "mistakes": {
            "all six frames were used; the rest is padding": F.ctc_loss(
                log_probs, words, (6, 6), labels, reduction="none"
            ),
            "all three labels were used; the rest is padding": F.ctc_loss(
                log_probs, words, frames, (3, 3), reduction="none"
            ),
        },
        "likely": "lengths of the other example",
    }


def forms_1(lengths, reduction, targets):
    return {
        "on": {"targets": targets, "lengths": lengths, "reduction": reduction},
        "what": "the loss",
        "likely": "a word that begins where another one ends, or padding that was read",
    }


def forms_2(reduction, targets, one, shape):
    return {
        "on": {"log_probs": "(5, 3)", "targets": targets, "lengths of shape": shape},
        "what": f"the loss of one example with reduction {reduction!r}",
        "mistakes": {
            "the dimension that you added for the batch is still there": F.ctc_loss(
                one, targets, (5,), (2,), reduction=reduction
            )[None],
        },
    }


def blank(log_probs, blank, words):
    return {
        "on": {"targets": words, "blank": blank},
        "what": "the loss",
        "mistakes": {
            "class 0 was taken for the blank; the argument blank says which it is": F.ctc_loss(
                log_probs, words, (4, 4), (2, 2), 0, "none"
            ),
        },
    }


def infinite_1(frames, labels, reduction, zero, arguments, log_probs):
    infinity = "NEVER stands for ln 0; where it is all that is left, the loss is +inf"
    return {
        "on": {"lengths": (frames, labels), "reduction": reduction, "zero_infinity": zero},
        "what": "the loss",
        "mistakes": {
            "zero_infinity was not used": F.ctc_loss(log_probs, *arguments[:-1]),
            "an infinite loss became 0; only zero_infinity asks for that": F.ctc_loss(
                log_probs, *arguments[:-1], True
            ),
            "0 labels: the mean divides by 1 then, not by 0": torch.nan,
        },
        "likely": infinity,
    }


def infinite_2():
    return {
        "likely": {"nan": "ln 0 on the way, whose slope is infinite: 0 · inf is nan"},
    }


def gradient(reduction):
    return {
        "on": "two words of 2 labels in 5 and 4 frames, reduction = " + repr(reduction),
        "mistakes": {
            "this is the gradient of the best alignment; all of them share the gradient": (
                lambda logits, *_, **settings: reduced(
                    torch.stack(
                        [
                            -max(
                                logits.log_softmax(-1)[range(frames), n, path].sum()
                                for path in product(range(3), repeat=frames)
                                if [s for s, _ in groupby(path) if s] == word
                            )
                            for n, (frames, word) in enumerate(((5, [1, 2]), (4, [2, 2])))
                        ]
                    )
                    / (2 if settings["reduction"] == "mean" else 1),
                    settings["reduction"],
                )
            ),
        },
        "likely": {"nan": "logaddexp of two -inf", "zero": "a table that autograd does not follow"},
    }


def refused_1():
    return {
        "likely": "a slice that takes what there is",
    }


def refused_2():
    return {
        "likely": "a slice that takes what there is",
    }


def refused_3():
    return {
        "likely": "a batch that is as large as its lengths say",
    }


def refused_4():
    return {
        "likely": "an else branch that takes every other word for one of the three",
    }


def dtype_1(dtype, scale, reduction):
    return {
        "on": {"scale of the logits": scale, "dtype": str(dtype), "reduction": reduction},
        "what": "the loss",
        "likely": {
            "dtype": "a constant without dtype",
            "infinite": "probabilities that became 0",
        },
    }


def dtype_2(dtype):
    return {
        "on": {"lengths": "all 0", "dtype": str(dtype)},
        "what": "the loss",
        "likely": {"dtype": "a constant without dtype"},
    }


def random_1():
    return {
        "on": "one frame, one label, four equal probabilities",
    }


def random_2():
    return {
        "on": (
            "one frame, one label, log_probs = [0, 0, 0, 0], which are no logarithms of a "
            "distribution"
        ),
        "what": "the loss of an input that torch takes as it is",
        "mistakes": {
            "you applied log_softmax; the input is its result, and is taken as it is": math.log(4),
        },
    }
