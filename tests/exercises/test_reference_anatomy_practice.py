"""The references of anatomy and practice agree with torch's functions, where torch has them."""

from __future__ import annotations

import copy
import functools
import itertools
import math
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch.nn import functional as F

from lossutil.checks import compare
from lossutil.reduction import reduced as given

Reference = Callable[[str, str], Callable[..., Any]]
PAIRS = list(itertools.product((None, True, False), repeat=2))

each_dtype = pytest.mark.parametrize(
    "dtype", [pytest.param(torch.float32, id="float32"), pytest.param(torch.float64, id="float64")]
)
each_shape = pytest.mark.parametrize(
    "shape", [(), (1,), (5,), (2, 3), (2, 1, 3, 2), (0,), (2, 0)], ids=str
)
each_word = pytest.mark.parametrize("word", ["none", "mean", "sum"])


@pytest.fixture
def random() -> torch.Generator:
    return torch.Generator().manual_seed(0)


@each_dtype
@each_shape
@each_word
@pytest.mark.filterwarnings("ignore:size_average and reduce args will be deprecated")
def test_reduced_agrees_with_torch_and_with_lossutil(
    word: str,
    shape: tuple[int, ...],
    dtype: torch.dtype,
    reference: Reference,
    random: torch.Generator,
) -> None:
    x = torch.randn(shape, generator=random, dtype=dtype)
    for size_average, reduce in PAIRS:
        settings = {"reduction": word, "size_average": size_average, "reduce": reduce}

        def torchs(losses: torch.Tensor, settings: Any = settings) -> torch.Tensor:
            return F.l1_loss(losses + 9, torch.zeros_like(losses), **settings)

        for mine in (reference("anatomy", "reduced"), given):
            result = compare(
                lambda losses, mine=mine, settings=settings: mine(losses + 9, **settings), torchs, x
            )
            assert result.agrees, f"{settings}\n{result}"


@pytest.mark.parametrize("word", ["average", "Mean", "", "batchmean"])
def test_reduced_refuses_an_unknown_reduction(word: str, reference: Reference) -> None:
    for mine in (reference("anatomy", "reduced"), given):
        with pytest.raises(ValueError, match="reduction must be"):
            mine(torch.ones(2), word)


@each_dtype
@each_shape
def test_the_weighted_mean_is_that_of_l1_loss(
    shape: tuple[int, ...], dtype: torch.dtype, reference: Reference, random: torch.Generator
) -> None:
    losses, weight = (torch.rand(shape, generator=random, dtype=dtype) + 0.1 for _ in range(2))
    l1_loss: Callable[..., torch.Tensor] = F.l1_loss  # its annotation lacks the weight
    result = compare(
        reference("anatomy", "weighted_mean"),
        lambda losses, weight: l1_loss(losses, torch.zeros_like(losses), weight=weight),
        losses,
        weight,
        wrt=(0, 1),
    )
    assert result.agrees, result


@each_dtype
@each_shape
@pytest.mark.parametrize("kept", ["some", "all", "none"])
def test_the_masked_mean_is_that_of_ignore_index(
    kept: str,
    shape: tuple[int, ...],
    dtype: torch.dtype,
    reference: Reference,
    random: torch.Generator,
) -> None:
    losses = torch.randn(shape, generator=random, dtype=dtype)
    draw = torch.rand(shape, generator=random)
    keep = {"some": draw < 0.5, "all": draw >= 0, "none": draw < 0}[kept]

    def torchs(losses: torch.Tensor, keep: torch.Tensor) -> torch.Tensor:
        target = torch.where(keep.flatten(), 0, -100)
        return F.nll_loss(-losses.flatten()[:, None], target)

    result = compare(reference("anatomy", "masked_mean"), torchs, losses, keep)
    assert result.agrees, result


