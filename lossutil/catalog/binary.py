"""Losses of a binary prediction."""

from math import log

from torch import Generator
from torch.nn import functional as F

from lossutil.catalog import drawing, untrained
from lossutil.catalog.model import (
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
from lossutil.catalog.panels import LOGIT, SCORE, all_equal
from lossutil.catalog.shared import LABELS, LOGISTIC, NON_NEGATIVE, PER_ELEMENT, REAL, REDUCTION


def _draw_binary_cross_entropy(g: Generator) -> Draw:
    shape = drawing.shape(g)
    target = drawing.pick(g, drawing.zero_or_one(g, shape), drawing.uniform(g, shape))
    return Draw(
        (drawing.uniform(g, shape, 0.01, 0.99), target), {"weight": drawing.weight(g, shape)}, (0,)
    )


def _draw_binary_cross_entropy_with_logits(g: Generator) -> Draw:
    shape = drawing.shape(g)
    target = drawing.pick(g, drawing.zero_or_one(g, shape), drawing.uniform(g, shape))
    kwargs = {"weight": drawing.weight(g, shape), "pos_weight": drawing.weight(g, shape[-1:])}
    return Draw((drawing.normal(g, shape, 3.0), target), kwargs, (0,))


def _draw_soft_margin(g: Generator) -> Draw:
    shape = drawing.shape(g)
    return Draw((drawing.normal(g, shape, 3.0), drawing.plus_or_minus_one(g, shape)), {}, (0,))


_ELEMENT_WEIGHT = Argument("weight", None, "factors that broadcast to the shape of the target")


BINARY: tuple[Loss, ...] = (
    Loss(
        name="BCELoss",
        functional="binary_cross_entropy",
        task=Task.BINARY,
        folder="classification",
        input="probabilities (*), any shape",
        input_domain="[0, 1]; anything else raises",
        target="probabilities of the positive class, floats of the input's shape",
        target_domain="[0, 1]; anything else raises",
        range=Range(0.0, 100.0, "[0, 100]; each logarithm is clamped at −100"),
        arguments=(_ELEMENT_WEIGHT, REDUCTION),
        root=Root(RootKind.NOISE_MODEL, "Bernoulli"),
        formula=r"-y \log x - (1 - y) \log(1 - x)",
        gradient=r"\frac{x - y}{x (1 - x)}",
        reduction=f"{PER_ELEMENT}, with weight too",
        aten=(
            "binary_cross_entropy",
            "binary_cross_entropy_backward",
            "binary_cross_entropy_with_logits",
        ),
        brief=Brief(
            idea="Scores the probability that a model gave to yes: −ln p if yes happens, −ln(1 − "
            "p) if no does.",
            when="the model's formula ends in a probability. If it ends in a logit, take "
            "`BCEWithLogitsLoss`.",
            trap="behind a sigmoid, a confident mistake stops teaching: its gradient becomes 0.",
            shown_in="A mistake without a gradient",
        ),
        panel=Panel(
            "logit, behind a sigmoid",
            lambda z: F.binary_cross_entropy(z.sigmoid(), all_equal(1, z), reduction="none"),
        ),
        start=Start(
            "probability ½",
            r"$\ln 2$",
            log(2),
            lambda: F.binary_cross_entropy(untrained.zeros() + 0.5, untrained.yes()),
        ),
        draw=_draw_binary_cross_entropy,
    ),
    Loss(
        name="BCEWithLogitsLoss",
        functional="binary_cross_entropy_with_logits",
        task=Task.BINARY,
        folder="classification",
        input="logits (*), any shape",
        input_domain=REAL,
        target="probabilities of the positive class, floats of the input's shape",
        target_domain="[0, 1]; not checked",
        range=NON_NEGATIVE,
        arguments=(
            _ELEMENT_WEIGHT,
            REDUCTION,
            Argument("pos_weight", None, "factors of the y term that broadcast to the target"),
        ),
        root=Root(RootKind.NOISE_MODEL, "Bernoulli"),
        formula=r"-y \log \sigma(x) - (1 - y) \log(1 - \sigma(x))",
        gradient=r"\sigma(x) - y",
        reduction=f"{PER_ELEMENT}, with weight and pos_weight too",
        aten=("binary_cross_entropy", "binary_cross_entropy_backward", *LOGISTIC),
        brief=Brief(
            idea="Scores one logit for each yes-or-no question. The sigmoid is inside.",
            when="a network answers yes-or-no questions with one real number each: one question, "
            "or many independent ones.",
            trap="a sigmoid of your own before it is one too many, and a confident mistake gets "
            "nearly no gradient.",
            shown_in="Sigmoid first",
        ),
        panel=Panel(
            LOGIT,
            lambda z: F.binary_cross_entropy_with_logits(z, all_equal(1, z), reduction="none"),
        ),
        start=Start(
            "logit 0",
            r"$\ln 2$",
            log(2),
            lambda: F.binary_cross_entropy_with_logits(untrained.zeros(), untrained.yes()),
        ),
        draw=_draw_binary_cross_entropy_with_logits,
    ),
    Loss(
        name="SoftMarginLoss",
        functional="soft_margin_loss",
        task=Task.BINARY,
        folder="classification",
        input="scores (*), any shape, no sigmoid before",
        input_domain=REAL,
        target=LABELS,
        target_domain="−1 or 1; not checked",
        range=NON_NEGATIVE,
        arguments=(REDUCTION,),
        root=Root(RootKind.NOISE_MODEL, "Bernoulli, labels ±1"),
        formula=r"\log(1 + e^{-y x})",
        gradient=r"-y \, \sigma(-y x)",
        reduction=PER_ELEMENT,
        aten=LOGISTIC,
        brief=Brief(
            idea="Logistic loss for labels −1 and +1: near 0 when the score agrees with the "
            "label, and growing with the score when it does not.",
            when="there are two classes with labels −1 and +1, and the scores stay moderate.",
            trap="labels 0 and 1. Each 0 costs ln 2, whatever the score, and teaches nothing.",
            shown_in="Labels 0 and 1",
        ),
        panel=Panel(
            SCORE,
            lambda z: F.soft_margin_loss(z, all_equal(1, z), reduction="none"),
        ),
        start=Start(
            "score 0",
            r"$\ln 2$",
            log(2),
            lambda: F.soft_margin_loss(untrained.zeros(), untrained.sign()),
        ),
        draw=_draw_soft_margin,
    ),
)
