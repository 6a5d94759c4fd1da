"""The regression references agree with torch on every combination of arguments."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest
import torch
from torch import Tensor
from torch.nn import functional as F

from tools.twins import agree, words

Reference = Callable[[str, str], Callable[..., Tensor]]

pytestmark = [
    pytest.mark.filterwarnings("ignore:size_average and reduce args will be deprecated"),
    pytest.mark.filterwarnings("ignore:Using a target size"),
]
each_dtype = pytest.mark.parametrize(
    "dtype", [pytest.param(torch.float32, id="float32"), pytest.param(torch.float64, id="float64")]
)
each_shape = pytest.mark.parametrize(
    ("shape", "target_shape"),
    [
        pytest.param((), (), id="one number"),
        pytest.param((6,), (6,), id="vector"),
        pytest.param((2, 3), (2, 3), id="matrix"),
        pytest.param((2, 1, 3, 2), (2, 1, 3, 2), id="four dimensions"),
        pytest.param((3, 1), (4,), id="column against row"),
        pytest.param((3,), (2, 3), id="target with one more dimension"),
        pytest.param((0,), (0,), id="nothing"),
    ],
)


def residuals(
    shape: tuple[int, ...], target_shape: tuple[int, ...], dtype: torch.dtype
) -> tuple[Tensor, Tensor, Tensor]:
    """Return an input, a target that equals it in one place, and weights."""
    random = torch.Generator().manual_seed(0)
    x = 2 * torch.randn(shape, generator=random, dtype=dtype)
    y = 2 * torch.randn(target_shape, generator=random, dtype=dtype)
    if y.numel():
        y.view(-1)[0] = x.view(-1)[0]
    return x, y, torch.rand(shape, generator=random, dtype=dtype) + 0.1


@each_dtype
@each_shape
@pytest.mark.parametrize("name", ["l1_loss", "mse_loss"])
def test_l1_and_mse_agree_on_every_combination(
    name: str,
    shape: tuple[int, ...],
    target_shape: tuple[int, ...],
    dtype: torch.dtype,
    reference: Reference,
) -> None:
    mine, twin = reference("regression", name), getattr(F, name)
    x, y, weight = residuals(shape, target_shape, dtype)
    for kwargs in words():
        agree(mine, twin, x, y, wrt=(0, 1), **kwargs)
        positional = (kwargs["size_average"], kwargs["reduce"], kwargs["reduction"])
        agree(mine, twin, x, y, *positional, weight, wrt=(0, 1, 5))


@each_dtype
@each_shape
def test_smooth_l1_agrees_on_every_combination(
    shape: tuple[int, ...],
    target_shape: tuple[int, ...],
    dtype: torch.dtype,
    reference: Reference,
) -> None:
    mine = reference("regression", "smooth_l1_loss")
    x, y, _ = residuals(shape, target_shape, dtype)
    for kwargs, beta in itertools.product(words(), (0, 0.0, 0.25, 1, 1.0, 5.0)):
        agree(mine, F.smooth_l1_loss, x, y, wrt=(0, 1), beta=beta, **kwargs)


@each_dtype
@each_shape
def test_huber_agrees_on_every_combination(
    shape: tuple[int, ...],
    target_shape: tuple[int, ...],
    dtype: torch.dtype,
    reference: Reference,
) -> None:
    mine = reference("regression", "huber_loss")
    x, y, weight = residuals(shape, target_shape, dtype)
    for word, delta in itertools.product(("none", "mean", "sum"), (0.25, 1, 1.0, 5.0)):
        agree(mine, F.huber_loss, x, y, word, delta, wrt=(0, 1))
        agree(mine, F.huber_loss, x, y, word, delta, weight, wrt=(0, 1, 4))


@each_dtype
@each_shape
def test_poisson_agrees_on_every_combination(
    shape: tuple[int, ...],
    target_shape: tuple[int, ...],
    dtype: torch.dtype,
    reference: Reference,
) -> None:
    mine = reference("regression", "poisson_nll_loss")
    x, counts, _ = residuals(shape, target_shape, dtype)
    counts = counts.abs().mul(2).round()
    if counts.numel() > 2:
        counts.view(-1)[1:3] = torch.tensor([0.0, 1.5])
    for kwargs, log_input, full, eps in itertools.product(
        words(), (True, False), (True, False), (1e-8, 0.3)
    ):
        rate = x if log_input else x.abs()
        settings = {"log_input": log_input, "full": full, "eps": eps, **kwargs}
        agree(mine, F.poisson_nll_loss, rate, counts, wrt=(0,), **settings)
        if not full:  # Stirling's formula has no derivative at a count of 0
            agree(mine, F.poisson_nll_loss, rate, counts, wrt=(0, 1), **settings)


@each_dtype
@pytest.mark.parametrize(
    ("shape", "target_shape", "var_shape"),
    [
        pytest.param((), (), (), id="one number"),
        pytest.param((), (), None, id="one number, float variance"),
        pytest.param((6,), (6,), (6,), id="vector"),
        pytest.param((6,), (6,), (1,), id="vector, one variance"),
        pytest.param((6,), (6,), (), id="vector, variance without dimension"),
        pytest.param((2, 3), (2, 3), (2, 3), id="matrix"),
        pytest.param((2, 3), (2, 3), (2, 1), id="matrix, one variance for a row"),
        pytest.param((2, 3), (2, 3), (1, 3), id="matrix, one variance for a column"),
        pytest.param((2, 3), (2, 3), (2,), id="matrix, last dimension missing"),
        pytest.param((3, 3), (3, 3), (3,), id="square, last dimension missing"),
        pytest.param((2, 3), (2, 3), None, id="matrix, float variance"),
        pytest.param((2, 3), (3,), (2, 1), id="target broadcasts"),
        pytest.param((3, 1), (4,), (3, 1), id="column against row"),
        pytest.param((2, 3, 4), (2, 3, 4), (2, 3), id="three dimensions, last missing"),
        pytest.param((2, 3, 4), (2, 3, 4), (2, 1, 4), id="three dimensions, middle shared"),
        pytest.param((0,), (0,), (0,), id="nothing"),
    ],
)
def test_gaussian_agrees_on_every_combination(
    shape: tuple[int, ...],
    target_shape: tuple[int, ...],
    var_shape: tuple[int, ...] | None,
    dtype: torch.dtype,
    reference: Reference,
) -> None:
    mine = reference("regression", "gaussian_nll_loss")
    x, y, _ = residuals(shape, target_shape, dtype)
    var: Tensor | float = 0.4
    if var_shape is not None:
        var = torch.rand(var_shape, generator=torch.Generator().manual_seed(1), dtype=dtype)
        if var.numel() > 1:
            var.view(-1)[1] = 0
    wrt = (0, 1) if var_shape is None else (0, 1, 2)
    for word, full, eps in itertools.product(
        ("none", "mean", "sum"), (True, False), (1e-6, 0.3, 1.5)
    ):
        agree(mine, F.gaussian_nll_loss, x, y, var, full, eps, word, wrt=wrt)


@pytest.mark.parametrize("var_shape", [*itertools.product((1, 2, 3), repeat=2), (), (2,), (3,)])
@pytest.mark.parametrize("shape", [(2, 3), (3, 3), (1, 3), (3, 1), (1, 1), (3,), ()])
def test_gaussian_takes_the_variances_that_torch_takes(
    shape: tuple[int, ...], var_shape: tuple[int, ...], reference: Reference
) -> None:
    mine = reference("regression", "gaussian_nll_loss")
    x, y, var = torch.zeros(shape), torch.ones(shape), torch.full(var_shape, 2.0)
    try:
        expected = F.gaussian_nll_loss(x, y, var, reduction="none")
    except ValueError:
        with pytest.raises(ValueError, match="does not fit"):
            mine(x, y, var, reduction="none")
    else:
        torch.testing.assert_close(mine(x, y, var, reduction="none"), expected)


@pytest.mark.parametrize(
    ("name", "kwargs"),
    [
        pytest.param("l1_loss", {"reduction": "average"}, id="l1 word"),
        pytest.param("l1_loss", {"weight": torch.ones(1)}, id="l1 weight"),
        pytest.param("mse_loss", {"reduction": "average"}, id="mse word"),
        pytest.param("mse_loss", {"weight": torch.ones(1)}, id="mse weight"),
        pytest.param("smooth_l1_loss", {"reduction": "average"}, id="smooth l1 word"),
        pytest.param("smooth_l1_loss", {"beta": -0.1}, id="negative beta"),
        pytest.param("huber_loss", {"reduction": "average"}, id="huber word"),
        pytest.param("huber_loss", {"delta": 0.0}, id="delta 0"),
        pytest.param("huber_loss", {"delta": -0.1}, id="negative delta"),
        pytest.param("huber_loss", {"weight": torch.ones(1)}, id="huber weight"),
        pytest.param("poisson_nll_loss", {"reduction": "average"}, id="poisson word"),
        pytest.param("gaussian_nll_loss", {"var": 1.0, "reduction": "average"}, id="gaussian word"),
        pytest.param("gaussian_nll_loss", {"var": -1.0}, id="negative float variance"),
        pytest.param(
            "gaussian_nll_loss", {"var": torch.tensor([1.0, 1.0, -1.0])}, id="negative variance"
        ),
    ],
)
def test_what_torch_refuses_is_refused(
    name: str, kwargs: dict[str, object], reference: Reference
) -> None:
    for function in (reference("regression", name), getattr(F, name)):
        with pytest.raises((ValueError, RuntimeError)):
            function(torch.zeros(3), torch.ones(3), **kwargs)
