r"""Every loss of ``torch.nn`` and every initializer of ``torch.nn.init``, as data.

This is the only place of the course that lists them: the overview table, the exercises and the
tests all read it. It has no behavior beyond drawing valid random inputs and looking up a name.

Rules that hold for every entry:

- The page is ``chapters/3-catalog/<folder>/<functional>`` and the exercise
  ``<folder>/<functional>``: one name for the page, the exercise and the function to write. A loss
  without a functional twin has the snake_case form of its class name, and no exercise.
- In a formula, x is the input and y the target. It is the loss of one example, at weight 1.
- ``size_average`` and ``reduce`` are left out of ``arguments`` (see ``DEPRECATED_ARGUMENTS``), and
  so are ``device`` and ``dtype``, which say where a module's own parameters live.
- A draw depends on its generator alone. Its tensors have torch's default dtype, and none requires
  a gradient yet. It leaves ``reduction`` to the caller. KLDivLoss is the exception: its default
  makes torch warn, so the draw asks for ``"batchmean"``.

>>> [entry.name for entry in LOSSES if entry.task is Task.REGRESSION]
['L1Loss', 'MSELoss', 'SmoothL1Loss', 'HuberLoss']
"""

import difflib
import inspect
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Final, TypeVar

import torch
from torch import Generator, Tensor

INFINITY: Final = math.inf
REQUIRED: Final = inspect.Parameter.empty
"""The default of an argument that has none."""

T = TypeVar("T")
Shape = tuple[int, ...]


class Task(StrEnum):
    """What the model predicts; the groups of the overview, in their order there."""

    BINARY = "binary"
    MULTI_LABEL = "multi-label"
    MULTI_CLASS = "multi-class"
    DISTRIBUTION = "counts and distributions"
    REGRESSION = "regression"
    SEQUENCE = "sequences"
    EMBEDDING = "faces and embeddings"
    VOCABULARY = "large vocabularies"


class RootKind(StrEnum):
    """Where a loss comes from: a likelihood, a gap between scores, or a divergence."""

    NOISE_MODEL = "noise model"
    MARGIN = "margin"
    DIVERGENCE = "divergence"


class Family(StrEnum):
    """The groups of initializers, in the order of the overview."""

    XAVIER = "Xavier"
    KAIMING = "Kaiming"
    PLAIN = "uniform, normal, constant"
    STRUCTURED = "orthogonal, identity, sparse"


@dataclass(frozen=True)
class Root:
    """The origin of a loss.

    >>> loss("l1_loss").root
    Root(kind=<RootKind.NOISE_MODEL: 'noise model'>, name='Laplace')
    """

    kind: RootKind
    name: str


@dataclass(frozen=True)
class Range:
    """The values that one element of a loss can take, for input and target in their domain.

    A mean stays in the same range, a sum of n elements in n times that range.

    Attributes:
        lower: greatest lower bound, ``-inf`` where there is none.
        upper: least upper bound at weight 1, ``inf`` where there is none.
        text: the interval, then what a reader must know about it.

    >>> loss("binary_cross_entropy").range.upper
    100.0
    """

    lower: float
    upper: float
    text: str


@dataclass(frozen=True)
class Argument:
    """One argument: its name, its default (``REQUIRED`` if it has none) and what it does.

    >>> loss("huber_loss").arguments[1].default
    1.0
    """

    name: str
    default: Any
    meaning: str


@dataclass(frozen=True)
class Brief:
    """What a reader learns of a loss in one minute; `backticks` mark code.

    Attributes:
        idea: what the loss measures, a sentence.
        when: the rest of a sentence that begins with "Take it when".
        trap: the mistake most worth knowing, the rest of a sentence that begins with "The trap:".
        shown_in: title of the section of the page that shows the trap at work.

    >>> loss("mse_loss").brief.shown_in
    'A column against a row'
    """

    idea: str
    when: str
    trap: str
    shown_in: str


@dataclass(frozen=True, eq=False)
class ModuleCall:
    """How to reach a functional's value through a module that owns parameters.

    Build the class with ``constructor``, load ``parameters`` with
    ``load_state_dict(parameters, strict=False)`` (they are all parameters, but no buffers), and
    call it with ``args``.
    """

    args: tuple[Any, ...]
    constructor: dict[str, Any]
    parameters: dict[str, Tensor]


@dataclass(frozen=True, eq=False)
class Draw:
    """Valid random inputs of one call.

    Attributes:
        args: positional arguments of the functional (of the module, where there is no functional).
        kwargs: keyword arguments of the functional; they also construct the module.
        differentiable: positions in ``args`` of the model's outputs, which take a gradient.
        module: set only for the two losses whose module owns parameters.

    >>> draw = loss("mse_loss").draw(torch.Generator().manual_seed(0))
    >>> torch.nn.functional.mse_loss(*draw.args, **draw.kwargs).ndim
    0
    """

    args: tuple[Any, ...]
    kwargs: dict[str, Any] = field(default_factory=dict)
    differentiable: tuple[int, ...] = ()
    module: ModuleCall | None = None


Drawer = Callable[[Generator], Draw]


@dataclass(frozen=True, kw_only=True)
class Loss:
    """One loss of ``torch.nn``.

    Attributes:
        name: the class, in ``torch.nn``.
        functional: its twin in ``torch.nn.functional``, None if it has none.
        task: what the model predicts.
        folder: of its page, and the assignment of its exercise.
        input, input_domain: form and shape of the model's output, and the values it may have.
        target, target_domain: the same for the target.
        range: the values of the loss.
        arguments: of the constructor, in its order.
        functional_only: arguments that the functional has and the class lacks.
        root: noise model, margin or divergence that it comes from.
        formula: LaTeX of the loss of one example.
        reductions: values of ``reduction``; empty where there is no such argument.
        reduction: what ``"mean"`` divides by.
        brief: the loss in one minute.
        aten: operators of ``torch.ops.aten`` that compute the loss or the step that is its point
            (log-softmax, log-sigmoid, the distance); a by-hand exercise refuses them. Empty where
            torch composes the loss from elementary operations.
        operators: qualified names of operators outside aten that compute it as well.
        draw: random valid inputs from a generator.
        alias_of: the class that this one is a deprecated name of.

    >>> entry = loss("cross_entropy")
    >>> entry.page
    'chapters/3-catalog/classification/cross_entropy'
    >>> entry.exercise
    'classification/cross_entropy'
    """

    name: str
    functional: str | None
    task: Task
    folder: str
    input: str
    input_domain: str
    target: str
    target_domain: str
    range: Range
    arguments: tuple[Argument, ...]
    root: Root
    formula: str
    reduction: str
    brief: Brief
    draw: Drawer
    aten: tuple[str, ...] = ()
    operators: tuple[str, ...] = ()
    functional_only: tuple[Argument, ...] = ()
    reductions: tuple[str, ...] = ("none", "mean", "sum")
    alias_of: str | None = None

    @property
    def page(self) -> str:
        """Path of the chapter's page, without suffix."""
        return f"chapters/3-catalog/{self.folder}/{self.functional or _snake_case(self.name)}"

    @property
    def exercise(self) -> str | None:
        """``assignment/function``, None for a loss without a functional twin."""
        return self.functional and f"{self.folder}/{self.functional}"


@dataclass(frozen=True, kw_only=True)
class Initializer:
    """One fill of ``torch.nn.init``.

    Attributes:
        name: the function; it fills the tensor in place and returns it.
        family: its group in the overview.
        distribution: of the entries, in words.
        formula: the same in LaTeX.
        spread: rule for the standard deviation (and the bound) of the entries.
        arguments: besides the tensor, in the order of the signature.
        domain: the tensors it accepts, in words.
        dimensions: least and greatest number of dimensions; None for no upper limit.
        page: path of the chapter's page, without suffix.
        draw: a tensor full of nan, which the fill must overwrite, and random keyword arguments.

    >>> initializer("kaiming_normal_").exercise
    'initialization/scaled'
    """

    name: str
    family: Family
    distribution: str
    formula: str
    spread: str
    domain: str
    dimensions: tuple[int, int | None]
    draw: Drawer
    arguments: tuple[Argument, ...] = ()
    page: str = "chapters/4-initialization/initializers"

    @property
    def exercise(self) -> str:
        """``assignment/notebook``; a notebook asks for the functions of one or two families."""
        scaled = self.family in (Family.XAVIER, Family.KAIMING)
        plain = self.family is Family.PLAIN
        return f"initialization/{'scaled' if scaled else 'plain' if plain else 'structured'}"


