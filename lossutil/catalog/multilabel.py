"""Losses of several labels that may be true at once."""

from math import log

import torch
from torch import Generator
from torch.nn import functional as F

from lossutil.catalog import drawing, untrained
from lossutil.catalog.model import Brief, Draw, Loss, Panel, Root, RootKind, Start, Task
from lossutil.catalog.panels import LOGIT, SCORE, beside_zeros, each
from lossutil.catalog.shared import CLASS_WEIGHT, LOGISTIC, NON_NEGATIVE, REAL, REDUCTION
from lossutil.catalog.untrained import CLASSES, EXAMPLES


def _draw_multilabel_soft_margin(g: Generator) -> Draw:
    shape = drawing.shape(g)
    args = (drawing.normal(g, shape, 3.0), drawing.zero_or_one(g, shape))
    return Draw(args, {"weight": drawing.weight(g, shape[-1:])}, (0,))


def _draw_multilabel_margin(g: Generator) -> Draw:
    n, c = drawing.size(g), drawing.size(g, 3, 6)
    target = torch.stack([torch.randperm(c, generator=g) for _ in range(n)])
    for row in target:
        # Entries after the -1 are arbitrary and must not be used; no -1 if all entries are labels.
        row[drawing.size(g, 0, c) :][:1] = -1
    args = drawing.pick(
        g, (drawing.normal(g, (n, c)), target), (drawing.normal(g, (c,)), target[0])
    )
    return Draw(args, {}, (0,))


MULTI_LABEL: tuple[Loss, ...] = (
    Loss(
        name="MultiLabelSoftMarginLoss",
        functional="multilabel_soft_margin_loss",
        task=Task.MULTI_LABEL,
        folder="multilabel",
        input="logits (*, C), the classes in the last dimension",
        input_domain=REAL,
        target="0 or 1 for each class, floats of the input's shape",
        target_domain="[0, 1]; not checked",
        range=NON_NEGATIVE,
        arguments=(CLASS_WEIGHT, REDUCTION),
        root=Root(RootKind.NOISE_MODEL, "independent Bernoulli per class"),
        formula=r"-\frac{1}{C} \sum_{c=1}^{C} "
        r"\left[ y_c \log \sigma(x_c) + (1 - y_c) \log(1 - \sigma(x_c)) \right]",
        gradient=r"\frac{\sigma(x_c) - y_c}{C}",
        reduction="each example divides by C, with weight too; "
        "mean then divides by the number of examples",
        aten=LOGISTIC,
        brief=Brief(
            idea="Asks C yes-or-no questions about each example, and averages their logistic "
            "losses.",
            when="any number of labels may be true at once, and you want a probability for each.",
            trap="label indices in place of zeros and ones are accepted without a word, and teach "
            "something else.",
            shown_in="Indices in place of yes and no",
        ),
        panel=Panel(
            LOGIT,
            lambda z: F.multilabel_soft_margin_loss(
                beside_zeros(z), each(z.new_tensor([1.0, 0.0, 0.0]), z), reduction="none"
            ),
        ),
        start=Start(
            "logits 0",
            r"$\ln 2$",
            log(2),
            lambda: F.multilabel_soft_margin_loss(
                untrained.zeros(EXAMPLES, CLASSES), F.one_hot(untrained.some_class()).double()
            ),
        ),
        draw=_draw_multilabel_soft_margin,
    ),
    Loss(
        name="MultiLabelMarginLoss",
        functional="multilabel_margin_loss",
        task=Task.MULTI_LABEL,
        folder="multilabel",
        input="scores (C) or (N, C)",
        input_domain=REAL,
        target="label indices Y, int64, of the input's shape; a row ends at its first −1",
        target_domain="−1…C−1; what stands behind the first −1 is checked, not used",
        range=NON_NEGATIVE,
        arguments=(REDUCTION,),
        root=Root(RootKind.MARGIN, "hinge on the score of each label over each other class"),
        formula=r"\frac{1}{C} \sum_{j \in Y} \sum_{i \notin Y} \max(0, 1 - (x_j - x_i))",
        gradient=r"\begin{cases} -\frac{1}{C} \#\{i \notin Y : x_c - x_i < 1\} & c \in Y \\ "
        r"\frac{1}{C} \#\{j \in Y : x_j - x_c < 1\} & c \notin Y \end{cases}",
        reduction="each example divides by C; mean then divides by the number of examples",
        aten=(
            "multilabel_margin_loss",
            "multilabel_margin_loss_forward",
            "multilabel_margin_loss_backward",
        ),
        brief=Brief(
            idea="Puts the true labels of an example above all others, by a margin of 1.",
            when="only the order of the labels counts: the best ones first.",
            trap="the target is a list of label indices that ends at its first −1. A row of zeros "
            "and ones is read as indices.",
            shown_in="Multi-hot where indices belong",
        ),
        panel=Panel(
            SCORE,
            lambda z: F.multilabel_margin_loss(
                beside_zeros(z), each(torch.tensor([0, 1, -1]), z), reduction="none"
            ),
        ),
        start=Start(
            "scores 0, $k = 3$ labels of $C$",
            r"$k (C - k) / C$",
            3 * 7 / 10,
            lambda: F.multilabel_margin_loss(
                untrained.zeros(EXAMPLES, CLASSES),
                torch.tensor([0, 1, 2] + [-1] * 7).expand(EXAMPLES, CLASSES),
            ),
        ),
        draw=_draw_multilabel_margin,
    ),
)
