"""Losses of one class among several."""

from dataclasses import replace
from math import log

import torch
from torch import Generator
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
    Shape,
    Start,
    Task,
)
from lossutil.catalog.panels import LOGIT, SCORE, beside_zeros, index
from lossutil.catalog.shared import (
    BY_TARGET_WEIGHTS,
    CHUNKED,
    CLASS_WEIGHT,
    CROSS_ENTROPY_OPERATORS,
    IGNORE_INDEX,
    INDICES,
    NLL_OPERATORS,
    NON_NEGATIVE,
    REAL,
    REDUCTION,
    SMOOTHING,
)
from lossutil.catalog.untrained import CLASSES, EXAMPLES


def _class_dim(shape: Shape) -> int:
    return min(len(shape) - 1, 1)


def _class_shapes(g: Generator) -> tuple[Shape, Shape]:
    """Shapes of input and index target: one example, a batch, or a batch of K dimensions."""
    n, c, more = drawing.size(g), drawing.size(g, 3, 6), drawing.pick(g, (3,), (2, 3))
    return drawing.pick(g, ((c,), ()), ((n, c), (n,)), ((n, c, *more), (n, *more)))


def _draw_cross_entropy(g: Generator) -> Draw:
    shape, index_shape = _class_shapes(g)
    dim = _class_dim(shape)
    indices = drawing.class_indices(g, shape[dim], index_shape)
    target = drawing.pick(g, indices, drawing.normal(g, shape).softmax(dim))
    kwargs = {
        "weight": drawing.weight(g, (shape[dim],)),
        "label_smoothing": drawing.pick(g, 0.0, drawing.number(g, 0.0, 1.0)),
    }
    return Draw((drawing.normal(g, shape, 3.0), target), kwargs, (0,))


def _draw_nll(g: Generator) -> Draw:
    shape, index_shape = _class_shapes(g)
    dim = _class_dim(shape)
    log_probs = drawing.normal(g, shape, 3.0).log_softmax(dim)
    target = drawing.class_indices(g, shape[dim], index_shape)
    return Draw((log_probs, target), {"weight": drawing.weight(g, (shape[dim],))}, (0,))


def _draw_multi_margin(g: Generator) -> Draw:
    n, c = drawing.size(g), drawing.size(g, 3, 6)
    shape, target_shape = drawing.pick(g, ((c,), ()), ((n, c), (n,)))
    target = torch.randint(c, target_shape, generator=g)
    kwargs = {
        "p": drawing.pick(g, 1, 2),
        "margin": drawing.number(g, 0.5, 2.0),
        "weight": drawing.weight(g, (c,)),
    }
    return Draw((drawing.normal(g, shape), target), kwargs, (0,))


_NLL = Loss(
    name="NLLLoss",
    functional="nll_loss",
    task=Task.MULTI_CLASS,
    folder="classification",
    input="log-probabilities (C), (N, C) or (N, C, d1…dK)",
    input_domain="(−∞, 0], exp sums to 1 over the classes; not checked, no log is taken",
    target=INDICES,
    target_domain="0…C−1, or ignore_index",
    range=Range(0.0, INFINITY, "[0, ∞); below 0 where the input is no log-probability"),
    arguments=(CLASS_WEIGHT, IGNORE_INDEX, REDUCTION),
    root=Root(RootKind.NOISE_MODEL, "categorical"),
    formula=r"-x_y",
    gradient=r"-[c = y]",
    reduction=BY_TARGET_WEIGHTS,
    aten=("cross_entropy_loss", *NLL_OPERATORS),
    brief=Brief(
        idea="Reads one number, the log-probability of the true class, and flips its sign.",
        when="the model holds log-probabilities already. If it holds logits, take "
        "`CrossEntropyLoss`.",
        trap="probabilities in place of their logarithms. The loss goes down, and the model "
        "learns to bet all on one class.",
        shown_in="Probabilities as input",
    ),
    panel=Panel(
        "log-probability",
        lambda x: F.nll_loss(x[:, None], index(0, x), reduction="none"),
        domain=(-4.0, 0.0),
    ),
    start=Start(
        "log-softmax of zeros",
        r"$\ln C$",
        log(CLASSES),
        lambda: F.nll_loss(
            untrained.zeros(EXAMPLES, CLASSES).log_softmax(dim=1), untrained.some_class()
        ),
    ),
    draw=_draw_nll,
)


