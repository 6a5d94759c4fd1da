"""Assertions about random fills: what passes, what fails, and how often by chance."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
import scipy.stats
import torch
from torch import Generator, Tensor, nn

from lossutil.checks import (
    ExpectationFailed,
    expect_distribution,
    expect_generator,
    expect_in_place,
    expect_moments,
    filled,
    fills,
)

N = 20_000


def failure(call: Callable[[], object]) -> str:
    with pytest.raises(ExpectationFailed) as caught:
        call()
    return str(caught.value)


def normal(seed: int = 0, mean: float = 0.0, std: float = 1.0, n: int = N) -> Tensor:
    return mean + std * torch.randn(n, generator=Generator().manual_seed(seed)).double()


def uniform(seed: int = 0, n: int = N) -> Tensor:
    return torch.rand(n, generator=Generator().manual_seed(seed)).double()


# --- filled --------------------------------------------------------------------------------------


def test_a_fill_is_returned_whatever_the_function_returns() -> None:
    values = filled(lambda tensor, val: tensor.fill_(val) and None, (1,), 3.0, dtype=torch.float64)
    assert torch.equal(values, torch.tensor([3.0], dtype=torch.float64))


def test_an_integer_tensor_can_be_filled() -> None:
    assert filled(nn.init.ones_, (2,), dtype=torch.int64).tolist() == [1, 1]


@pytest.mark.parametrize(
    "function",
    [lambda tensor: torch.zeros_like(tensor), lambda tensor: tensor.mul_(0)],
    ids=["another tensor", "times zero"],
)
def test_an_unfilled_tensor_is_reported(function: Callable[[Tensor], Tensor]) -> None:
    assert "2 of 2 entries are nan" in failure(lambda: filled(function, (2,)))


# --- expect_in_place -----------------------------------------------------------------------------


def forgets_no_grad(tensor: Tensor) -> Tensor:
    return tensor.fill_(0.0)


@torch.no_grad()
def returns_nothing(tensor: Tensor) -> None:
    tensor.fill_(0.0)


@torch.no_grad()
def returns_a_copy(tensor: Tensor) -> Tensor:
    return tensor.fill_(0.0).clone()


@torch.no_grad()
def switches_gradients_off(tensor: Tensor) -> Tensor:
    return tensor.fill_(0.0).requires_grad_(False)


@torch.no_grad()
def fills_a_flat_copy(tensor: Tensor) -> Tensor:
    tensor.reshape(-1).fill_(0.0)
    return tensor


@torch.no_grad()
def fills_nothing(tensor: Tensor) -> Tensor:
    return tensor


@pytest.mark.parametrize(
    ("function", "says"),
    [
        pytest.param(forgets_no_grad, "fill it under torch.no_grad()", id="no_grad"),
        pytest.param(returns_nothing, "came:     None", id="nothing returned"),
        pytest.param(returns_a_copy, "came:     something else", id="a copy returned"),
        pytest.param(switches_gradients_off, "no parameter any more", id="gradients off"),
        pytest.param(fills_a_flat_copy, "a transposed view is not filled", id="a flat copy"),
        pytest.param(fills_nothing, "the parameter is not filled", id="nothing filled"),
    ],
)
def test_a_fill_that_is_not_in_place_is_reported(
    function: Callable[[Tensor], Tensor], says: str
) -> None:
    assert says in failure(lambda: expect_in_place(function, (2, 3)))


def test_another_error_of_the_function_is_not_swallowed() -> None:
    with pytest.raises(ExpectationFailed, match="RuntimeError: uniform_ expects to return"):
        expect_in_place(nn.init.uniform_, (2,), a=1.0, b=0.0)


@pytest.mark.parametrize("shape", [(), (3,), (2, 3), (2, 3, 4)], ids=str)
def test_torchs_own_fill_is_in_place(shape: tuple[int, ...]) -> None:
    expect_in_place(nn.init.uniform_, shape)


# --- expect_generator ----------------------------------------------------------------------------


def unread(tensor: Tensor, generator: Generator | None = None) -> Tensor:
    return tensor.normal_()


def wasteful(tensor: Tensor, generator: Generator | None = None) -> Tensor:
    torch.rand(1)
    return tensor.normal_(generator=generator)


def own_generator(tensor: Tensor, generator: Generator | None = None) -> Tensor:
    return tensor.normal_(generator=Generator().manual_seed(0))


def own_seed(tensor: Tensor, generator: Generator | None = None) -> Tensor:
    if generator is None:
        torch.manual_seed(0)
    return tensor.normal_(generator=generator)


def never_global(tensor: Tensor, generator: Generator | None = None) -> Tensor:
    if generator is None:
        generator = Generator()
        generator.seed()
    return tensor.normal_(generator=generator)


@pytest.mark.parametrize(
    ("function", "says"),
    [
        pytest.param(unread, "one seed gave two tensors", id="unread"),
        pytest.param(wasteful, "global random state moved", id="wasteful"),
        pytest.param(own_generator, "two seeds gave one tensor", id="own generator"),
        pytest.param(own_seed, "the same numbers came twice", id="own seed"),
        pytest.param(never_global, "torch.manual_seed does not repeat", id="never the global one"),
    ],
)
def test_random_numbers_of_another_generator_are_reported(
    function: Callable[..., Tensor], says: str
) -> None:
    assert says in failure(lambda: expect_generator(function, (4,)))


def test_torchs_own_fill_uses_its_generator_only() -> None:
    before = torch.get_rng_state()
    expect_generator(nn.init.trunc_normal_, (4,), 0.5)
    expect_generator(nn.init.normal_, (4,), std=2.0)
    assert torch.equal(torch.get_rng_state(), before)


# --- expect_moments ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sample", "mean", "std", "kurtosis"),
    [
        pytest.param(normal(mean=2.0, std=0.1), 2.0, 0.1, 3.0, id="normal"),
        pytest.param(uniform(), 0.5, 12**-0.5, 1.8, id="uniform"),
    ],
)
@pytest.mark.parametrize(("shift", "factor"), [(1.0, 1.0), (-1.0, 1.0), (0.0, 1.06), (0.0, 0.94)])
def test_moments_are_distinguished_from_nearby_ones(
    sample: Tensor, mean: float, std: float, kurtosis: float, shift: float, factor: float
) -> None:
    expect_moments(sample, mean, std, on="it", kurtosis=kurtosis)
    moved = mean + 8 * shift * std / math.sqrt(N), std * factor
    message = failure(lambda: expect_moments(sample, *moved, on="it", kurtosis=kurtosis))
    assert "the fill has the wrong mean or std" in message


def test_a_known_mistake_is_diagnosed_and_another_is_guessed() -> None:
    def check(sample: Tensor) -> str:
        mistakes = {"the std is the variance": (0.0, 0.25)}
        return failure(
            lambda: expect_moments(sample, 0.0, 0.5, on="it", mistakes=mistakes, likely="cheese")
        )

    assert "diagnosis: the std is the variance" in check(normal(std=0.25))
    assert "likely cause: cheese" in check(normal(std=0.3))


@pytest.mark.parametrize(
    ("draw", "mean", "std", "kurtosis"),
    [
        pytest.param(normal, 0.0, 1.0, 3.0, id="normal"),
        pytest.param(uniform, 0.5, 12**-0.5, 1.8, id="uniform"),
    ],
)
def test_the_stated_standard_errors_are_those_of_many_samples(
    draw: Callable[..., Tensor],
    mean: float,
    std: float,
    kurtosis: float,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # With 1.96 errors each of two checks fails in 1 of 20 samples: about 390 of 4000.
    monkeypatch.setattr(fills, "_STANDARD_ERRORS", 1.96)
    failures = 0
    for seed in range(4000):
        try:
            expect_moments(draw(seed, n=1000), mean, std, on="it", kurtosis=kurtosis)
        except ExpectationFailed:
            failures += 1
    few, many = scipy.stats.binom.interval(1 - 1e-6, 4000, 1 - 0.95**2)
    assert few <= failures <= many


# --- expect_distribution -------------------------------------------------------------------------


def test_a_normal_sample_is_distinguished_from_a_uniform_one() -> None:
    ndtr = torch.special.ndtr
    expect_distribution(normal(), ndtr, on="it")
    same_moments = (uniform() - 0.5) * math.sqrt(12)
    message = failure(
        lambda: expect_distribution(
            same_moments,
            ndtr,
            on="it",
            mistakes={"uniform": lambda x: (x / math.sqrt(12) + 0.5).clamp(0, 1)},
        )
    )
    assert "diagnosis: uniform" in message
    assert "likely cause: cheese" in failure(
        lambda: expect_distribution(same_moments, ndtr, on="it", likely="cheese")
    )


def test_the_distance_is_that_of_scipy() -> None:
    sample = normal(n=500)
    distance = scipy.stats.kstest(sample.numpy() * 3, "norm").statistic
    assert f"came:     {distance:.4g} at" in failure(
        lambda: expect_distribution(sample * 3, torch.special.ndtr, on="it")
    )


def test_a_right_sample_fails_no_more_often_than_stated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fills, "_FALSE_ALARM", 0.05)
    failures = 0
    for seed in range(400):
        try:
            expect_distribution(uniform(seed, n=200), lambda x: x.clamp(0, 1), on="it")
        except ExpectationFailed:
            failures += 1
    few, many = scipy.stats.binom.interval(1 - 1e-6, 400, 0.05)
    assert 0 < few <= failures <= many
