"""The data types of the catalog's entries."""

import inspect
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, TypeVar

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

    >>> from lossutil import catalog
    >>> catalog.loss("l1_loss").root
    Root(kind=<RootKind.NOISE_MODEL: 'noise model'>, name='Laplace')
    """

    kind: RootKind
    name: str


@dataclass(frozen=True)
class Range:
    """The values that one element of a loss can take, for input and target in their domain.

    A mean stays in the same range, a sum of n elements in n times that range.

    Attributes:
        lower: greatest lower bound, ``-inf`` if there is none.
        upper: least upper bound at weight 1, ``inf`` if there is none.
        text: the interval, and a remark on it if needed.

    >>> from lossutil import catalog
    >>> catalog.loss("binary_cross_entropy").range.upper
    100.0
    """

    lower: float
    upper: float
    text: str


@dataclass(frozen=True)
class Argument:
    """One argument: its name, its default (``REQUIRED`` if it has none) and what it does.

    >>> from lossutil import catalog
    >>> catalog.loss("huber_loss").arguments[1].default
    1.0
    """

    name: str
    default: Any
    meaning: str


@dataclass(frozen=True)
class Brief:
    """The summary of a loss on its card; `backticks` mark code.

    Attributes:
        idea: what the loss measures, a sentence.
        when: the rest of a sentence that begins with "Take it when".
        trap: the most important mistake, the rest of a sentence that begins with "The trap:".
        shown_in: title of the section of the page that demonstrates this mistake.

    >>> from lossutil import catalog
    >>> catalog.loss("mse_loss").brief.shown_in
    'A column against a row'
    """

    idea: str
    when: str
    trap: str
    shown_in: str


@dataclass(frozen=True, eq=False)
class Panel:
    """The loss of one number, as the overview draws it.

    Attributes:
        moved: what the number is, in words.
        curve: from a vector of such numbers, shape (n,), to their losses, shape (n,).
        opposite: the same for the label −1; None where there is no such label.
        domain: least and greatest number that is drawn.

    >>> import torch
    >>> from lossutil import catalog
    >>> catalog.loss("mse_loss").panel.curve(torch.tensor([-3.0, 2.0]))
    tensor([9., 4.])
    """

    moved: str
    curve: Callable[[Tensor], Tensor]
    opposite: Callable[[Tensor], Tensor] | None = None
    domain: tuple[float, float] = (-4.0, 4.0)


@dataclass(frozen=True, eq=False)
class Start:
    """The loss of a model that knows nothing, before its first step.

    Attributes:
        model: what the model answers, and to what, in words.
        formula: the mean loss to expect, in Markdown.
        value: of the formula.
        computed: returns torch's mean loss of such answers, in float64.
        exact: False where a sample stands in for an expectation; it is within 1 %.

    >>> from lossutil import catalog
    >>> start = catalog.loss("cross_entropy").start
    >>> start.formula, round(start.value, 4), round(start.computed().item(), 4)
    ('$\\\\ln C$', 2.3026, 2.3026)
    """

    model: str
    formula: str
    value: float
    computed: Callable[[], Tensor]
    exact: bool = True


@dataclass(frozen=True, eq=False)
class ModuleCall:
    """How to compute a functional's value with a module that owns parameters.

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
        args: positional arguments of the functional (of the module, if there is no functional).
        kwargs: keyword arguments of the functional; they also construct the module.
        differentiable: positions in ``args`` of the model's outputs, which take a gradient.
        module: set only for the two losses whose module owns parameters.

    >>> import torch
    >>> from lossutil import catalog
    >>> draw = catalog.loss("mse_loss").draw(torch.Generator().manual_seed(0))
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
        functional: the same loss in ``torch.nn.functional``, None if it is not there.
        task: what the model predicts.
        folder: folder of its page, and assignment of its exercise.
        input, input_domain: form and shape of the model's output, and the values it may have.
        target, target_domain: the same for the target.
        range: the values of the loss.
        arguments: those of the constructor, in its order.
        functional_only: arguments that the functional has and the class lacks.
        root: noise model, margin or divergence that it comes from.
        formula: LaTeX of the loss of one example.
        gradient: LaTeX of its derivative by the input x; [A] is 1 where A holds, else 0.
        panel: the loss of one number, to be drawn.
        start: the loss of an untrained model.
        reductions: values of ``reduction``; empty if there is no such argument.
        reduction: what ``"mean"`` divides by.
        brief: the loss in one minute.
        aten: operators of ``torch.ops.aten`` that compute the loss or its essential step
            (log-softmax, log-sigmoid, the distance); a by-hand exercise refuses them. Empty if
            torch composes the loss from elementary operations.
        operators: qualified names of operators outside of aten that compute it as well.
        draw: random valid inputs from a generator.
        alias_of: the class that this one is a deprecated name of.

    >>> from lossutil import catalog
    >>> entry = catalog.loss("cross_entropy")
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
    gradient: str
    reduction: str
    brief: Brief
    panel: Panel
    start: Start
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
        """``assignment/function``, None for a loss without a functional."""
        return self.functional and f"{self.folder}/{self.functional}"


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """A loss of today's practice that ``torch.nn`` has no class for: what is built around one.

    Attributes:
        name: of the page and of the exercise.
        formula: LaTeX of the loss of one batch.
        brief: the loss in one minute.

    >>> from lossutil import catalog
    >>> catalog.RECIPES[0].page
    'chapters/3-catalog/today/next_token'
    """

    name: str
    formula: str
    brief: Brief

    @property
    def page(self) -> str:
        """Path of the chapter's page, without suffix."""
        return f"chapters/3-catalog/today/{self.name}"

    @property
    def exercise(self) -> str:
        """``assignment/notebook``."""
        return f"today/{self.name}"


@dataclass(frozen=True, kw_only=True)
class Initializer:
    """One fill of ``torch.nn.init``.

    Attributes:
        name: the function; it fills the tensor in place and returns it.
        family: its group in the overview.
        distribution: of the entries, in words.
        formula: the same in LaTeX.
        spread: rule for the standard deviation (and the bound) of the entries.
        arguments: those after the tensor, in the order of the signature.
        domain: the tensors it accepts, in words.
        dimensions: smallest and largest number of dimensions; None for no upper limit.
        page: path of the chapter's page, without suffix.
        draw: a tensor full of nan, which the fill must overwrite, and random keyword arguments.

    >>> from lossutil import catalog
    >>> catalog.initializer("kaiming_normal_").exercise
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

    >>> from lossutil import catalog
    >>> [gain.value for gain in catalog.GAINS if gain.nonlinearity == "selu"]
    [0.75]
    """

    nonlinearity: str
    formula: str
    value: float
    origin: str


def _snake_case(name: str) -> str:
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_")