@each_dtype
@pytest.mark.parametrize("sizes", [(6,), (5, 1), (1, 2, 3), (0, 6), (3, 0, 3)], ids=str)
def test_accumulated_pieces_give_the_loss_of_the_whole_batch(
    sizes: tuple[int, ...], dtype: torch.dtype, reference: Reference, random: torch.Generator
) -> None:
    accumulated = reference("anatomy", "accumulated")
    logits = torch.randn(6, 4, generator=random, dtype=dtype)
    target = torch.randint(4, (6,), generator=random)
    weight = torch.tensor([1.0, 2.0, 0.5, 3.0], dtype=dtype)
    for w in (None, weight):

        def in_pieces(logits: torch.Tensor, w: Any = w) -> torch.Tensor:
            pieces = list(zip(logits.split(sizes), target.split(sizes), strict=True))
            means = [F.cross_entropy(a, b, w) for a, b in pieces]
            counts = [len(b) if w is None else w[b].sum().item() for _, b in pieces]
            return accumulated(means, counts)

        whole = compare(in_pieces, lambda x, w=w: F.cross_entropy(x, target, w), logits)
        assert whole.agrees, whole


@each_shape
def test_log_cosh_is_the_formula_in_64_bits(
    shape: tuple[int, ...], reference: Reference, random: torch.Generator
) -> None:
    error = 5 * torch.randn(shape, generator=random, dtype=torch.float64)
    result = compare(reference("anatomy", "log_cosh"), lambda e: e.cosh().log(), error)
    assert result.agrees, result


def test_log_cosh_lies_between_its_two_limits(reference: Reference) -> None:
    log_cosh = reference("anatomy", "log_cosh")
    error = torch.logspace(-3, 8, 200, dtype=torch.float64)
    loss = log_cosh(torch.cat([-error, error])).view(2, -1)
    torch.testing.assert_close(loss[0], loss[1])
    assert (loss[1] <= error**2 / 2 + 1e-12).all()
    assert (loss[1] >= error - math.log(2) - 1e-12).all()


@each_dtype
@each_word
@pytest.mark.parametrize("shape", [(3,), (4, 3), (2, 4, 3), (0, 3)], ids=str)
def test_the_function_and_the_module_are_the_weighted_formula(
    shape: tuple[int, ...],
    word: str,
    dtype: torch.dtype,
    reference: Reference,
    random: torch.Generator,
) -> None:
    x, y = (torch.randn(shape, generator=random, dtype=dtype) for _ in range(2))
    weight = torch.tensor([1.0, 0.0, 2.5], dtype=dtype)
    for w in (None, weight):

        def formula(input: torch.Tensor, target: torch.Tensor, w: Any = w) -> torch.Tensor:
            factors = torch.ones_like(input) if w is None else w.expand(input.shape)
            losses = (input - target).cosh().log() * factors
            return losses.sum() / factors.sum() if word == "mean" else given(losses, word)

        function = reference("anatomy", "log_cosh_loss")
        module = reference("anatomy", "LogCoshLoss")(w, word)
        for mine in (functools.partial(function, weight=w, reduction=word), module):
            result = compare(mine, formula, x, y, wrt=(0, 1))
            assert result.agrees, result


def test_the_module_is_one_for_torch(reference: Reference) -> None:
    weight = torch.tensor([1.0, 2.0])
    module = reference("anatomy", "LogCoshLoss")(weight, "sum")
    assert isinstance(module, torch.nn.Module)
    assert repr(module) == "LogCoshLoss(weight=[1.0, 2.0], reduction='sum')"
    assert list(module.parameters()) == []
    model = torch.nn.Sequential(torch.nn.Linear(2, 2), module).double()
    assert list(model.state_dict()) == ["0.weight", "0.bias", "1.weight"]
    assert module.weight.dtype == torch.float64
    again = copy.deepcopy(module)
    assert again.weight is not module.weight
    assert torch.equal(again.get_buffer("weight"), weight.double())


@pytest.mark.parametrize("classes", [2, 3, 10, 100])
def test_no_double_softmax_is_below_its_lower_bound(
    classes: int, reference: Reference, random: torch.Generator
) -> None:
    floor = reference("practice", "plateau")(classes)
    target = torch.zeros(100, dtype=torch.long)
    scores = 10 * torch.randn(100, classes, generator=random, dtype=torch.float64)
    losses = F.cross_entropy(scores.softmax(1), target, reduction="none")
    assert (losses >= floor - 1e-12).all()
    scores[:, 0] += 1000
    torch.testing.assert_close(F.cross_entropy(scores.softmax(1), target).item(), floor)