MULTI_CLASS: tuple[Loss, ...] = (
    Loss(
        name="CrossEntropyLoss",
        functional="cross_entropy",
        task=Task.MULTI_CLASS,
        folder="classification",
        input="logits (C), (N, C) or (N, C, d1…dK)",
        input_domain=REAL,
        target=f"{INDICES}, or class probabilities, floats of the input's shape",
        target_domain="0…C−1 or ignore_index; probabilities in [0, 1] that sum to 1, not checked",
        range=NON_NEGATIVE,
        arguments=(CLASS_WEIGHT, IGNORE_INDEX, REDUCTION, SMOOTHING),
        root=Root(RootKind.NOISE_MODEL, "categorical"),
        formula=r"-\log \frac{e^{x_y}}{\sum_{c=1}^{C} e^{x_c}}",
        gradient=r"\operatorname{softmax}(x)_c - [c = y]",
        reduction=f"{BY_TARGET_WEIGHTS}; with class probabilities by N·d1…dK",
        aten=CROSS_ENTROPY_OPERATORS,
        operators=CHUNKED,
        brief=Brief(
            idea="The surprise about the true class: minus the logarithm of the probability that "
            "the model gave it.",
            when="exactly one of C classes is true, and the network puts out logits.",
            trap="a softmax before the loss. One is inside already, and a second one keeps the "
            "loss from falling.",
            shown_in="Softmax before the loss",
        ),
        panel=Panel(
            LOGIT,
            lambda z: F.cross_entropy(beside_zeros(z), index(0, z), reduction="none"),
        ),
        start=Start(
            "logits 0",
            r"$\ln C$",
            log(CLASSES),
            lambda: F.cross_entropy(untrained.zeros(EXAMPLES, CLASSES), untrained.some_class()),
        ),
        draw=_draw_cross_entropy,
    ),
    _NLL,
    replace(_NLL, name="NLLLoss2d", alias_of="NLLLoss"),
    Loss(
        name="MultiMarginLoss",
        functional="multi_margin_loss",
        task=Task.MULTI_CLASS,
        folder="classification",
        input="scores (C) or (N, C)",
        input_domain=REAL,
        target="class indices, int64, () or (N)",
        target_domain="0…C−1",
        range=NON_NEGATIVE,
        arguments=(
            Argument("p", 1, "exponent of each hinge, 1 or 2"),
            Argument("margin", 1.0, "how far the target's score must lead every other score"),
            Argument("weight", None, "one factor per class, (C,); that of the target counts"),
            REDUCTION,
        ),
        root=Root(RootKind.MARGIN, "hinge on the lead of the target's score over each other score"),
        formula=r"\frac{1}{C} \sum_{i \ne y} \max(0, \text{margin} - x_y + x_i)^p",
        gradient=r"\begin{cases} -\sum_{i \ne y} g_i & c = y \\ g_c & c \ne y \end{cases}, \quad "
        r"g_i = \frac{p}{C} m_i^{p - 1} [m_i > 0], \quad m_i = \text{margin} - x_y + x_i",
        reduction="each example divides by C; mean then divides by the number of examples, "
        "with weight too",
        aten=("multi_margin_loss", "multi_margin_loss_backward"),
        brief=Brief(
            idea="A hinge for several classes: every other class costs something until the true "
            "one leads it by the margin.",
            when="you need a decision and no probability.",
            trap="where no class has a majority, the loss is lowest at a tie, and the likeliest "
            "class does not win.",
            shown_in="No class has a majority",
        ),
        panel=Panel(
            SCORE,
            lambda z: F.multi_margin_loss(beside_zeros(z), index(0, z), reduction="none"),
        ),
        start=Start(
            "scores 0",
            r"$\text{margin} \cdot (C - 1) / C$",
            0.9,
            lambda: F.multi_margin_loss(untrained.zeros(EXAMPLES, CLASSES), untrained.some_class()),
        ),
        draw=_draw_multi_margin,
    ),
)
