"""The catalog describes the installed torch."""

import inspect
import itertools
import math
import typing
import warnings
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import math_core
import pytest
import torch
from torch import Tensor, nn
from torch.autograd.profiler import profile
from torch.nn import functional as F
from torch.nn import init
from torch.nn.modules import adaptive
from torch.nn.modules import loss as loss_module

from lossutil import catalog
from lossutil.catalog import (
    GAINS,
    INITIALIZERS,
    LOSSES,
    REQUIRED,
    Argument,
    Draw,
    Initializer,
    Loss,
)

SEEDS = range(12)
DEPRECATED = {argument.name for argument in catalog.DEPRECATED_ARGUMENTS}
NOT_LISTED = {"self", "device", "dtype", *DEPRECATED}

every_loss = pytest.mark.parametrize("entry", LOSSES, ids=lambda entry: entry.name)
every_functional = pytest.mark.parametrize(
    "entry", [entry for entry in LOSSES if entry.functional], ids=lambda entry: entry.name
)
every_initializer = pytest.mark.parametrize("entry", INITIALIZERS, ids=lambda entry: entry.name)
every_gain = pytest.mark.parametrize("gain", GAINS, ids=lambda gain: gain.nonlinearity)

# torch warns on purpose: NLLLoss2d is deprecated, KLDivLoss's "mean" is not the KL divergence.
pytestmark = [
    pytest.mark.filterwarnings("ignore:.NLLLoss2d. has been deprecated:FutureWarning"),
    pytest.mark.filterwarnings("ignore:reduction. 'mean' divides:UserWarning"),
]


@pytest.fixture(autouse=True, scope="module")
def one_thread() -> Iterator[None]:
    """Use one thread: the tensors have only a few elements."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


# --- helpers ----------------------------------------------------------------------------------


def exported_losses() -> set[str]:
    return {*loss_module.__all__, *adaptive.__all__}


def exported_initializers() -> set[str]:
    """Public functions that fill in place; the names without underscore are deprecated aliases."""
    functions = inspect.getmembers(init, inspect.isfunction)
    return {name for name, _ in functions if name.endswith("_") and not name.startswith("_")}


def assert_in_step(entries: Iterable[Loss | Initializer], exported: set[str]) -> None:
    names = [entry.name for entry in entries]
    assert len(names) == len(set(names)), "a name is listed twice"
    assert exported - set(names) == set(), "torch exports these, the catalog lacks them"
    assert set(names) - exported == set(), "the catalog lists these, torch does not export them"


def generator(seed: int) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def draws(entry: Loss | Initializer) -> list[Draw]:
    return [entry.draw(generator(seed)) for seed in SEEDS]


def with_gradients(args: tuple[Any, ...], positions: Iterable[int]) -> tuple[Any, ...]:
    return tuple(
        arg.clone().requires_grad_() if i in positions else arg for i, arg in enumerate(args)
    )


def run_functional(entry: Loss, draw: Draw, args: tuple[Any, ...], **override: Any) -> Tensor:
    assert entry.functional is not None
    return getattr(F, entry.functional)(*args, **{**draw.kwargs, **override})


def run_class(entry: Loss, draw: Draw, args: tuple[Any, ...], **override: Any) -> Tensor:
    """The value of the module; ``args`` are the module's own positional arguments."""
    cls = getattr(nn, entry.name)
    if draw.module is None:
        return cls(**{**draw.kwargs, **override})(*args)
    with torch.random.fork_rng():  # a module with weights fills them from the global generator
        module = cls(**{**draw.module.constructor, **override})
    loaded = module.load_state_dict(draw.module.parameters, strict=False)
    assert not loaded.unexpected_keys
    assert not set(loaded.missing_keys) & {name for name, _ in module.named_parameters()}
    result = module(*args)
    return result if isinstance(result, Tensor) else result.loss


def run(entry: Loss, draw: Draw, args: tuple[Any, ...], **override: Any) -> Tensor:
    by = run_functional if entry.functional else run_class
    return by(entry, draw, args, **override)


def reductions(entry: Loss) -> list[dict[str, str]]:
    return [{"reduction": name} for name in entry.reductions] or [{}]


def described(arguments: Iterable[Argument]) -> list[tuple[str, Any]]:
    return [(argument.name, argument.default) for argument in arguments]


def listed(function: Callable[..., Any]) -> list[tuple[str, Any]]:
    parameters = inspect.signature(function).parameters.values()
    return [(p.name, p.default) for p in parameters if p.name not in NOT_LISTED]


def flat(value: Any) -> list[Tensor]:
    """All tensors and numbers inside a draw, in order."""
    if isinstance(value, Draw):
        module = value.module and value.module.parameters
        return flat((value.args, value.kwargs, module))
    if isinstance(value, dict):
        return flat(list(value.items()))
    if isinstance(value, tuple | list):
        return [tensor for item in value for tensor in flat(item)]
    return [torch.as_tensor(value)] if isinstance(value, Tensor | int | float) else []