@dataclass(frozen=True)
class Gain:
    """One row of ``torch.nn.init.calculate_gain``.

    Attributes:
        nonlinearity: the name that torch accepts.
        formula: LaTeX of the gain, a ratio of standard deviations.
        value: the gain at the default ``param``.
        origin: where the value comes from.

    >>> [gain.value for gain in GAINS if gain.nonlinearity == "selu"]
    [0.75]
    """

    nonlinearity: str
    formula: str
    value: float
    origin: str


def _snake_case(name: str) -> str:
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_")


# --- drawing ----------------------------------------------------------------------------------


def _size(g: Generator, low: int = 2, high: int = 5) -> int:
    return int(torch.randint(low, high + 1, (), generator=g))


def _pick(g: Generator, *options: T) -> T:
    return options[_size(g, 0, len(options) - 1)]


def _coin(g: Generator) -> bool:
    return _size(g, 0, 1) == 1


def _shape(g: Generator) -> Shape:
    return tuple(_size(g) for _ in range(_size(g, 1, 3)))


def _normal(g: Generator, shape: Shape, scale: float = 1.0) -> Tensor:
    return scale * torch.randn(shape, generator=g)


def _uniform(g: Generator, shape: Shape, low: float = 0.0, high: float = 1.0) -> Tensor:
    return low + (high - low) * torch.rand(shape, generator=g)


def _number(g: Generator, low: float, high: float) -> float:
    return _uniform(g, (), low, high).item()


def _weight(g: Generator, shape: Shape) -> Tensor | None:
    return _pick(g, None, _uniform(g, shape, 0.2, 2.0))


def _zero_or_one(g: Generator, shape: Shape) -> Tensor:
    return torch.randint(2, shape, generator=g).to(torch.get_default_dtype())


def _plus_or_minus_one(g: Generator, shape: Shape) -> Tensor:
    return 2 * _zero_or_one(g, shape) - 1


def _class_dim(shape: Shape) -> int:
    return min(len(shape) - 1, 1)


def _class_shapes(g: Generator) -> tuple[Shape, Shape]:
    """Shapes of input and index target: one example, a batch, or a batch of K dimensions."""
    n, c, more = _size(g), _size(g, 3, 6), _pick(g, (3,), (2, 3))
    return _pick(g, ((c,), ()), ((n, c), (n,)), ((n, c, *more), (n, *more)))


def _class_indices(g: Generator, classes: int, shape: Shape) -> Tensor:
    """Class indices; now and then the first example of a batch is ignored (-100)."""
    target = torch.randint(classes, shape, generator=g)
    if shape and _coin(g):
        target[0] = -100
    return target


def _draw_binary_cross_entropy(g: Generator) -> Draw:
    shape = _shape(g)
    target = _pick(g, _zero_or_one(g, shape), _uniform(g, shape))
    return Draw((_uniform(g, shape, 0.01, 0.99), target), {"weight": _weight(g, shape)}, (0,))


def _draw_binary_cross_entropy_with_logits(g: Generator) -> Draw:
    shape = _shape(g)
    target = _pick(g, _zero_or_one(g, shape), _uniform(g, shape))
    kwargs = {"weight": _weight(g, shape), "pos_weight": _weight(g, shape[-1:])}
    return Draw((_normal(g, shape, 3.0), target), kwargs, (0,))


def _draw_soft_margin(g: Generator) -> Draw:
    shape = _shape(g)
    return Draw((_normal(g, shape, 3.0), _plus_or_minus_one(g, shape)), {}, (0,))


def _draw_multilabel_soft_margin(g: Generator) -> Draw:
    shape = _shape(g)
    args = (_normal(g, shape, 3.0), _zero_or_one(g, shape))
    return Draw(args, {"weight": _weight(g, shape[-1:])}, (0,))


def _draw_multilabel_margin(g: Generator) -> Draw:
    n, c = _size(g), _size(g, 3, 6)
    target = torch.stack([torch.randperm(c, generator=g) for _ in range(n)])
    for row in target:
        # What stands behind the -1 stays, and must not be used; no -1 where all are labels.
        row[_size(g, 0, c) :][:1] = -1
    args = _pick(g, (_normal(g, (n, c)), target), (_normal(g, (c,)), target[0]))
    return Draw(args, {}, (0,))


def _draw_cross_entropy(g: Generator) -> Draw:
    shape, index_shape = _class_shapes(g)
    dim = _class_dim(shape)
    indices = _class_indices(g, shape[dim], index_shape)
    target = _pick(g, indices, _normal(g, shape).softmax(dim))
    kwargs = {
        "weight": _weight(g, (shape[dim],)),
        "label_smoothing": _pick(g, 0.0, _number(g, 0.0, 1.0)),
    }
    return Draw((_normal(g, shape, 3.0), target), kwargs, (0,))


def _draw_nll(g: Generator) -> Draw:
    shape, index_shape = _class_shapes(g)
    dim = _class_dim(shape)
    log_probs = _normal(g, shape, 3.0).log_softmax(dim)
    target = _class_indices(g, shape[dim], index_shape)
    return Draw((log_probs, target), {"weight": _weight(g, (shape[dim],))}, (0,))


def _draw_multi_margin(g: Generator) -> Draw:
    n, c = _size(g), _size(g, 3, 6)
    shape, target_shape = _pick(g, ((c,), ()), ((n, c), (n,)))
    target = torch.randint(c, target_shape, generator=g)
    kwargs = {
        "p": _pick(g, 1, 2),
        "margin": _number(g, 0.5, 2.0),
        "weight": _weight(g, (c,)),
    }
    return Draw((_normal(g, shape), target), kwargs, (0,))


def _draw_poisson_nll(g: Generator) -> Draw:
    shape, log_input = _shape(g), _coin(g)
    rate = _uniform(g, shape, 0.1, 5.0)
    counts = torch.poisson(_uniform(g, shape, 0.0, 5.0), generator=g)
    kwargs = {"log_input": log_input, "full": _coin(g)}
    return Draw((rate.log() if log_input else rate, counts), kwargs, (0,))


def _draw_kl_div(g: Generator) -> Draw:
    shape, log_target = (_size(g), _size(g)), _coin(g)
    log_q, log_p = (_normal(g, shape).log_softmax(1) for _ in range(2))
    kwargs = {"reduction": "batchmean", "log_target": log_target}
    return Draw((log_q, log_p if log_target else log_p.exp()), kwargs, (0,))


def _draw_gaussian_nll(g: Generator) -> Draw:
    shape = _shape(g)
    var_shape = _pick(g, shape, (*shape[:-1], 1), shape[:-1])
    args = (_normal(g, shape), _normal(g, shape), _uniform(g, var_shape, 0.1, 2.0))
    return Draw(args, {"full": _coin(g)}, (0, 2))


def _draw_residual(g: Generator) -> Draw:
    shape = _shape(g)
    return Draw((_normal(g, shape, 2.0), _normal(g, shape, 2.0)), {}, (0,))


def _draw_smooth_l1(g: Generator) -> Draw:
    return replace(_draw_residual(g), kwargs={"beta": _number(g, 0.2, 3.0)})


def _draw_huber(g: Generator) -> Draw:
    return replace(_draw_residual(g), kwargs={"delta": _number(g, 0.2, 3.0)})


