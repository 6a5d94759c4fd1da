"""Losses of one class among very many."""

from math import log

import torch
from torch import Generator, Tensor, nn
from torch.nn import functional as F

from lossutil.catalog import drawing, untrained
from lossutil.catalog.model import (
    REQUIRED,
    Argument,
    Brief,
    Draw,
    Loss,
    ModuleCall,
    Panel,
    Root,
    RootKind,
    Shape,
    Start,
    Task,
)
from lossutil.catalog.panels import beside_zeros, index
from lossutil.catalog.shared import (
    BY_TARGET_WEIGHTS,
    CHUNKED,
    CLASS_WEIGHT,
    CROSS_ENTROPY_OPERATORS,
    IGNORE_INDEX,
    INDICES,
    LOG_SOFTMAX,
    NON_NEGATIVE,
    REAL,
    REDUCTION,
    SMOOTHING,
)
from lossutil.catalog.untrained import CLASSES, EXAMPLES


def _draw_linear_cross_entropy(g: Generator) -> Draw:
    n, c, features, out = (
        drawing.size(g),
        drawing.size(g, 3, 6),
        drawing.size(g),
        drawing.pick(g, (), (2,)),
    )
    x, matrix = drawing.normal(g, (n, features)), drawing.normal(g, (c, *out, features))
    bias = drawing.pick(g, None, drawing.normal(g, (c, *out)))
    probabilities = drawing.normal(g, (n, c, *out)).softmax(1)
    target = drawing.pick(g, drawing.class_indices(g, c, (n, *out)), probabilities)
    weight, smoothing = drawing.weight(g, (c,)), drawing.pick(g, 0.0, drawing.number(g, 0.0, 1.0))
    kwargs = {"weight": weight, "label_smoothing": smoothing}
    own = {"in_features": features, "num_classes": c, "out_features": out, "bias": bias is not None}
    parameters = {"linear.weight": matrix.reshape(-1, features)}
    if bias is not None:
        parameters["linear.bias"] = bias.flatten()
    module = ModuleCall((x, target), {**own, **kwargs}, parameters)
    return Draw((x, matrix, target), {"linear_bias": bias, **kwargs}, (0, 1), module)


def _draw_adaptive_log_softmax(g: Generator) -> Draw:
    features, cutoffs, classes, head_bias = 8, [3, 6], 10, drawing.coin(g)
    x, target = drawing.normal(g, (8, features)), torch.randint(classes, (8,), generator=g)
    head = cutoffs[0] + len(cutoffs)  # the frequent classes, and one entry per cluster
    shapes: dict[str, Shape] = {"head.weight": (head, features)}
    if head_bias:
        shapes["head.bias"] = (head,)
    for i, (start, stop) in enumerate(zip(cutoffs, [*cutoffs[1:], classes], strict=True)):
        width = features // 2 ** (i + 1)
        shapes |= {f"tail.{i}.0.weight": (width, features)}
        shapes |= {f"tail.{i}.1.weight": (stop - start, width)}
    constructor = {"in_features": features, "n_classes": classes, "cutoffs": cutoffs}
    constructor |= {"div_value": 2.0, "head_bias": head_bias}
    parameters = {name: drawing.normal(g, shape) for name, shape in shapes.items()}
    return Draw((x, target), {}, (0,), ModuleCall((x, target), constructor, parameters))


def _adaptive(z: Tensor) -> Tensor:
    """Return the loss of a class in a cluster of two, whose logit moves."""
    model = nn.AdaptiveLogSoftmaxWithLoss(3, 4, cutoffs=[2], div_value=1.0).to(z)
    with torch.no_grad():
        model.head.weight.copy_(torch.eye(3))  # two frequent classes, then the cluster
        for weight in model.tail.parameters():
            weight.zero_()
    result: Tensor = -model(beside_zeros(z).flip(dims=[1]), index(3, z)).output
    return result


def _untrained_adaptive() -> Tensor:
    model = nn.AdaptiveLogSoftmaxWithLoss(32, 1000, cutoffs=[10, 100]).double()
    result: Tensor = model(untrained.zeros(1000, 32), torch.arange(1000)).loss
    return result