def same(first: Draw, second: Draw) -> bool:
    pairs = itertools.zip_longest(flat(first), flat(second))
    return all(
        a is not None and b is not None and torch.equal(a.nan_to_num(9.0), b.nan_to_num(9.0))
        for a, b in pairs
    )


# --- in step with torch -----------------------------------------------------------------------


def test_the_catalog_lists_exactly_the_losses_torch_exports() -> None:
    assert_in_step(LOSSES, exported_losses())


def test_the_catalog_lists_the_initializers_that_torch_exports() -> None:
    assert_in_step(INITIALIZERS, exported_initializers())


def test_the_lists_derived_from_torch_are_complete() -> None:
    # From the course's plan: 23 names in nn.modules.loss and one in adaptive; 14 fills.
    assert len(exported_losses()) == 24
    assert len(exported_initializers()) == 14
    assert exported_initializers() <= set(init.__all__)


@every_loss
def test_removing_a_loss_fails_the_coverage_test(entry: Loss) -> None:
    with pytest.raises(AssertionError, match=entry.name):
        assert_in_step([other for other in LOSSES if other is not entry], exported_losses())


@every_initializer
def test_removing_an_initializer_fails_the_coverage_test(entry: Initializer) -> None:
    rest = [other for other in INITIALIZERS if other is not entry]
    with pytest.raises(AssertionError, match=entry.name):
        assert_in_step(rest, exported_initializers())


def test_a_loss_torch_no_longer_has_fails_the_coverage_test() -> None:
    with pytest.raises(AssertionError, match="torch does not export"):
        assert_in_step(LOSSES, exported_losses() - {"CTCLoss"})


def test_a_loss_listed_twice_fails_the_coverage_test() -> None:
    with pytest.raises(AssertionError, match="twice"):
        assert_in_step([*LOSSES, LOSSES[0]], exported_losses())


@every_loss
def test_the_arguments_of_a_loss_are_those_of_its_constructor(entry: Loss) -> None:
    assert described(entry.arguments) == listed(getattr(nn, entry.name).__init__)


@every_functional
def test_the_functional_takes_the_arguments_of_its_entry(entry: Loss) -> None:
    assert entry.functional is not None
    function = dict(listed(getattr(F, entry.functional)))
    options = {name: default for name, default in function.items() if default is not REQUIRED}
    known = dict(described((*entry.arguments, *entry.functional_only)))
    constructor_only = known.keys() - function.keys()
    assert options.keys() <= known.keys()
    assert {name: known[name] for name in options} == options
    assert not constructor_only & {a.name for a in entry.functional_only}
    # Only a module that owns parameters has arguments that its functional lacks.
    assert not constructor_only or entry.name == "LinearCrossEntropyLoss"


@every_initializer
def test_initializer_arguments_are_those_of_the_signature(entry: Initializer) -> None:
    assert [("tensor", REQUIRED), *described(entry.arguments)] == listed(getattr(init, entry.name))


def test_deprecated_arguments_are_those_of_half_the_losses() -> None:
    signatures = [inspect.signature(getattr(nn, entry.name).__init__) for entry in LOSSES]
    for name in DEPRECATED:
        assert sum(name in s.parameters for s in signatures) > len(LOSSES) / 2


def test_the_deprecated_arguments_win_over_reduction() -> None:
    x, y = torch.tensor([1.0, 3.0]), torch.zeros(2)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch warns which reduction to use instead
        assert F.l1_loss(x, y, size_average=False, reduction="none").item() == 4.0
        assert F.l1_loss(x, y, size_average=True, reduction="none").item() == 2.0
        assert F.l1_loss(x, y, size_average=True, reduce=False).tolist() == [1.0, 3.0]


@every_loss
def test_a_loss_has_reductions_exactly_if_it_has_the_argument(entry: Loss) -> None:
    assert bool(entry.reductions) == ("reduction" in dict(described(entry.arguments)))


@every_functional
def test_a_reduction_that_is_not_listed_is_refused_by_torch(entry: Loss) -> None:
    draw = draws(entry)[0]
    for name in {"none", "mean", "sum", "batchmean", "median"} - set(entry.reductions):
        with pytest.raises(ValueError, match=r"not (a )?valid"):
            run_functional(entry, draw, draw.args, reduction=name)


def test_an_alias_is_the_same_loss_under_a_deprecated_name() -> None:
    ((alias, real),) = [(entry, entry.alias_of) for entry in LOSSES if entry.alias_of]
    assert issubclass(getattr(nn, alias.name), getattr(nn, real))
    with pytest.warns(FutureWarning, match="deprecated"):
        getattr(nn, alias.name)()
    assert alias.page == catalog.loss(real).page


# --- operators --------------------------------------------------------------------------------


@every_loss
def test_every_operator_of_an_entry_exists(entry: Loss) -> None:
    for name in entry.aten:
        assert hasattr(torch.ops.aten, name), name
    assert len(entry.aten) == len(set(entry.aten))
    from torch.nn.modules import linear_cross_entropy  # noqa: F401 - registers the operators

    for qualified in entry.operators:
        namespace, name = qualified.split("::")
        assert hasattr(getattr(torch.ops, namespace), name), qualified