def _draw_ctc(g: Generator) -> Draw:
    n, labels, classes = _size(g, 1, 3), _size(g, 1, 3), _size(g, 3, 4)
    frames = 2 * labels + _size(g, 0, 2)  # enough for a blank between equal neighbors
    blank = _pick(g, 0, classes - 1)
    targets = torch.randint(classes - 1, (n, labels), generator=g)
    targets += targets >= blank
    target_lengths = torch.randint(1, labels + 1, (n,), generator=g)
    input_lengths = torch.randint(2 * labels, frames + 1, (n,), generator=g)
    if _coin(g):  # one concatenated vector instead of padded rows
        rows = zip(targets, target_lengths.tolist(), strict=True)
        targets = torch.cat([row[:length] for row, length in rows])
    log_probs = _normal(g, (frames, n, classes)).log_softmax(2)
    kwargs = {"blank": blank, "zero_infinity": _coin(g)}
    return Draw((log_probs, targets, input_lengths, target_lengths), kwargs, (0,))


def _draw_hinge_embedding(g: Generator) -> Draw:
    shape = _shape(g)
    args = (_uniform(g, shape, 0.0, 2.0), _plus_or_minus_one(g, shape))
    return Draw(args, {"margin": _number(g, 0.2, 2.0)}, (0,))


def _draw_cosine_embedding(g: Generator) -> Draw:
    batch, d = _pick(g, (), (_size(g),)), _size(g)
    x1, x2 = _normal(g, (*batch, d)), _normal(g, (*batch, d))
    args = (x1, x2, _plus_or_minus_one(g, batch))
    return Draw(args, {"margin": _number(g, -1.0, 1.0)}, (0, 1))


def _draw_margin_ranking(g: Generator) -> Draw:
    shape = _pick(g, (), (_size(g),))
    args = (_normal(g, shape), _normal(g, shape), _plus_or_minus_one(g, shape))
    return Draw(args, {"margin": _number(g, 0.0, 2.0)}, (0, 1))


def _draw_triplet(g: Generator) -> tuple[tuple[Tensor, ...], dict[str, Any]]:
    shape = _pick(g, (_size(g),), (_size(g), _size(g)))
    kwargs = {"margin": _number(g, 0.2, 2.0), "swap": _coin(g)}
    return tuple(_normal(g, shape) for _ in range(3)), kwargs


def _draw_triplet_margin(g: Generator) -> Draw:
    args, kwargs = _draw_triplet(g)
    return Draw(args, {**kwargs, "p": _pick(g, 1.0, 2.0, 3.0)}, (0, 1, 2))


def _city_block(x: Tensor, y: Tensor) -> Tensor:
    return (x - y).abs().sum(-1)


def _draw_triplet_margin_with_distance(g: Generator) -> Draw:
    args, kwargs = _draw_triplet(g)
    return Draw(args, {**kwargs, "distance_function": _pick(g, None, _city_block)}, (0, 1, 2))


def _draw_linear_cross_entropy(g: Generator) -> Draw:
    n, c, features, out = _size(g), _size(g, 3, 6), _size(g), _pick(g, (), (2,))
    x, matrix = _normal(g, (n, features)), _normal(g, (c, *out, features))
    bias = _pick(g, None, _normal(g, (c, *out)))
    probabilities = _normal(g, (n, c, *out)).softmax(1)
    target = _pick(g, _class_indices(g, c, (n, *out)), probabilities)
    weight, smoothing = _weight(g, (c,)), _pick(g, 0.0, _number(g, 0.0, 1.0))
    kwargs = {"weight": weight, "label_smoothing": smoothing}
    own = {"in_features": features, "num_classes": c, "out_features": out, "bias": bias is not None}
    parameters = {"linear.weight": matrix.reshape(-1, features)}
    if bias is not None:
        parameters["linear.bias"] = bias.flatten()
    module = ModuleCall((x, target), {**own, **kwargs}, parameters)
    return Draw((x, matrix, target), {"linear_bias": bias, **kwargs}, (0, 1), module)


def _draw_adaptive_log_softmax(g: Generator) -> Draw:
    features, cutoffs, classes, head_bias = 8, [3, 6], 10, _coin(g)
    x, target = _normal(g, (8, features)), torch.randint(classes, (8,), generator=g)
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
    parameters = {name: _normal(g, shape) for name, shape in shapes.items()}
    return Draw((x, target), {}, (0,), ModuleCall((x, target), constructor, parameters))


# --- what several entries share ---------------------------------------------------------------

_INDICES = "class indices, int64, (), (N) or (N, d1…dK)"
_LABELS = "labels +1 and −1, floats of the input's shape"
_SAME_SHAPE = "floats of the input's shape; another shape broadcasts, with a warning"
_REAL = "any real number"

_PER_ELEMENT = "mean divides by the number of elements"
_BY_TARGET_WEIGHTS = "mean divides by the sum of the weights of the targets, ignored ones left out"

_NON_NEGATIVE = Range(0.0, INFINITY, "[0, ∞)")

_REDUCTION = Argument(
    "reduction", "mean", "'none' returns every element, 'mean' their average, 'sum' their sum"
)
_CLASS_WEIGHT = Argument("weight", None, "one factor per class, shape (C,)")
_ELEMENT_WEIGHT = Argument("weight", None, "factors that broadcast to the shape of the target")
_IGNORE_INDEX = Argument(
    "ignore_index", -100, "the target value whose elements leave both the sum and the mean"
)
_SMOOTHING = Argument(
    "label_smoothing", 0.0, "ε in [0, 1]: the target becomes (1 − ε)·target + ε/C in every class"
)
_FULL_STIRLING = Argument(
    "full", False, "add Stirling's approximation of ln y!, where the target exceeds 1"
)
_SWAP = Argument(
    "swap", False, "use the distance from positive to negative where it is the smaller one"
)

_LOG_SOFTMAX = (
    "log_softmax",
    "special_log_softmax",
    "_log_softmax",
    "_log_softmax_backward_data",
)
_NLL_OPERATORS = (
    "nll_loss",
    "nll_loss_nd",
    "nll_loss_forward",
    "nll_loss_backward",
    "nll_loss2d",
    "nll_loss2d_forward",
    "nll_loss2d_backward",
)
_CROSS_ENTROPY_OPERATORS = ("cross_entropy_loss", *_NLL_OPERATORS, *_LOG_SOFTMAX)
_CHUNKED = (
    "torch_nn::_linear_cross_entropy_batch_chunked",
    "torch_nn::_linear_cross_entropy_batch_chunked_no_reduction",
)
_LOGISTIC = (
    "binary_cross_entropy_with_logits",
    "soft_margin_loss",
    "soft_margin_loss_backward",
    "log_sigmoid",
    "log_sigmoid_forward",
    "log_sigmoid_backward",
    "softplus",
    "softplus_backward",
)
_RESIDUAL = (  # each of the four is a special or a limiting case of another
    "l1_loss",
    "mse_loss",
    "mse_loss_backward",
    "smooth_l1_loss",
    "smooth_l1_loss_backward",
    "huber_loss",
    "huber_loss_backward",
)

DEPRECATED_ARGUMENTS: tuple[Argument, ...] = (
    Argument("size_average", None, "deprecated: True for the mean, False for the sum"),
    Argument("reduce", None, "deprecated: False for no reduction; wins over size_average"),
)
"""Arguments of most losses that no entry repeats. If either is set, ``reduction`` is not read."""


# --- losses -----------------------------------------------------------------------------------