@each_dtype
@pytest.mark.parametrize("columns", list(itertools.product((False, True), repeat=2)), ids=str)
def test_the_regression_loss_is_mse_of_equal_shapes(
    columns: tuple[bool, bool], dtype: torch.dtype, reference: Reference, random: torch.Generator
) -> None:
    for count in (1, 2, 5):
        x, y = (
            torch.randn((count, 1) if column else (count,), generator=random, dtype=dtype)
            for column in columns
        )
        result = compare(
            reference("practice", "regression_loss"),
            lambda x, y: F.mse_loss(x.flatten(), y.flatten()),
            x,
            y,
            wrt=(0, 1),
        )
        assert result.agrees, result


def test_no_prediction_is_below_the_minimum_over_all_pairs(
    reference: Reference, random: torch.Generator
) -> None:
    target = torch.randn(6, generator=random, dtype=torch.float64)
    floor = reference("practice", "floor_of_all_pairs")(target)
    for _ in range(50):
        prediction = torch.randn(6, 1, generator=random, dtype=torch.float64)
        assert ((prediction - target) ** 2).mean() > floor
    torch.testing.assert_close(F.mse_loss(target.mean().expand(6), target), floor)


def test_the_report_on_a_module_agrees_with_what_backward_leaves(reference: Reference) -> None:
    report = reference("practice", "gradient_report")
    torch.manual_seed(0)
    first = torch.nn.Linear(3, 4)
    model = torch.nn.Sequential(first, torch.nn.ReLU(), torch.nn.Linear(4, 2))
    torch.nn.init.constant_(first.bias, -100.0)  # every ReLU is dead
    x, parameters = torch.randn(5, 3), dict(model.named_parameters())
    words = report(lambda _: model(x).square().sum(), parameters)
    assert words == {
        "0.weight": "zero",
        "0.bias": "zero",
        "2.weight": "zero",
        "2.bias": "alive",
    }
    assert all(p.grad is None for p in parameters.values())
    model(x).square().sum().backward()
    gradients = {name: p.grad for name, p in parameters.items() if p.grad is not None}
    assert words == {n: "alive" if g.count_nonzero() else "zero" for n, g in gradients.items()}


@pytest.mark.parametrize("seed", range(20))
def test_the_network_learns_xor_from_every_seed(seed: int, reference: Reference) -> None:
    first = reference("practice", "first_parameters")
    fit, loss = (first.__globals__[name] for name in ("fit", "xor_loss"))
    start = first(2, 8, 1, torch.Generator().manual_seed(seed))
    _, curve = fit(loss, start, rate=0.2)
    assert curve[-1] < 0.01


@pytest.mark.parametrize("sizes", [(6,), (1, 5), (2, 0, 4)], ids=str)
def test_the_mean_over_batches_is_the_mean_over_the_data(
    sizes: tuple[int, ...], reference: Reference, random: torch.Generator
) -> None:
    x, y = torch.randn(2, 6, generator=random, dtype=torch.float64)
    batches = list(zip(x.split(sizes), y.split(sizes), strict=True))
    mean_over_batches = reference("practice", "mean_over_batches")
    a, b = torch.tensor(0.5).double(), torch.tensor(-1.0).double()
    result = compare(
        lambda a, b: mean_over_batches({"a": a, "b": b}, batches),
        lambda a, b: F.mse_loss(a * x + b, y),
        a,
        b,
        wrt=(0, 1),
    )
    assert result.agrees, result


@each_dtype
def test_the_classifier_loss_is_cross_entropy(
    dtype: torch.dtype, reference: Reference, random: torch.Generator
) -> None:
    scores = 3 * torch.randn(7, 4, generator=random, dtype=dtype)
    target = torch.randint(4, (7,), generator=random)
    result = compare(reference("practice", "classifier_loss"), F.cross_entropy, scores, target)
    assert result.agrees, result