@every_loss
def test_the_operators_that_torch_runs_are_listed(entry: Loss) -> None:
    """Every operator with a loss's name that a call runs is listed in the entry."""
    words = ("loss", "entropy", "nll", "log_softmax", "log_sigmoid", "kl_div", "distance")
    seen: set[str] = set()
    for draw in draws(entry):
        args = with_gradients(draw.args, draw.differentiable)
        with profile(use_kineto=False) as recorded:
            run(entry, draw, args).sum().backward()
        names = {event.name.removeprefix("aten::") for event in recorded.function_events}
        seen |= {name for name in names if any(word in name for word in words) and ":" not in name}
    seen = {name for name in seen if hasattr(torch.ops.aten, name)}
    if entry.name == "TripletMarginWithDistanceLoss":
        seen -= {"pairwise_distance"}  # a distance that the learner may use, not the loss
    assert seen <= set(entry.aten)
    composed = {"GaussianNLLLoss", "TripletMarginWithDistanceLoss"}
    assert bool(seen) == (entry.name not in composed)


def test_the_chunked_operators_compute_what_the_entry_says() -> None:
    entry = catalog.loss("linear_cross_entropy")
    args = (torch.randn(4, 3), torch.randn(6, 3), torch.tensor([0, 5, 2, 2]))
    for reduction in entry.reductions:
        with profile(use_kineto=False) as recorded:
            F.linear_cross_entropy(
                *args, reduction=reduction, options=nn.LinearCrossEntropyOptions()
            )
        assert {event.name for event in recorded.function_events} & set(entry.operators)


# --- draws ------------------------------------------------------------------------------------


@every_functional
def test_functional_and_class_agree_on_value_and_gradient(entry: Loss) -> None:
    for draw, override in itertools.product(draws(entry), reductions(entry)):
        by_function = with_gradients(draw.args, draw.differentiable)
        by_class = with_gradients(draw.module.args if draw.module else draw.args, (0,))
        value = run_functional(entry, draw, by_function, **override)
        other = run_class(entry, draw, by_class, **override)
        torch.testing.assert_close(value, other)
        value.sum().backward()
        other.sum().backward()
        torch.testing.assert_close(by_function[0].grad, by_class[0].grad)


@every_loss
def test_a_draw_gives_finite_values_and_gradients(entry: Loss) -> None:
    largest = dict.fromkeys(entry.draw(generator(0)).differentiable, 0.0)
    for draw, override in itertools.product(draws(entry), reductions(entry)):
        args = with_gradients(draw.args, draw.differentiable)
        value = run(entry, draw, args, **override)
        assert value.isfinite().all()
        value.sum().backward()
        for position in draw.differentiable:
            gradient = args[position].grad
            assert gradient.isfinite().all()
            largest[position] = max(largest[position], gradient.abs().max().item())
    assert min(largest.values()) > 0, "an input that no draw gives a gradient"


@every_loss
def test_the_drawn_values_lie_in_the_range(entry: Loss) -> None:
    names = [name for name in ("none", "mean") if name in entry.reductions]
    overrides: list[dict[str, str]] = [{"reduction": name} for name in names] or [{}]
    for draw, override in itertools.product(draws(entry), overrides):
        value = run(entry, draw, draw.args, **override)
        assert value.min() >= entry.range.lower
        assert value.max() <= entry.range.upper


@every_loss
def test_the_text_of_a_range_begins_with_the_same_interval(entry: Loss) -> None:
    interval = entry.range.text.split(";")[0].split(" for ")[0]
    low, high = (side.strip("()[]") for side in interval.split(", "))
    numbers = {
        "−∞": -math.inf,
        "∞": math.inf,
        "−1/e": -math.exp(-1),
        "½ ln eps": 0.5 * math.log(dict(described(entry.arguments)).get("eps", 1.0)),
    }
    assert entry.range.lower == pytest.approx(numbers[low] if low in numbers else float(low))
    assert entry.range.upper == pytest.approx(numbers[high] if high in numbers else float(high))


ONE, ZERO = torch.ones(1), torch.zeros(1)
BOUNDS: dict[str, tuple[Callable[[], Tensor], float]] = {
    "BCELoss upper": (lambda: F.binary_cross_entropy(ZERO, ONE), 100.0),
    "KLDivLoss lower": (
        lambda: F.kl_div(ZERO, ONE / math.e, reduction="none"),
        catalog.loss("kl_div").range.lower,
    ),
    "GaussianNLLLoss lower": (
        lambda: F.gaussian_nll_loss(ZERO, ZERO, ZERO),
        catalog.loss("gaussian_nll_loss").range.lower,
    ),
    "CosineEmbeddingLoss upper, similar": (
        lambda: F.cosine_embedding_loss(ONE, -ONE, torch.tensor(1.0)),
        catalog.loss("cosine_embedding_loss").range.upper,
    ),
    "CosineEmbeddingLoss upper, dissimilar": (
        lambda: F.cosine_embedding_loss(ONE, ONE, torch.tensor(-1.0), margin=-1.0),
        catalog.loss("cosine_embedding_loss").range.upper,
    ),
    "PoissonNLLLoss minimum at y = 50": (  # y − y ln y, as the entry says
        lambda: F.poisson_nll_loss(torch.tensor(50.0).log(), torch.tensor(50.0)),
        50 - 50 * math.log(50),
    ),
}