_NLL = Loss(
    name="NLLLoss",
    functional="nll_loss",
    task=Task.MULTI_CLASS,
    folder="classification",
    input="log-probabilities (C), (N, C) or (N, C, d1…dK)",
    input_domain="(−∞, 0], exp sums to 1 over the classes; not checked, no log is taken",
    target=_INDICES,
    target_domain="0…C−1, or ignore_index",
    range=Range(0.0, INFINITY, "[0, ∞); below 0 where the input is no log-probability"),
    arguments=(_CLASS_WEIGHT, _IGNORE_INDEX, _REDUCTION),
    root=Root(RootKind.NOISE_MODEL, "categorical"),
    formula=r"-x_y",
    reduction=_BY_TARGET_WEIGHTS,
    aten=("cross_entropy_loss", *_NLL_OPERATORS),
    brief=Brief(
        idea="Reads one number, the log-probability of the true class, and flips its sign.",
        when="the model holds log-probabilities already. If it holds logits, take "
        "`CrossEntropyLoss`.",
        trap="probabilities in place of their logarithms. The loss goes down, and the model "
        "learns to bet all on one class.",
        shown_in="Probabilities as input",
    ),
    draw=_draw_nll,
)

LOSSES: tuple[Loss, ...] = (
    # binary
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
        arguments=(_ELEMENT_WEIGHT, _REDUCTION),
        root=Root(RootKind.NOISE_MODEL, "Bernoulli"),
        formula=r"-y \log x - (1 - y) \log(1 - x)",
        reduction=f"{_PER_ELEMENT}, with weight too",
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
            shown_in="The mistake that teaches nothing",
        ),
        draw=_draw_binary_cross_entropy,
    ),
    Loss(
        name="BCEWithLogitsLoss",
        functional="binary_cross_entropy_with_logits",
        task=Task.BINARY,
        folder="classification",
        input="logits (*), any shape",
        input_domain=_REAL,
        target="probabilities of the positive class, floats of the input's shape",
        target_domain="[0, 1]; not checked",
        range=_NON_NEGATIVE,
        arguments=(
            _ELEMENT_WEIGHT,
            _REDUCTION,
            Argument("pos_weight", None, "factors of the y term that broadcast to the target"),
        ),
        root=Root(RootKind.NOISE_MODEL, "Bernoulli"),
        formula=r"-y \log \sigma(x) - (1 - y) \log(1 - \sigma(x))",
        reduction=f"{_PER_ELEMENT}, with weight and pos_weight too",
        aten=("binary_cross_entropy", "binary_cross_entropy_backward", *_LOGISTIC),
        brief=Brief(
            idea="Scores one logit for each yes-or-no question. The sigmoid is inside.",
            when="a network answers yes-or-no questions with one real number each: one question, "
            "or many independent ones.",
            trap="a sigmoid of your own before it is one too many, and a confident mistake gets "
            "nearly no gradient.",
            shown_in="Sigmoid first",
        ),
        draw=_draw_binary_cross_entropy_with_logits,
    ),
    Loss(
        name="SoftMarginLoss",
        functional="soft_margin_loss",
        task=Task.BINARY,
        folder="classification",
        input="scores (*), any shape, no sigmoid before",
        input_domain=_REAL,
        target=_LABELS,
        target_domain="−1 or 1; not checked",
        range=_NON_NEGATIVE,
        arguments=(_REDUCTION,),
        root=Root(RootKind.NOISE_MODEL, "Bernoulli, labels ±1"),
        formula=r"\log(1 + e^{-y x})",
        reduction=_PER_ELEMENT,
        aten=_LOGISTIC,
        brief=Brief(
            idea="Logistic loss for labels −1 and +1: near 0 when the score agrees with the "
            "label, and growing with the score when it does not.",
            when="there are two classes with labels −1 and +1, and the scores stay moderate.",
            trap="labels 0 and 1. Each 0 costs ln 2, whatever the score, and teaches nothing.",
            shown_in="Labels 0 and 1",
        ),
        draw=_draw_soft_margin,
    ),
    # multi-label
    Loss(
        name="MultiLabelSoftMarginLoss",
        functional="multilabel_soft_margin_loss",
        task=Task.MULTI_LABEL,
        folder="multilabel",
        input="logits (*, C), the classes in the last dimension",
        input_domain=_REAL,
        target="0 or 1 for each class, floats of the input's shape",
        target_domain="[0, 1]; not checked",
        range=_NON_NEGATIVE,
        arguments=(_CLASS_WEIGHT, _REDUCTION),
        root=Root(RootKind.NOISE_MODEL, "independent Bernoulli per class"),
        formula=r"-\frac{1}{C} \sum_{c=1}^{C} "
        r"\left[ y_c \log \sigma(x_c) + (1 - y_c) \log(1 - \sigma(x_c)) \right]",
        reduction="each example divides by C, with weight too; "
        "mean then divides by the number of examples",
        aten=_LOGISTIC,
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
        input_domain=_REAL,
        target="label indices Y, int64, of the input's shape; a row ends at its first −1",
        target_domain="−1…C−1; what stands behind the first −1 is checked, not used",
        range=_NON_NEGATIVE,
        arguments=(_REDUCTION,),
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
    # multi-class
    Loss(
        name="CrossEntropyLoss",
        functional="cross_entropy",
        task=Task.MULTI_CLASS,
        folder="classification",
        input="logits (C), (N, C) or (N, C, d1…dK)",
        input_domain=_REAL,
        target=f"{_INDICES}, or class probabilities, floats of the input's shape",
        target_domain="0…C−1 or ignore_index; probabilities in [0, 1] that sum to 1, not checked",
        range=_NON_NEGATIVE,
        arguments=(_CLASS_WEIGHT, _IGNORE_INDEX, _REDUCTION, _SMOOTHING),
        root=Root(RootKind.NOISE_MODEL, "categorical"),
        formula=r"-\log \frac{e^{x_y}}{\sum_{c=1}^{C} e^{x_c}}",
        reduction=f"{_BY_TARGET_WEIGHTS}; with class probabilities by N·d1…dK",
        aten=_CROSS_ENTROPY_OPERATORS,
        operators=_CHUNKED,
        brief=Brief(
            idea="The surprise about the true class: minus the logarithm of the probability that "
            "the model gave it.",
            when="exactly one of C classes is true, and the network puts out logits.",
            trap="a softmax before the loss. One is inside already, and a second one keeps the "
            "loss from falling.",
            shown_in="Softmax before the loss",
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
        input_domain=_REAL,
        target="class indices, int64, () or (N)",
        target_domain="0…C−1",
        range=_NON_NEGATIVE,
        arguments=(
            Argument("p", 1, "exponent of each hinge, 1 or 2"),
            Argument("margin", 1.0, "how far the target's score must lead every other score"),
            Argument("weight", None, "one factor per class, (C,); that of the target counts"),
            _REDUCTION,
        ),
        root=Root(RootKind.MARGIN, "hinge on the lead of the target's score over each other score"),
        formula=r"\frac{1}{C} \sum_{i \ne y} \max(0, \text{margin} - x_y + x_i)^p",
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
        draw=_draw_multi_margin,
    ),
    # counts and distributions
    Loss(
        name="PoissonNLLLoss",
        functional="poisson_nll_loss",
        task=Task.DISTRIBUTION,
        folder="regression",
        input="logarithms of the rate (*), any shape; rates with log_input=False",
        input_domain="any real number; rates ≥ 0",
        target="counts, floats of the input's shape, never their logarithm",
        target_domain="≥ 0; not checked",
        range=Range(
            -INFINITY,
            INFINITY,
            "(−∞, ∞); the minimum over x is y − y ln y, with full=True it is at least 0",
        ),
        arguments=(
            Argument("log_input", True, "the input is the logarithm of the rate"),
            _FULL_STIRLING,
            Argument("eps", 1e-8, "added inside the logarithm with log_input=False"),
            _REDUCTION,
        ),
        root=Root(RootKind.NOISE_MODEL, "Poisson"),
        formula=r"e^{x} - y x",
        reduction=_PER_ELEMENT,
        aten=("poisson_nll_loss",),
        brief=Brief(
            idea="Scores a rate against a count: to miss by 3 costs more where 1 is expected than "
            "where 100 are.",
            when="the target is a count: calls per hour, defects per meter, photons per pixel.",
            trap="by default the loss expects the logarithm of the rate. A rate of 10 is read as "
            "e¹⁰.",
            shown_in="A rate where the log rate belongs",
        ),
        draw=_draw_poisson_nll,
    ),
    Loss(
        name="KLDivLoss",
        functional="kl_div",
        task=Task.DISTRIBUTION,
        folder="classification",
        input="log-probabilities (*), the logarithm of the model's q",
        input_domain="(−∞, 0]; not checked",
        target="probabilities p, floats of the input's shape; log p with log_target=True",
        target_domain="[0, 1], or (−∞, 0] with log_target=True; not checked",
        range=Range(
            -1 / math.e,
            INFINITY,
            "[−1/e, ∞) for one element; the sum over a distribution is a KL, at least 0",
        ),
        arguments=(
            Argument(
                "reduction",
                "mean",
                "'none' returns every element, 'sum' their sum, 'batchmean' the sum divided by "
                "the batch size, 'mean' the sum divided by the number of elements",
            ),
            Argument("log_target", False, "the target is a log-probability too"),
        ),
        root=Root(RootKind.DIVERGENCE, "KL(p‖q), target p, model q"),
        formula=r"\sum_{c=1}^{C} y_c (\log y_c - x_c)",
        reductions=("none", "mean", "sum", "batchmean"),
        reduction=f"{_PER_ELEMENT} and is no KL; batchmean divides by the batch size and is",
        aten=("kl_div",),
        brief=Brief(
            idea="How far the model's distribution is from a target that is a distribution "
            "itself. 0 means: exactly there.",
            when="the target is a distribution: shares of votes, the answer of a teacher network.",
            trap="the model's answer goes in as a logarithm. With `softmax` in place of "
            "`log_softmax` the model learns to bet all on one class.",
            shown_in="Softmax in place of log-softmax",
        ),
        draw=_draw_kl_div,
    ),
    Loss(
        name="GaussianNLLLoss",
        functional="gaussian_nll_loss",
        task=Task.DISTRIBUTION,
        folder="regression",
        input="means (*), any shape; variances as third argument: the same shape, one dimension 1 "
        "in its place, the last dimension missing, or a float",
        input_domain="any real number; variances ≥ 0, below 0 raises",
        target="floats of the input's shape",
        target_domain=_REAL,
        range=Range(
            math.log(1e-6) / 2,
            INFINITY,
            "[½ ln eps, ∞); that is −6.908 at the default eps; full=True adds ½ ln 2π",
        ),
        arguments=(
            Argument("full", False, "add the constant ½ ln 2π"),
            Argument("eps", 1e-6, "smallest variance used; gradients pass as if uncut"),
            _REDUCTION,
        ),
        root=Root(RootKind.NOISE_MODEL, "Gaussian of predicted variance (heteroscedastic)"),
        formula=r"\frac{1}{2} \left( \log \text{var} + \frac{(x - y)^2}{\text{var}} \right)",
        reduction=_PER_ELEMENT,
        brief=Brief(
            idea="Scores a mean and a variance together: an error costs less where the model said "
            "that it is unsure.",
            when="you want a prediction with an error bar, and the noise differs from one input "
            "to the next.",
            trap="the second output is a variance. Whoever reads it as a standard deviation is "
            "wrong, and nothing complains.",
            shown_in="A standard deviation in place of the variance",
        ),
        draw=_draw_gaussian_nll,
    ),
    # regression
    Loss(
        name="L1Loss",
        functional="l1_loss",
        task=Task.REGRESSION,
        folder="regression",
        input="predictions (*), any shape",
        input_domain=_REAL,
        target=_SAME_SHAPE,
        target_domain=_REAL,
        range=_NON_NEGATIVE,
        arguments=(_REDUCTION,),
        functional_only=(
            Argument("weight", None, "factors of the input's shape; mean divides by their sum"),
        ),
        root=Root(RootKind.NOISE_MODEL, "Laplace"),
        formula=r"|x - y|",
        reduction=_PER_ELEMENT,
        aten=_RESIDUAL,
        brief=Brief(
            idea="The average absolute error: every target pulls with the same force, however far "
            "away it is.",
            when="some targets are grossly wrong, and you cannot tell which. The loss learns the "
            "median.",
            trap="if more than half of the targets are 0, the model that always answers 0 looks "
            "best.",
            shown_in="A model that answers 0",
        ),
        draw=_draw_residual,
    ),
    Loss(
        name="MSELoss",
        functional="mse_loss",
        task=Task.REGRESSION,
        folder="regression",
        input="predictions (*), any shape",
        input_domain=_REAL,
        target=_SAME_SHAPE,
        target_domain=_REAL,
        range=_NON_NEGATIVE,
        arguments=(_REDUCTION,),
        functional_only=(
            Argument("weight", None, "factors of the input's shape; mean divides by their sum"),
        ),
        root=Root(RootKind.NOISE_MODEL, "Gaussian"),
        formula=r"(x - y)^2",
        reduction=_PER_ELEMENT,
        aten=_RESIDUAL,
        brief=Brief(
            idea="The average squared error: an error twice as large pulls twice as hard.",
            when="you want the mean of a real number, because you will add up or because the "
            "noise is Gaussian.",
            trap="a column of shape (N, 1) against a row of shape (N) compares every prediction "
            "with every target.",
            shown_in="A column against a row",
        ),
        draw=_draw_residual,
    ),
    Loss(
        name="SmoothL1Loss",
        functional="smooth_l1_loss",
        task=Task.REGRESSION,
        folder="regression",
        input="predictions (*), any shape",
        input_domain=_REAL,
        target=_SAME_SHAPE,
        target_domain=_REAL,
        range=_NON_NEGATIVE,
        arguments=(
            _REDUCTION,
            Argument("beta", 1.0, "where square turns into line, ≥ 0; the line has slope 1"),
        ),
        root=Root(RootKind.NOISE_MODEL, "Gaussian center, Laplace tails"),
        formula=r"\begin{cases} \frac{(x - y)^2}{2 \beta} & |x - y| < \beta \\ "
        r"|x - y| - \frac{\beta}{2} & \text{otherwise} \end{cases}",
        reduction=_PER_ELEMENT,
        aten=_RESIDUAL,
        brief=Brief(
            idea="The absolute error with a rounded corner: a parabola up to β, straight lines of "
            "slope 1 beyond.",
            when="an error far from 0 shall pull with 1, whatever β is. Object detectors train "
            "their boxes with it.",
            trap="it is `HuberLoss` divided by β. For a large β it goes to 0, and not to the "
            "squared error.",
            shown_in="Both limits",
        ),
        draw=_draw_smooth_l1,
    ),
    Loss(
        name="HuberLoss",
        functional="huber_loss",
        task=Task.REGRESSION,
        folder="regression",
        input="predictions (*), any shape",
        input_domain=_REAL,
        target=_SAME_SHAPE,
        target_domain=_REAL,
        range=_NON_NEGATIVE,
        arguments=(
            _REDUCTION,
            Argument("delta", 1.0, "where square turns into line, > 0; the line has slope delta"),
        ),
        functional_only=(
            Argument(
                "weight", None, "factors of the input's shape; mean divides by the element count"
            ),
        ),
        root=Root(RootKind.NOISE_MODEL, "Gaussian center, Laplace tails"),
        formula=r"\begin{cases} \frac{1}{2} (x - y)^2 & |x - y| < \delta \\ "
        r"\delta \left( |x - y| - \frac{\delta}{2} \right) & \text{otherwise} \end{cases}",
        reduction=_PER_ELEMENT,
        aten=_RESIDUAL,
        brief=Brief(
            idea="Squared near the target, straight far away: the gradient is the error, clipped "
            "at δ.",
            when="a few targets are wrong by a lot, and you know the size of the ordinary noise.",
            trap="δ has a unit. The default 1 means one thing in volts and another in millivolts.",
            shown_in="The default δ in other units",
        ),
        draw=_draw_huber,
    ),
    # sequences
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
            _REDUCTION,
            Argument("zero_infinity", False, "turn infinite losses and their gradients into 0"),
        ),
        root=Root(RootKind.NOISE_MODEL, "categorical in each frame, summed over alignments"),
        formula=r"-\log \sum_{\pi \in \mathcal{B}^{-1}(y)} \prod_{t=1}^{T} e^{x_{t, \pi_t}}",
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
        draw=_draw_ctc,
    ),
    # faces and embeddings
    Loss(
        name="TripletMarginLoss",
        functional="triplet_margin_loss",
        task=Task.EMBEDDING,
        folder="ranking",
        input="anchors, positives and negatives, (D) or (N, D) each",
        input_domain=_REAL,
        target="none: the roles of the three inputs say it",
        target_domain="none",
        range=_NON_NEGATIVE,
        arguments=(
            Argument("margin", 1.0, "how much farther the negative must be, > 0"),
            Argument("p", 2.0, "degree of the norm"),
            Argument("eps", 1e-6, "added to each coordinate of the difference"),
            _SWAP,
            _REDUCTION,
        ),
        root=Root(RootKind.MARGIN, "hinge on the difference of two distances"),
        formula=r"\max(0, d(a, a^{+}) - d(a, a^{-}) + \text{margin}), "
        r"\quad d(u, v) = \lVert u - v + \varepsilon \rVert_p",
        reduction=f"{_PER_ELEMENT}, one per triplet",
        aten=("triplet_margin_loss", "pairwise_distance"),
        brief=Brief(
            idea="Anchor, positive, negative: the negative must be farther from the anchor than "
            "the positive is, by a margin.",
            when="you know which of two things is more like a third.",
            trap="a network that maps everything to one point. The loss stands still at the "
            "margin.",
            shown_in="The collapsed network",
        ),
        draw=_draw_triplet_margin,
    ),
    Loss(
        name="TripletMarginWithDistanceLoss",
        functional="triplet_margin_with_distance_loss",
        task=Task.EMBEDDING,
        folder="ranking",
        input="anchors, positives and negatives, of any one shape the distance takes",
        input_domain="what the distance takes",
        target="none: the roles of the three inputs say it",
        target_domain="none",
        range=_NON_NEGATIVE,
        arguments=(
            Argument(
                "distance_function", None, "distance of two tensors; None is PairwiseDistance()"
            ),
            Argument("margin", 1.0, "how much farther the negative must be, > 0"),
            _SWAP,
            _REDUCTION,
        ),
        root=Root(RootKind.MARGIN, "hinge on the difference of two distances"),
        formula=r"\max(0, d(a, a^{+}) - d(a, a^{-}) + \text{margin})",
        reduction=f"{_PER_ELEMENT} that the distance returns",
        aten=("triplet_margin_loss",),
        brief=Brief(
            idea="The triplet loss, with any distance you like between the points.",
            when="things are compared by direction, or by another function of two tensors.",
            trap="a similarity in place of a distance. The loss falls, and the positive is driven "
            "away.",
            shown_in="A similarity in place of a distance",
        ),
        draw=_draw_triplet_margin_with_distance,
    ),
    Loss(
        name="MarginRankingLoss",
        functional="margin_ranking_loss",
        task=Task.EMBEDDING,
        folder="ranking",
        input="two scores, both () or (N); other shapes broadcast",
        input_domain=_REAL,
        target="+1 if the first should rank higher, −1 if the second, floats of the input's shape",
        target_domain="−1 or 1; not checked",
        range=_NON_NEGATIVE,
        arguments=(Argument("margin", 0.0, "gap that the two must keep"), _REDUCTION),
        root=Root(RootKind.MARGIN, "hinge on the difference of two scores"),
        formula=r"\max(0, -y (x_1 - x_2) + \text{margin})",
        reduction=f"{_PER_ELEMENT}, one per pair",
        aten=("margin_ranking_loss",),
        brief=Brief(
            idea="Two scores: the one that should be higher must lead by the margin.",
            when="all you know is which of two things should score higher.",
            trap="labels 0 and 1 in place of −1 and 1. A pair with label 0 has no gradient.",
            shown_in="Labels 0 and 1",
        ),
        draw=_draw_margin_ranking,
    ),
    Loss(
        name="HingeEmbeddingLoss",
        functional="hinge_embedding_loss",
        task=Task.EMBEDDING,
        folder="ranking",
        input="distances (*), any shape",
        input_domain="≥ 0; not checked",
        target=_LABELS,
        target_domain="−1 or 1; not checked, any other value adds both branches",
        range=Range(0.0, INFINITY, "[0, ∞); below 0 where the input is no distance"),
        arguments=(
            Argument("margin", 1.0, "distance beyond which a pair with y = −1 costs nothing"),
            _REDUCTION,
        ),
        root=Root(RootKind.MARGIN, "hinge on a distance"),
        formula=r"\begin{cases} x & y = 1 \\ \max(0, \text{margin} - x) & y = -1 \end{cases}",
        reduction=_PER_ELEMENT,
        aten=("hinge_embedding_loss",),
        brief=Brief(
            idea="Pulls the two things of a pair together if they are the same, and pushes them "
            "apart, up to a margin, if not.",
            when="you have pairs, same or different, and a distance of your own.",
            trap="a similarity in place of a distance. The loss falls below 0, and same things "
            "are driven apart.",
            shown_in="A similarity in place of a distance",
        ),
        draw=_draw_hinge_embedding,
    ),
    Loss(
        name="CosineEmbeddingLoss",
        functional="cosine_embedding_loss",
        task=Task.EMBEDDING,
        folder="ranking",
        input="two embeddings, both (D) or (N, D)",
        input_domain=_REAL,
        target="labels +1 (similar) and −1 (dissimilar), () or (N)",
        target_domain="−1 or 1; not checked, any other value costs 0",
        range=Range(0.0, 2.0, "[0, 2] for a margin in [−1, 1]"),
        arguments=(
            Argument("margin", 0.0, "cosine below which a pair with y = −1 costs nothing"),
            _REDUCTION,
        ),
        root=Root(RootKind.MARGIN, "hinge on a cosine similarity"),
        formula=r"\begin{cases} 1 - \cos(x_1, x_2) & y = 1 \\ "
        r"\max(0, \cos(x_1, x_2) - \text{margin}) & y = -1 \end{cases}",
        reduction=f"{_PER_ELEMENT}, one per pair",
        aten=("cosine_embedding_loss", "cosine_similarity"),
        brief=Brief(
            idea="Turns two similar vectors toward each other and two dissimilar ones away. "
            "Lengths do not count.",
            when="pairs are labeled similar or dissimilar, and only the direction counts.",
            trap="a target that is neither 1 nor −1, such as 0 or 0.5, costs nothing and teaches "
            "nothing.",
            shown_in="A target of 0.5",
        ),
        draw=_draw_cosine_embedding,
    ),
    # large vocabularies
    Loss(
        name="LinearCrossEntropyLoss",
        functional="linear_cross_entropy",
        task=Task.VOCABULARY,
        folder="classification",
        input="features (F) or (N, F), of which the linear layer W, b makes logits",
        input_domain=_REAL,
        target=f"{_INDICES}, or class probabilities (C) or (N, C, d1…dK)",
        target_domain="0…C−1 or ignore_index; probabilities in [0, 1] that sum to 1, not checked",
        range=_NON_NEGATIVE,
        arguments=(
            Argument("in_features", REQUIRED, "F, length of a feature vector"),
            Argument("num_classes", REQUIRED, "C, number of classes"),
            Argument("out_features", (), "dimensions (d1…dK) of the target besides the batch"),
            Argument("bias", False, "give the linear layer a bias"),
            _REDUCTION,
            _CLASS_WEIGHT,
            Argument(
                "ignore_index",
                None,
                f"{_IGNORE_INDEX.meaning}; None is −100; class probabilities allow None alone",
            ),
            _SMOOTHING,
            Argument("options", None, "None computes all logits at once, an instance in chunks"),
        ),
        functional_only=(
            Argument("linear_bias", None, "b, shape (C, d1…dK); W is the second positional input"),
        ),
        root=Root(RootKind.NOISE_MODEL, "categorical"),
        formula=r"-\log \operatorname{softmax}(W x + b)_y",
        reduction=f"{_BY_TARGET_WEIGHTS}; with class probabilities by N·d1…dK",
        aten=_CROSS_ENTROPY_OPERATORS,
        operators=_CHUNKED,
        brief=Brief(
            idea="The last linear layer and cross-entropy in one, so that the logits need not all "
            "be in memory at once.",
            when="there are very many classes, and the memory for their logits limits your batch.",
            trap="the class alone saves nothing. The memory is saved by chunks, and chunks come "
            "with `options`.",
            shown_in="The class alone",
        ),
        draw=_draw_linear_cross_entropy,
    ),
    Loss(
        name="AdaptiveLogSoftmaxWithLoss",
        functional=None,
        task=Task.VOCABULARY,
        folder="classification",
        input="features (F) or (N, F)",
        input_domain=_REAL,
        target="class indices, int64, () or (N), the most frequent class first",
        target_domain="0…n_classes−1; anything else raises",
        range=_NON_NEGATIVE,
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
        reductions=(),
        reduction="always the mean over the batch; output holds the log-probability of each target",
        aten=_LOG_SOFTMAX,
        brief=Brief(
            idea="Asks in two steps: which frequent class, or which cluster of rare ones; then "
            "which class in the cluster.",
            when="there are very many classes of very unequal frequency, and the multiplications "
            "limit you.",
            trap="class 0 must be the most frequent one. In another order the model costs more "
            "and learns less, and nothing complains.",
            shown_in="Words in the wrong order",
        ),
        draw=_draw_adaptive_log_softmax,
    ),
)