VOCABULARIES: tuple[Loss, ...] = (
    Loss(
        name="LinearCrossEntropyLoss",
        functional="linear_cross_entropy",
        task=Task.VOCABULARY,
        folder="classification",
        input="features (F) or (N, F), of which the linear layer W, b makes logits",
        input_domain=REAL,
        target=f"{INDICES}, or class probabilities (C) or (N, C, d1…dK)",
        target_domain="0…C−1 or ignore_index; probabilities in [0, 1] that sum to 1, not checked",
        range=NON_NEGATIVE,
        arguments=(
            Argument("in_features", REQUIRED, "F, length of a feature vector"),
            Argument("num_classes", REQUIRED, "C, number of classes"),
            Argument("out_features", (), "dimensions (d1…dK) of the target besides the batch"),
            Argument("bias", False, "give the linear layer a bias"),
            REDUCTION,
            CLASS_WEIGHT,
            Argument(
                "ignore_index",
                None,
                f"{IGNORE_INDEX.meaning}; None is −100; class probabilities allow None alone",
            ),
            SMOOTHING,
            Argument("options", None, "None computes all logits at once, an instance in chunks"),
        ),
        functional_only=(
            Argument("linear_bias", None, "b, shape (C, d1…dK); W is the second positional input"),
        ),
        root=Root(RootKind.NOISE_MODEL, "categorical"),
        formula=r"-\log \operatorname{softmax}(W x + b)_y",
        gradient=r"W^{T} \left( \operatorname{softmax}(W x + b) - e_y \right)",
        reduction=f"{BY_TARGET_WEIGHTS}; with class probabilities by N·d1…dK",
        aten=CROSS_ENTROPY_OPERATORS,
        operators=CHUNKED,
        brief=Brief(
            idea="The last linear layer and cross-entropy in one, so that the logits need not all "
            "be in memory at once.",
            when="there are very many classes, and the memory for their logits limits your batch.",
            trap="the class alone saves nothing. The memory is saved by chunks, and chunks come "
            "with `options`.",
            shown_in="The class without options",
        ),
        panel=Panel(
            "feature = logit",
            lambda z: F.linear_cross_entropy(
                beside_zeros(z), torch.eye(3).to(z), index(0, z), reduction="none"
            ),
        ),
        start=Start(
            "features 0",
            r"$\ln C$",
            log(CLASSES),
            lambda: F.linear_cross_entropy(
                untrained.zeros(EXAMPLES, 8),
                untrained.zeros(CLASSES, 8) + 1,
                untrained.some_class(),
            ),
        ),
        draw=_draw_linear_cross_entropy,
    ),
    Loss(
        name="AdaptiveLogSoftmaxWithLoss",
        functional=None,
        task=Task.VOCABULARY,
        folder="classification",
        input="features (F) or (N, F)",
        input_domain=REAL,
        target="class indices, int64, () or (N), the most frequent class first",
        target_domain="0…n_classes−1; anything else raises",
        range=NON_NEGATIVE,
        arguments=(
            Argument("in_features", REQUIRED, "F, length of a feature vector"),
            Argument("n_classes", REQUIRED, "number of classes"),
            Argument("cutoffs", REQUIRED, "first class of each rare cluster, increasing"),
            Argument("div_value", 4.0, "cluster i = 1, 2… has in_features // div_value^i features"),
            Argument("head_bias", False, "give the head a bias"),
        ),
        root=Root(RootKind.NOISE_MODEL, "categorical in two steps: cluster, then class in it"),
        formula=r"\begin{cases} -\log p(y \mid x) & y \text{ frequent} \\ "
        r"-\log p(k \mid x) - \log p(y \mid k, x) & y \text{ in cluster } k \end{cases}",
        gradient=r"\operatorname{softmax} - [c = y], \quad "
        r"\text{once in the head, once in the cluster of } y",
        reductions=(),
        reduction="always the mean over the batch; output holds the log-probability of each target",
        aten=LOG_SOFTMAX,
        brief=Brief(
            idea="Asks in two steps: which frequent class, or which cluster of rare ones; then "
            "which class in the cluster.",
            when="there are very many classes of very unequal frequency, and the multiplications "
            "limit you.",
            trap="class 0 must be the most frequent one. In another order the model costs more "
            "and learns less, and nothing complains.",
            shown_in="Words in the wrong order",
        ),
        panel=Panel("logit of the cluster", _adaptive),
        start=Start(
            "features 0, each of 1000 classes once, cutoffs 10 and 100",
            r"$\ln 12 + 0.09 \ln 90 + 0.9 \ln 900$",
            log(12) + 0.09 * log(90) + 0.9 * log(900),
            _untrained_adaptive,
        ),
        draw=_draw_adaptive_log_softmax,
    ),
)