@pytest.mark.parametrize("name", BOUNDS)
def test_a_stated_bound_is_reached(name: str) -> None:
    value, bound = BOUNDS[name]
    assert value().item() == pytest.approx(bound, rel=1e-5)


def test_the_full_poisson_loss_is_not_negative_at_its_minimum() -> None:
    # The minimum over x is at x = ln y; 0 and a point on either side of Stirling's threshold 1.
    y = torch.cat([torch.tensor([0.0, 1.0, 1.0001]), torch.linspace(0.01, 100, 10_000)])
    assert F.poisson_nll_loss(y.log().clamp(min=-100), y, full=True, reduction="none").min() >= 0


def test_the_divergence_of_a_whole_distribution_is_not_negative() -> None:
    entry = catalog.loss("kl_div")
    for draw in draws(entry):
        assert draw.kwargs["reduction"] == "batchmean"
        assert run_functional(entry, draw, draw.args) >= 0


@pytest.mark.parametrize("entry", [*LOSSES, *INITIALIZERS], ids=lambda entry: entry.name)
def test_a_draw_depends_on_its_generator_alone(entry: Loss | Initializer) -> None:
    torch.manual_seed(1)
    state = torch.get_rng_state()
    first = entry.draw(generator(3))
    assert torch.equal(torch.get_rng_state(), state), "the draw used torch's global generator"
    torch.manual_seed(2)
    assert same(first, entry.draw(generator(3)))
    assert not all(same(first, entry.draw(generator(seed))) for seed in SEEDS)


@every_loss
def test_a_draw_has_the_default_dtype_and_marks_its_inputs(entry: Loss) -> None:
    for draw in draws(entry):
        floats = [t for t in draw.args if t.is_floating_point()]
        assert {t.dtype for t in floats} == {torch.get_default_dtype()}
        assert not any(t.requires_grad for t in draw.args)
        assert draw.differentiable
        assert all(draw.args[i].is_floating_point() for i in draw.differentiable)


@every_loss
def test_the_draws_use_every_argument_that_has_a_range_of_values(entry: Loss) -> None:
    """With some seed, a draw has another value than the default of each option."""
    untouched = {"reduction", "eps", "options", "ignore_index"}
    drawn: set[str] = set()
    for draw in draws(entry):
        kwargs = draw.module.constructor if draw.module else draw.kwargs
        defaults = dict(described(entry.arguments))
        drawn |= {name for name, value in kwargs.items() if value is not defaults[name]}
    assert {argument.name for argument in entry.arguments} - untouched <= drawn


# --- formulas ---------------------------------------------------------------------------------

FORMULA_OWNERS = [*LOSSES, *catalog.RECIPES, *INITIALIZERS, *GAINS]


@pytest.mark.parametrize(
    "entry", FORMULA_OWNERS, ids=lambda entry: getattr(entry, "name", None) or entry.nonlinearity
)
def test_a_formula_is_latex_that_the_book_can_convert(entry: Any) -> None:
    converted = math_core.LatexToMathML().convert_with_local_state(entry.formula, displaystyle=True)
    assert converted.startswith("<math")


def pick(values: Tensor, target: Tensor) -> Tensor:
    """The value at the target's class, in dimension 1 (0 for one example)."""
    dim = min(values.ndim - 1, 1)
    return values.gather(dim, target.unsqueeze(dim)).squeeze(dim)


def multilabel_margin(x: Tensor, y: Tensor) -> Tensor:
    def one(x: Tensor, y: list[int]) -> Tensor:
        labels = list(itertools.takewhile(lambda label: label >= 0, y))
        others = set(range(len(x))) - set(labels)
        pairs = itertools.product(labels, others)
        return sum(((1 - (x[j] - x[i])).clamp(min=0) for j, i in pairs), torch.tensor(0.0)) / len(x)

    if x.ndim == 1:
        return one(x, y.tolist())
    return torch.stack([one(*pair) for pair in zip(x, y.tolist(), strict=True)])


def multi_margin(x: Tensor, y: Tensor) -> Tensor:
    hinges = (1 - pick(x, y).unsqueeze(-1) + x).clamp(min=0)
    return (hinges.sum(-1) - 1) / x.shape[-1]  # the target's own hinge is the margin, 1