# --- initializers -----------------------------------------------------------------------------


def _unfilled(*shape: int) -> tuple[Tensor]:
    return (torch.full(shape, math.nan),)


def _layer(g: Generator) -> tuple[Tensor]:
    """A blank weight of a linear or a convolution layer."""
    kernel = _pick(g, (), (3,), (2, 3))
    return _unfilled(_size(g, 3, 9), _size(g, 3, 9), *kernel)


def _draw_fill(g: Generator) -> Draw:
    return Draw(_unfilled(*_shape(g)))


def _draw_uniform(g: Generator) -> Draw:
    return Draw(_unfilled(*_shape(g)), {"a": _number(g, -2.0, 0.0), "b": _number(g, 0.5, 2.0)})


def _draw_normal(g: Generator) -> Draw:
    return Draw(_unfilled(*_shape(g)), {"mean": _number(g, -1.0, 1.0), "std": _number(g, 0.1, 2.0)})


def _draw_trunc_normal(g: Generator) -> Draw:
    mean, std = _number(g, -1.0, 1.0), _number(g, 0.1, 2.0)
    bounds = {"a": mean - _number(g, 0.5, 3.0) * std, "b": mean + _number(g, 0.5, 3.0) * std}
    return Draw(_unfilled(*_shape(g)), {"mean": mean, "std": std, **bounds})


