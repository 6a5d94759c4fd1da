"""Losses of several labels that may be true at once."""

import torch
from torch import Generator

from lossutil.catalog import drawing
from lossutil.catalog.model import Brief, Draw, Loss, Root, RootKind, Task
from lossutil.catalog.shared import CLASS_WEIGHT, LOGISTIC, NON_NEGATIVE, REAL, REDUCTION


def _draw_multilabel_soft_margin(g: Generator) -> Draw:
    shape = drawing.shape(g)
    args = (drawing.normal(g, shape, 3.0), drawing.zero_or_one(g, shape))
    return Draw(args, {"weight": drawing.weight(g, shape[-1:])}, (0,))


def _draw_multilabel_margin(g: Generator) -> Draw:
    n, c = drawing.size(g), drawing.size(g, 3, 6)
    target = torch.stack([torch.randperm(c, generator=g) for _ in range(n)])
    for row in target:
        # What stands behind the -1 stays, and must not be used; no -1 where all are labels.
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
        draw=_draw_multilabel_margin,
    ),
)