def ctc(x: Tensor, y: Tensor, frames: Tensor, lengths: Tensor) -> Tensor:
    """Enumerate every path of every example."""

    def collapse(path: tuple[int, ...]) -> list[int]:
        return [label for label, _ in itertools.groupby(path) if label != 0]

    rows = y if y.ndim == 2 else torch.nn.utils.rnn.pad_sequence(y.split(lengths.tolist()), True)
    losses = []
    for n, (t, length) in enumerate(zip(frames.tolist(), lengths.tolist(), strict=True)):
        p = x[:t, n].exp().tolist()
        label = rows[n, :length].tolist()
        paths = itertools.product(range(x.shape[2]), repeat=t)
        fitting = (path for path in paths if collapse(path) == label)
        total = sum(math.prod(p[i][c] for i, c in enumerate(path)) for path in fitting)
        losses.append(-math.log(total))
    return torch.tensor(losses)


def adaptive_loss(draw: Draw) -> Tensor:
    """-log p(cluster) - log p(class in the cluster), mean over the batch."""
    x, y = draw.args
    assert draw.module is not None
    state, cutoffs = draw.module.parameters, draw.module.constructor["cutoffs"]
    stops = [*cutoffs[1:], draw.module.constructor["n_classes"]]
    head = (x @ state["head.weight"].T + state.get("head.bias", 0.0)).log_softmax(1)
    losses = []
    for row, features, label in zip(head, x, y.tolist(), strict=True):
        if label < cutoffs[0]:
            losses.append(-row[label])
        for i, (start, stop) in enumerate(zip(cutoffs, stops, strict=True)):
            if start <= label < stop:
                narrow = state[f"tail.{i}.0.weight"] @ features
                inside = (state[f"tail.{i}.1.weight"] @ narrow).log_softmax(0)
                losses.append(-row[cutoffs[0] + i] - inside[label - start])
    return torch.stack(losses).mean()


def distance(u: Tensor, v: Tensor) -> Tensor:
    return (u - v + 1e-6).norm(dim=-1)


def cosine(u: Tensor, v: Tensor) -> Tensor:
    return (u * v).sum(-1) / (u.norm(dim=-1) * v.norm(dim=-1))


# The catalog's formulas as code: each entry's LaTeX, at the default arguments, element by element,
# for the arguments of a draw.
FORMULAS: dict[str, Callable[..., Tensor]] = {
    "BCELoss": lambda x, y: -y * x.log() - (1 - y) * (1 - x).log(),
    "BCEWithLogitsLoss": lambda x, y: -y * x.sigmoid().log() - (1 - y) * (1 - x.sigmoid()).log(),
    "SoftMarginLoss": lambda x, y: (1 + (-y * x).exp()).log(),
    "MultiLabelSoftMarginLoss": lambda x, y: (
        -((y * x.sigmoid().log() + (1 - y) * (1 - x.sigmoid()).log()).mean(-1))
    ),
    "MultiLabelMarginLoss": multilabel_margin,
    "CrossEntropyLoss": lambda x, y: -(pick(x.exp(), y) / x.exp().sum(min(x.ndim - 1, 1))).log(),
    "NLLLoss": lambda x, y: -pick(x, y),
    "NLLLoss2d": lambda x, y: -pick(x, y),
    "MultiMarginLoss": multi_margin,
    "PoissonNLLLoss": lambda x, y: x.exp() - y * x,
    "KLDivLoss": lambda x, y: y * (y.log() - x),
    "GaussianNLLLoss": lambda x, y, var: (
        0.5
        * (lambda v: v.log() + (x - y) ** 2 / v)(var if var.ndim == x.ndim else var.unsqueeze(-1))
    ),
    "L1Loss": lambda x, y: (x - y).abs(),
    "MSELoss": lambda x, y: (x - y) ** 2,
    "SmoothL1Loss": lambda x, y: torch.where(
        (x - y).abs() < 1, (x - y) ** 2 / 2, (x - y).abs() - 0.5
    ),
    "HuberLoss": lambda x, y: torch.where((x - y).abs() < 1, (x - y) ** 2 / 2, (x - y).abs() - 0.5),
    "CTCLoss": ctc,
    "TripletMarginLoss": lambda a, p, n: (distance(a, p) - distance(a, n) + 1).clamp(min=0),
    "TripletMarginWithDistanceLoss": lambda a, p, n: (distance(a, p) - distance(a, n) + 1).clamp(
        min=0
    ),
    "MarginRankingLoss": lambda x1, x2, y: (-y * (x1 - x2)).clamp(min=0),
    "HingeEmbeddingLoss": lambda x, y: torch.where(y == 1, x, (1 - x).clamp(min=0)),
    "CosineEmbeddingLoss": lambda x1, x2, y: torch.where(
        y == 1, 1 - cosine(x1, x2), cosine(x1, x2).clamp(min=0)
    ),
    "LinearCrossEntropyLoss": lambda x, w, y: (
        -pick(torch.tensordot(x, w, dims=([-1], [-1])).softmax(1).log(), y)
    ),
}


def is_plain(draw: Draw) -> bool:
    """Whether the formula of one example applies: class indices, none ignored, no log_target."""
    target = draw.module.args[1] if draw.module else draw.args[1]
    ignored = bool((target == -100).any())
    return not (ignored or draw.kwargs.get("log_target") or draw.kwargs.get("blank"))