def _draw_constant(g: Generator) -> Draw:
    return Draw(_unfilled(*_shape(g)), {"val": _number(g, -2.0, 2.0)})


def _draw_eye(g: Generator) -> Draw:
    return Draw(_unfilled(_size(g), _size(g)))


def _draw_dirac(g: Generator) -> Draw:
    groups, kernel = _size(g, 1, 3), _pick(g, (3,), (2, 3), (3, 2, 3))
    return Draw(_unfilled(groups * _size(g), _size(g), *kernel), {"groups": groups})


def _draw_gain(g: Generator) -> Draw:
    return Draw(_layer(g), {"gain": _number(g, 0.5, 2.0)})


def _draw_kaiming(g: Generator) -> Draw:
    kwargs = {
        "a": _number(g, 0.0, 1.0),
        "mode": _pick(g, "fan_in", "fan_out"),
        "nonlinearity": _pick(g, "leaky_relu", "relu", "tanh"),
    }
    return Draw(_layer(g), kwargs)


def _draw_sparse(g: Generator) -> Draw:
    kwargs = {"sparsity": _number(g, 0.0, 1.0), "std": _number(g, 0.01, 1.0)}
    return Draw(_unfilled(_size(g, 3, 9), _size(g, 3, 9)), kwargs)


_XAVIER_PAGE = "chapters/4-initialization/xavier"
_KAIMING_PAGE = "chapters/4-initialization/kaiming"
_ANY_TENSOR = "any shape"
_FANS = "at least 2 dimensions: the fans are shape[1] and shape[0], times the kernel's size"

