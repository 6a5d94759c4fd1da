"""Losses of sequences."""

from math import comb, log

import torch
from torch import Generator, Tensor
from torch.nn import functional as F

from lossutil.catalog import drawing, untrained
from lossutil.catalog.model import (
    INFINITY,
    Argument,
    Brief,
    Draw,
    Loss,
    Panel,
    Range,
    Root,
    RootKind,
    Start,
    Task,
)
from lossutil.catalog.panels import each
from lossutil.catalog.shared import REDUCTION


def _draw_ctc(g: Generator) -> Draw:
    n, labels, classes = drawing.size(g, 1, 3), drawing.size(g, 1, 3), drawing.size(g, 3, 4)
    frames = 2 * labels + drawing.size(g, 0, 2)  # enough for a blank between equal neighbors
    blank = drawing.pick(g, 0, classes - 1)
    targets = torch.randint(classes - 1, (n, labels), generator=g)
    targets += targets >= blank
    target_lengths = torch.randint(1, labels + 1, (n,), generator=g)
    input_lengths = torch.randint(2 * labels, frames + 1, (n,), generator=g)
    if drawing.coin(g):  # one concatenated vector instead of padded rows
        rows = zip(targets, target_lengths.tolist(), strict=True)
        targets = torch.cat([row[:length] for row, length in rows])
    log_probs = drawing.normal(g, (frames, n, classes)).log_softmax(2)
    kwargs = {"blank": blank, "zero_infinity": drawing.coin(g)}
    return Draw((log_probs, targets, input_lengths, target_lengths), kwargs, (0,))


def _first_frame(z: Tensor) -> Tensor:
    """Return the loss of "ab" in four frames; a logit of the first frame moves."""
    moved = torch.stack([torch.zeros_like(z), z, torch.zeros_like(z)], dim=1)
    logits = torch.cat([moved[None], z.new_zeros(_FRAMES - 1, len(z), 3)])
    lengths = torch.full((len(z),), _FRAMES), torch.full((len(z),), len(_AB))
    targets = each(_AB, z)
    return F.ctc_loss(logits.log_softmax(dim=2), targets, *lengths, reduction="none")


_FRAMES = 4
_AB = torch.tensor([1, 2])  # class 0 is the blank
_PATHS = comb(_FRAMES + len(_AB), 2 * len(_AB))
"""Ways to write two different labels in so many frames."""


SEQUENCES: tuple[Loss, ...] = (
    Loss(
        name="CTCLoss",
        functional="ctc_loss",
        task=Task.SEQUENCE,
        folder="sequence",
        input="log-probabilities (T, N, C) or (T, C), straight from log_softmax, with the number "
        "of frames of each example",
        input_domain="(−∞, 0], exp sums to 1 over the classes; not checked",
        target="label indices, (N, S) padded or concatenated in one vector, with the number of "
        "labels of each example",
        target_domain="0…C−1 except blank",
        range=Range(
            0.0, INFINITY, "[0, ∞]; ∞ where the frames do not suffice for labels and repeats"
        ),
        arguments=(
            Argument("blank", 0, "index of the class that separates repeated labels"),
            REDUCTION,
            Argument("zero_infinity", False, "turn infinite losses and their gradients into 0"),
        ),
        root=Root(RootKind.NOISE_MODEL, "categorical in each frame, summed over alignments"),
        formula=r"-\log \sum_{\pi \in \mathcal{B}^{-1}(y)} \prod_{t=1}^{T} e^{x_{t, \pi_t}}",
        gradient=r"e^{x_{t, c}} - \gamma_{t, c}, \quad \gamma_{t, c} = "
        r"P(\pi_t = c \mid \mathcal{B}(\pi) = y)",
        reduction="mean divides each example by the length of its target (1 if empty), "
        "then by the batch size",
        aten=("ctc_loss", "_ctc_loss", "_ctc_loss_backward", "_cudnn_ctc_loss", "miopen_ctc_loss"),
        brief=Brief(
            idea="Scores a sequence of labels against a longer sequence of frames: it adds up the "
            "probabilities of all alignments.",
            when="the labels come in the order of the input, and nobody noted where each one "
            "begins: speech, handwriting.",
            trap="two equal labels in a row need a frame between them. If a word does not fit, "
            "its loss is infinite.",
            shown_in="A loss that is infinite now and then",
        ),
        panel=Panel("logit of a, first frame", _first_frame),
        start=Start(
            "logits 0: 4 frames, 3 classes, 2 labels",
            r"$(4 \ln 3 - \ln 15) / 2$",
            (_FRAMES * log(3) - log(_PATHS)) / len(_AB),
            lambda: F.ctc_loss(
                untrained.zeros(_FRAMES, 3).log_softmax(dim=1),
                _AB,
                torch.tensor([_FRAMES]),
                torch.tensor([len(_AB)]),
            ),
        ),
        draw=_draw_ctc,
    ),
)