@every_functional
def test_the_formula_is_what_torch_computes(entry: Loss) -> None:
    needs_indices = {"CrossEntropyLoss", "LinearCrossEntropyLoss"}
    checked = 0
    for draw in filter(is_plain, draws(entry)):
        target = draw.args[-1]
        if entry.name in needs_indices and target.is_floating_point():
            continue  # class probabilities: the formula is that of an index
        if entry.name == "CTCLoss" and draw.args[0].shape[2] ** draw.args[0].shape[0] > 5_000:
            continue  # too many paths to enumerate
        assert entry.functional is not None
        value = getattr(F, entry.functional)(*draw.args, reduction="none")
        torch.testing.assert_close(
            value, FORMULAS[entry.name](*draw.args), rtol=1e-4, atol=1e-5, check_dtype=False
        )
        checked += 1
    assert checked >= 2


def test_the_adaptive_softmax_formula_is_what_torch_computes() -> None:
    entry = catalog.loss("AdaptiveLogSoftmaxWithLoss")
    for draw in draws(entry):
        torch.testing.assert_close(run_class(entry, draw, draw.args), adaptive_loss(draw))


@every_functional
def test_the_mean_divides_by_what_the_entry_says(entry: Loss) -> None:
    """'by the number of elements' or 'of examples' means the mean of 'none', and only these do."""
    plain = "sum of the weights" not in entry.reduction and "length" not in entry.reduction
    equal = []
    for draw in draws(entry):
        none, mean = (
            run_functional(entry, draw, draw.args, reduction=name) for name in ("none", "mean")
        )
        equal.append(torch.allclose(none.mean(), mean))
    assert all(equal) == plain


@pytest.mark.parametrize("name", ["cross_entropy", "linear_cross_entropy", "nll_loss"])
def test_a_weighted_mean_divides_by_the_targets_weights(name: str) -> None:
    entry = catalog.loss(name)
    checked = 0
    for draw in draws(entry):
        target, weight = draw.args[-1], draw.kwargs["weight"]
        none, mean = (
            run_functional(entry, draw, draw.args, reduction=reduction)
            for reduction in ("none", "mean")
        )
        if target.is_floating_point():
            torch.testing.assert_close(mean, none.mean())
        elif weight is not None:
            torch.testing.assert_close(mean, none.sum() / weight[target[target >= 0]].sum())
            checked += 1
    assert checked >= 2


def test_the_mean_of_ctc_divides_by_target_lengths_first() -> None:
    entry = catalog.loss("ctc_loss")
    for draw in draws(entry):
        none = run_functional(entry, draw, draw.args, reduction="none")
        mean = run_functional(entry, draw, draw.args, reduction="mean")
        torch.testing.assert_close(mean, (none / draw.args[3]).mean())


@pytest.mark.parametrize(("name", "by_weights"), [("l1", True), ("mse", True), ("huber", False)])
def test_the_weight_of_a_regression_loss_divides_as_stated(name: str, by_weights: bool) -> None:
    entry = catalog.loss(f"{name}_loss")
    (argument,) = entry.functional_only
    assert ("their sum" in argument.meaning) == by_weights
    x, y, weight = torch.tensor([1.0, 2.0]), torch.zeros(2), torch.tensor([1.0, 3.0])
    function = getattr(F, f"{name}_loss")
    none = function(x, y, weight=weight, reduction="none")
    divisor = weight.sum() if by_weights else 2
    torch.testing.assert_close(function(x, y, weight=weight), none.sum() / divisor)


# --- domains ----------------------------------------------------------------------------------

OUTSIDE: dict[str, Callable[[], Tensor]] = {
    "BCELoss, input above 1": lambda: F.binary_cross_entropy(2 * ONE, ONE),
    "BCELoss, target above 1": lambda: F.binary_cross_entropy(ONE, 2 * ONE),
    "GaussianNLLLoss, variance below 0": lambda: F.gaussian_nll_loss(ONE, ONE, -ONE),
    "AdaptiveLogSoftmaxWithLoss, class outside": lambda: nn.AdaptiveLogSoftmaxWithLoss(4, 4, [2])(
        torch.ones(1, 4), torch.tensor([4])
    ),
    "HuberLoss, delta 0": lambda: F.huber_loss(ONE, ZERO, delta=0.0),
    "SmoothL1Loss, beta below 0": lambda: F.smooth_l1_loss(ONE, ZERO, beta=-1.0),
    "MultiMarginLoss, p 3": lambda: F.multi_margin_loss(ONE, torch.tensor(0), p=3),
    "TripletMarginLoss, margin 0": lambda: F.triplet_margin_loss(ONE, ONE, ONE, margin=0.0),
}


@pytest.mark.parametrize("name", OUTSIDE)
def test_torch_refuses_what_the_entry_says_it_refuses(name: str) -> None:
    with pytest.raises((RuntimeError, ValueError)):
        OUTSIDE[name]()