_GENERATOR = Argument("generator", None, "source of randomness; None is torch's global one")
_GAIN = Argument("gain", 1.0, "factor of the standard deviation, see calculate_gain")
_KAIMING_ARGUMENTS = (
    Argument("a", 0, "negative slope of the leaky ReLU; read for 'leaky_relu' only"),
    Argument("mode", "fan_in", "'fan_in' keeps the size of the signal, 'fan_out' of the gradient"),
    Argument("nonlinearity", "leaky_relu", "what follows the layer, see calculate_gain"),
    _GENERATOR,
)

INITIALIZERS: tuple[Initializer, ...] = (
    # Xavier
    Initializer(
        name="xavier_uniform_",
        family=Family.XAVIER,
        distribution="uniform, symmetric around 0",
        formula=r"U(-b, b), \quad b = \text{gain} "
        r"\sqrt{\frac{6}{\text{fan\_in} + \text{fan\_out}}}",
        spread="std gain·√(2 / (fan_in + fan_out)), bound √3 times that",
        arguments=(_GAIN, _GENERATOR),
        domain=_FANS,
        dimensions=(2, None),
        page=_XAVIER_PAGE,
        draw=_draw_gain,
    ),
    Initializer(
        name="xavier_normal_",
        family=Family.XAVIER,
        distribution="normal around 0",
        formula=r"N(0, s^2), \quad s = \text{gain} "
        r"\sqrt{\frac{2}{\text{fan\_in} + \text{fan\_out}}}",
        spread="std gain·√(2 / (fan_in + fan_out))",
        arguments=(_GAIN, _GENERATOR),
        domain=_FANS,
        dimensions=(2, None),
        page=_XAVIER_PAGE,
        draw=_draw_gain,
    ),
    # Kaiming
    Initializer(
        name="kaiming_uniform_",
        family=Family.KAIMING,
        distribution="uniform, symmetric around 0",
        formula=r"U(-b, b), \quad b = \text{gain} \sqrt{\frac{3}{\text{fan}}}",
        spread="std gain / √fan, bound √3 times that",
        arguments=_KAIMING_ARGUMENTS,
        domain=_FANS,
        dimensions=(2, None),
        page=_KAIMING_PAGE,
        draw=_draw_kaiming,
    ),
    Initializer(
        name="kaiming_normal_",
        family=Family.KAIMING,
        distribution="normal around 0",
        formula=r"N(0, s^2), \quad s = \frac{\text{gain}}{\sqrt{\text{fan}}}",
        spread="std gain / √fan",
        arguments=_KAIMING_ARGUMENTS,
        domain=_FANS,
        dimensions=(2, None),
        page=_KAIMING_PAGE,
        draw=_draw_kaiming,
    ),
    # uniform, normal, constant
    Initializer(
        name="uniform_",
        family=Family.PLAIN,
        distribution="uniform between a and b",
        formula=r"U(a, b)",
        spread="std (b − a) / √12",
        arguments=(
            Argument("a", 0.0, "lower bound"),
            Argument("b", 1.0, "upper bound"),
            _GENERATOR,
        ),
        domain=_ANY_TENSOR,
        dimensions=(0, None),
        draw=_draw_uniform,
    ),
    Initializer(
        name="normal_",
        family=Family.PLAIN,
        distribution="normal",
        formula=r"N(\text{mean}, \text{std}^2)",
        spread="std as given",
        arguments=(
            Argument("mean", 0.0, "expectation"),
            Argument("std", 1.0, "standard deviation"),
            _GENERATOR,
        ),
        domain=_ANY_TENSOR,
        dimensions=(0, None),
        draw=_draw_normal,
    ),
    Initializer(
        name="trunc_normal_",
        family=Family.PLAIN,
        distribution="normal, drawn again outside [a, b]",
        formula=r"N(\text{mean}, \text{std}^2) \text{ given } a \le w \le b",
        spread="below std: 0.8796 std if a and b lie 2 std from the mean",
        arguments=(
            Argument("mean", 0.0, "expectation before truncation"),
            Argument("std", 1.0, "standard deviation before truncation"),
            Argument("a", -2.0, "lower bound, a value, not a number of stds"),
            Argument("b", 2.0, "upper bound, a value, not a number of stds"),
            _GENERATOR,
        ),
        domain=_ANY_TENSOR,
        dimensions=(0, None),
        draw=_draw_trunc_normal,
    ),
    Initializer(
        name="constant_",
        family=Family.PLAIN,
        distribution="one value",
        formula=r"w = \text{val}",
        spread="std 0",
        arguments=(Argument("val", REQUIRED, "the value"),),
        domain=_ANY_TENSOR,
        dimensions=(0, None),
        draw=_draw_constant,
    ),
    Initializer(
        name="ones_",
        family=Family.PLAIN,
        distribution="ones",
        formula=r"w = 1",
        spread="std 0",
        domain=_ANY_TENSOR,
        dimensions=(0, None),
        draw=_draw_fill,
    ),
    Initializer(
        name="zeros_",
        family=Family.PLAIN,
        distribution="zeros",
        formula=r"w = 0",
        spread="std 0",
        domain=_ANY_TENSOR,
        dimensions=(0, None),
        draw=_draw_fill,
    ),
    # orthogonal, identity, sparse
    Initializer(
        name="orthogonal_",
        family=Family.STRUCTURED,
        distribution="uniform over matrices with orthonormal rows or columns, times gain",
        formula=r"W W^{T} = \text{gain}^2 I \text{ or } W^{T} W = \text{gain}^2 I",
        spread="every singular value is gain; std gain / √max(rows, columns)",
        arguments=(replace(_GAIN, default=1, meaning="factor of the matrix"), _GENERATOR),
        domain="at least 2 dimensions; all but the first are flattened into columns",
        dimensions=(2, None),
        draw=_draw_gain,
    ),
    Initializer(
        name="eye_",
        family=Family.STRUCTURED,
        distribution="ones on the diagonal, zeros elsewhere",
        formula=r"W_{ij} = 1 \text{ if } i = j, \text{ else } 0",
        spread="not random",
        domain="2 dimensions, square or not",
        dimensions=(2, 2),
        draw=_draw_eye,
    ),
    Initializer(
        name="dirac_",
        family=Family.STRUCTURED,
        distribution="a one at the kernel's center for output channel = input channel, else zeros",
        formula=r"W_{o i t} = 1 \text{ if } o = i \text{ and } "
        r"t = \lfloor \text{size} / 2 \rfloor, \text{ else } 0",
        spread="not random",
        arguments=(Argument("groups", 1, "number of groups; each starts again at channel 0"),),
        domain="3, 4 or 5 dimensions, shape[0] divisible by groups",
        dimensions=(3, 5),
        draw=_draw_dirac,
    ),
    Initializer(
        name="sparse_",
        family=Family.STRUCTURED,
        distribution="normal around 0, with the same number of zeros in every column",
        formula=r"\lceil \text{sparsity} \cdot \text{rows} \rceil \text{ zeros per column, "
        r"else } N(0, \text{std}^2)",
        spread="std as given where nonzero",
        arguments=(
            Argument("sparsity", REQUIRED, "fraction of each column set to 0, rounded up"),
            Argument("std", 0.01, "standard deviation of the other entries"),
            replace(
                _GENERATOR,
                meaning=f"{_GENERATOR.meaning}; the places of the zeros never come from it",
            ),
        ),
        domain="2 dimensions",
        dimensions=(2, 2),
        draw=_draw_sparse,
    ),
)