# Values the catalog calls unchecked, and what it says (or the formula gives) for them.
UNCHECKED: dict[str, tuple[Callable[[], Tensor], float]] = {
    "BCEWithLogitsLoss, target 2 at logit 1": (
        lambda: F.binary_cross_entropy_with_logits(ONE, 2 * ONE),
        -2 * math.log(1 / (1 + math.exp(-1))) + math.log(1 - 1 / (1 + math.exp(-1))),
    ),
    "NLLLoss, a probability instead of its logarithm": (
        lambda: F.nll_loss(torch.tensor([[0.7, 0.3]]), torch.tensor([0])),
        -0.7,
    ),
    "HingeEmbeddingLoss, target 0 adds both branches": (
        lambda: F.hinge_embedding_loss(ONE / 4, ZERO),
        0.25 + (1 - 0.25),
    ),
    "CosineEmbeddingLoss, target 0.5 costs 0": (
        lambda: F.cosine_embedding_loss(ONE, -ONE, torch.tensor(0.5)),
        0.0,
    ),
    "CTCLoss, too few frames": (
        lambda: F.ctc_loss(
            torch.zeros(2, 1, 3), torch.tensor([[1, 1]]), torch.tensor([2]), torch.tensor([2])
        ),
        math.inf,
    ),
    "CTCLoss, an empty target divides by 1": (
        lambda: F.ctc_loss(
            torch.full((2, 1, 2), math.log(0.5)),
            torch.zeros(1, 0, dtype=torch.long),
            torch.tensor([2]),
            torch.tensor([0]),
        ),
        -2 * math.log(0.5),
    ),
    "SmoothL1Loss, beta 0 is L1Loss": (lambda: F.smooth_l1_loss(ONE, -ONE, beta=0.0), 2.0),
}


@pytest.mark.parametrize("name", UNCHECKED)
def test_an_unchecked_value_gives_what_the_entry_says(name: str) -> None:
    value, expected = UNCHECKED[name]
    assert value().item() == pytest.approx(expected, abs=1e-6)


# --- initializers -----------------------------------------------------------------------------


@every_initializer
def test_an_initializer_fills_its_draw_in_place_and_returns_it(entry: Initializer) -> None:
    torch.manual_seed(0)
    for draw in draws(entry):
        (tensor,) = draw.args
        assert tensor.isnan().all()
        assert getattr(init, entry.name)(tensor, **draw.kwargs) is tensor
        assert tensor.isfinite().all()


@every_initializer
def test_the_stated_dimensions_are_those_torch_accepts(entry: Initializer) -> None:
    required = {a.name: 0.5 for a in entry.arguments if a.default is REQUIRED}
    least, greatest = entry.dimensions
    for dimensions in range(7):
        tensor = torch.empty([3] * dimensions)
        if least <= dimensions <= (math.inf if greatest is None else greatest):
            getattr(init, entry.name)(tensor, **required)
            continue
        with pytest.raises(ValueError, match="dimensions"):
            getattr(init, entry.name)(tensor, **required)


FAN_IN, FAN_OUT = 400, 600
# Each entry's `spread` at the arguments beside it, on a weight of fan-in 400 and fan-out 600.
SPREADS: dict[str, tuple[dict[str, Any], float]] = {
    "xavier_uniform_": ({"gain": 3.0}, 3 * math.sqrt(2 / (FAN_IN + FAN_OUT))),
    "xavier_normal_": ({"gain": 3.0}, 3 * math.sqrt(2 / (FAN_IN + FAN_OUT))),
    "kaiming_uniform_": ({"a": 1.0, "mode": "fan_out"}, 1 / math.sqrt(FAN_OUT)),
    "kaiming_normal_": ({"nonlinearity": "relu"}, math.sqrt(2 / FAN_IN)),
    "uniform_": ({"a": -1.0, "b": 2.0}, 3 / math.sqrt(12)),
    "normal_": ({"std": 0.3}, 0.3),
    "trunc_normal_": ({"std": 0.5, "a": -1.0, "b": 1.0}, 0.8796 * 0.5),
    "constant_": ({"val": 2.0}, 0.0),
    "ones_": ({}, 0.0),
    "zeros_": ({}, 0.0),
    "orthogonal_": ({"gain": 2.0}, 2 / math.sqrt(FAN_OUT)),
}


@pytest.mark.parametrize("name", SPREADS)
def test_the_standard_deviation_follows_the_stated_rule(name: str) -> None:
    kwargs, expected = SPREADS[name]
    torch.manual_seed(0)
    tensor = getattr(init, name)(torch.empty(FAN_OUT, FAN_IN), **kwargs)
    # The standard error of a sample std is at most σ/√(2n): a normal has the largest kurtosis
    # here. Five of them; 0.8796 is rounded in its fourth digit.
    tolerance = expected * (5 / math.sqrt(2 * tensor.numel()) + 0.5e-4)
    assert abs(tensor.std().item() - expected) <= tolerance
    if name in ("xavier_uniform_", "kaiming_uniform_"):
        assert tensor.abs().max() <= math.sqrt(3) * expected