GAIN_ARGUMENTS: tuple[Argument, ...] = (
    Argument("nonlinearity", REQUIRED, "one of the names in GAINS"),
    Argument("param", None, "negative slope, read for 'leaky_relu' only; None is 0.01"),
)
"""Arguments of ``torch.nn.init.calculate_gain``."""

GAIN_EXERCISE: Final = "initialization/scaled"

_LINEAR = ("linear", *(f"conv{'_transpose' * t}{d}d" for t in range(2) for d in range(1, 4)))

GAINS: tuple[Gain, ...] = (
    *(Gain(name, "1", 1.0, "exact: no nonlinearity") for name in _LINEAR),
    Gain("sigmoid", "1", 1.0, "convention"),
    Gain("tanh", r"\frac{5}{3}", 5 / 3, "rule of thumb"),
    Gain("relu", r"\sqrt{2}", math.sqrt(2), "exact: half of the second moment is cut off"),
    Gain(
        "leaky_relu",
        r"\sqrt{\frac{2}{1 + a^2}}",
        math.sqrt(2 / (1 + 0.01**2)),
        "exact: the second moment becomes (1 + a²)/2 of itself",
    ),
    Gain("selu", r"\frac{3}{4}", 0.75, "chosen by experiment; self-normalizing networks need 1"),
)


# --- looking up -------------------------------------------------------------------------------


def _look_up(asked: str, known: Iterable[tuple[str, T]], what: str) -> T:
    if not isinstance(asked, str):
        raise TypeError(
            f"expected the name of {what} as a string, got {asked!r} of type "
            f"{type(asked).__name__}; pass a name such as {next(iter(known))[0]!r}"
        )
    table: dict[str, T] = {}
    for name, entry in known:
        table.setdefault(name, entry)  # the first one wins: an alias stands behind its class
    if asked in table:
        return table[asked]
    by_lower_case = {name.lower(): name for name in table}
    near = difflib.get_close_matches(asked.lower(), by_lower_case, n=3, cutoff=0.5)
    hint = f"did you mean {', '.join(repr(by_lower_case[name]) for name in near)}?"
    raise ValueError(
        f"{asked!r} is not the name of {what}; "
        + (hint if near else f"the names are {', '.join(table)}")
    )


def loss(name: str) -> Loss:
    """Look up a loss by the name of its class or of its functional twin.

    Args:
        name: such as ``"CrossEntropyLoss"`` or ``"cross_entropy"``.

    Returns:
        The entry; for ``"nll_loss"`` that of NLLLoss, not of its deprecated alias.

    Raises:
        ValueError: no such loss; the message has the nearest names.
        TypeError: the name is no string.

    >>> loss("MSELoss") is loss("mse_loss")
    True
    >>> loss("cross_entropi")
    Traceback (most recent call last):
    ValueError: 'cross_entropi' is not the name of a loss; did you mean 'cross_entropy'...
    """
    known = [(entry.name, entry) for entry in LOSSES]
    known += [(entry.functional, entry) for entry in LOSSES if entry.functional]
    return _look_up(name, known, "a loss")


def initializer(name: str) -> Initializer:
    """Look up an initializer by its name.

    Args:
        name: such as ``"kaiming_normal_"``, with the underscore that marks an in-place fill.

    Returns:
        The entry.

    Raises:
        ValueError: no such initializer; the message has the nearest names.
        TypeError: the name is no string.

    >>> initializer("orthogonal_").spread
    'every singular value is gain; std gain / √max(rows, columns)'
    """
    return _look_up(name, [(entry.name, entry) for entry in INITIALIZERS], "an initializer")