def test_the_structured_fills_are_what_their_entries_say() -> None:
    wide = init.orthogonal_(torch.empty(3, 2, 2), gain=2.0).flatten(1)
    torch.testing.assert_close(wide @ wide.T, 4 * torch.eye(3), rtol=0, atol=1e-5)
    tall = init.orthogonal_(torch.empty(5, 2))
    torch.testing.assert_close(tall.T @ tall, torch.eye(2), rtol=0, atol=1e-5)
    assert torch.equal(init.eye_(torch.empty(2, 3)), torch.eye(2, 3))
    dirac = init.dirac_(torch.empty(4, 2, 5), groups=2)
    ones = [[0, 0, 2], [1, 1, 2], [2, 0, 2], [3, 1, 2]]  # output, input, center of the kernel
    assert dirac.nonzero().tolist() == ones
    sparse = init.sparse_(torch.empty(5, 3), sparsity=0.3)
    assert (sparse == 0).sum(0).tolist() == [math.ceil(0.3 * 5)] * 3


def test_the_places_of_the_zeros_of_sparse_ignore_its_generator() -> None:
    def fill(seed: int) -> Tensor:
        torch.manual_seed(seed)
        return init.sparse_(torch.empty(40, 3), sparsity=0.5, generator=generator(7))

    assert torch.equal(fill(0), fill(0))
    assert not torch.equal(fill(0) == 0, fill(1) == 0)


@every_gain
def test_a_gain_is_what_torch_calculates(gain: catalog.Gain) -> None:
    calculate: Callable[..., float] = init.calculate_gain  # its annotation lists the names
    assert calculate(gain.nonlinearity) == gain.value


def test_the_gains_list_exactly_the_nonlinearities_torch_knows() -> None:
    accepted = typing.get_args(init._NonlinearityType)
    assert [gain.nonlinearity for gain in GAINS] == list(accepted[: len(GAINS)])
    assert len(GAINS) == len(accepted)


def test_calculate_gain_arguments_are_those_of_the_signature() -> None:
    assert described(catalog.GAIN_ARGUMENTS) == listed(init.calculate_gain)


# --- names ------------------------------------------------------------------------------------


@every_loss
def test_a_loss_is_found_by_its_class_name(entry: Loss) -> None:
    assert catalog.loss(entry.name) is entry


@every_functional
def test_a_loss_is_found_by_its_functional_name(entry: Loss) -> None:
    assert entry.functional is not None
    assert callable(getattr(F, entry.functional))
    found = catalog.loss(entry.functional)
    assert found.functional == entry.functional
    assert found.alias_of is None


@every_initializer
def test_an_initializer_is_found_by_its_name(entry: Initializer) -> None:
    assert catalog.initializer(entry.name) is entry


@pytest.mark.parametrize(
    ("look_up", "asked", "nearest"),
    [
        (catalog.loss, "CrossEntropy", "'CrossEntropyLoss'"),
        (catalog.loss, "crossentropyloss", "'CrossEntropyLoss'"),
        (catalog.loss, "mse", "'mse_loss'"),
        (catalog.initializer, "kaiming_normal", "'kaiming_normal_'"),
        (catalog.initializer, "xavier_unifrom_", "'xavier_uniform_'"),
    ],
)
def test_an_unknown_name_is_refused_with_similar_ones(
    look_up: Callable[[str], Any], asked: str, nearest: str
) -> None:
    with pytest.raises(ValueError, match=nearest) as caught:
        look_up(asked)
    assert repr(asked) in str(caught.value)


@pytest.mark.parametrize("look_up", [catalog.loss, catalog.initializer])
def test_a_name_without_similar_ones_is_refused_with_all(look_up: Callable[[str], Any]) -> None:
    with pytest.raises(ValueError, match="the names are") as caught:
        look_up("#")
    names = LOSSES if look_up is catalog.loss else INITIALIZERS
    assert all(entry.name in str(caught.value) for entry in names)


@pytest.mark.parametrize("asked", [None, 3, nn.MSELoss], ids=["None", "int", "class"])
def test_a_name_that_is_no_string_is_refused(asked: Any) -> None:
    with pytest.raises(TypeError, match="as a string"):
        catalog.loss(asked)


def test_each_loss_has_a_page_and_an_exercise_of_its_own() -> None:
    live = [entry for entry in LOSSES if entry.alias_of is None]
    assert len({entry.page for entry in live}) == len(live)
    exercises = [entry.exercise for entry in live if entry.functional]
    assert len(set(exercises)) == len(exercises)
    assert catalog.loss("AdaptiveLogSoftmaxWithLoss").exercise is None
    folders = {"regression", "classification", "multilabel", "ranking", "sequence"}
    assert {entry.folder for entry in LOSSES} == folders


def test_the_losses_stand_in_the_order_of_their_tasks() -> None:
    order = list(catalog.Task)
    positions = [order.index(entry.task) for entry in LOSSES]
    assert positions == sorted(positions)
    assert set(positions) == set(range(len(order)))
