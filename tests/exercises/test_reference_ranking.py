"""The ranking references agree with torch on every combination of arguments."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor
from torch.nn import functional as F

from tools.twins import agree, words

Reference = Callable[[str, str], Callable[..., Tensor]]

pytestmark = pytest.mark.filterwarnings("ignore:size_average and reduce args will be deprecated")
each_dtype = pytest.mark.parametrize(
    "dtype", [pytest.param(torch.float32, id="float32"), pytest.param(torch.float64, id="float64")]
)
each_swap = pytest.mark.parametrize(
    "swap", [pytest.param(False, id="no swap"), pytest.param(True, id="swap")]
)
pair_shapes = pytest.mark.parametrize(
    "shapes",
    [
        pytest.param(((), (), ()), id="one pair"),
        pytest.param(((6,), (6,), (6,)), id="vectors"),
        pytest.param(((2, 3), (2, 3), (2, 3)), id="matrices"),
        pytest.param(((3, 1), (1, 4), (1, 1)), id="column against row"),
        pytest.param(((2, 1, 3), (2, 2, 1), (1, 2, 3)), id="three dimensions"),
        pytest.param(((0,), (0,), (0,)), id="nothing"),
    ],
)
triplet_shapes = pytest.mark.parametrize(
    "shapes",
    [
        pytest.param(((4,), (4,), (4,)), id="one triplet"),
        pytest.param(((5, 3), (5, 3), (5, 3)), id="batch"),
        pytest.param(((5, 1), (5, 1), (5, 1)), id="one coordinate"),
        pytest.param(((2, 3, 2), (2, 3, 2), (2, 3, 2)), id="three dimensions"),
        pytest.param(((5, 3), (1, 3), (5, 1)), id="shapes that broadcast"),
        pytest.param(((0, 3), (0, 3), (0, 3)), id="nobody"),
    ],
)


def settings(*margins: float) -> list[dict[str, Any]]:
    """Every margin with each ``reduction``, and the deprecated pair with one margin."""
    plain: list[dict[str, Any]] = [
        {"margin": m, "reduction": w} for m in margins for w in ("none", "mean", "sum")
    ]
    return plain + [{"margin": margins[-1], **kwargs} for kwargs in words()]


def draw(*shapes: tuple[int, ...], dtype: torch.dtype) -> list[Tensor]:
    random = torch.Generator().manual_seed(0)
    return [torch.randn(shape, generator=random, dtype=dtype) for shape in shapes]


def signs(shape: tuple[int, ...], dtype: torch.dtype) -> Tensor:
    random = torch.Generator().manual_seed(1)
    return (torch.randint(2, shape, generator=random) * 2 - 1).to(dtype)


@each_dtype
@pair_shapes
def test_margin_ranking_agrees_on_every_combination(
    shapes: tuple[tuple[int, ...], ...], dtype: torch.dtype, reference: Reference
) -> None:
    mine = reference("ranking", "margin_ranking_loss")
    first, second = draw(*shapes[:2], dtype=dtype)
    if first.numel():
        first.view(-1)[0] = second.view(-1)[0]  # a tie: at margin 0 it is at the kink
    labels = signs(shapes[2], dtype)
    for target, kwargs in itertools.product(
        (labels, labels.long(), 0.5 * labels, 0 * labels), settings(0, 0.0, 0.5, 2, -0.3)
    ):
        agree(mine, F.margin_ranking_loss, first, second, target, wrt=(0, 1), **kwargs)
    agree(mine, F.margin_ranking_loss, first, second, labels, wrt=(0, 1, 2))


@each_dtype
@pytest.mark.parametrize(
    ("shape", "target_shape"),
    [
        pytest.param((), (), id="one pair"),
        pytest.param((6,), (6,), id="vector"),
        pytest.param((2, 3), (2, 3), id="matrix"),
        pytest.param((2, 1, 3, 2), (2, 1, 3, 2), id="four dimensions"),
        pytest.param((3,), (4, 1), id="row against column"),
        pytest.param((0,), (0,), id="nothing"),
    ],
)
def test_hinge_embedding_agrees_on_every_combination(
    shape: tuple[int, ...],
    target_shape: tuple[int, ...],
    dtype: torch.dtype,
    reference: Reference,
) -> None:
    mine = reference("ranking", "hinge_embedding_loss")
    (x,) = draw(shape, dtype=dtype)
    labels = signs(target_shape, dtype)
    others = labels.clone()
    if others.numel() > 3:
        others.view(-1)[:4] = torch.tensor([0.0, 0.5, 2.0, -3.0])
    for target, kwargs in itertools.product(
        (labels, labels.long(), others), settings(1.0, 1, 0.2, 0.0, -0.3)
    ):
        agree(mine, F.hinge_embedding_loss, x, target, wrt=(0,), **kwargs)


@each_dtype
@pytest.mark.parametrize("size", [1e-6, 1.0, 1e4])
@pytest.mark.parametrize(
    "shapes",
    [
        pytest.param(((4,), (4,), ()), id="one pair"),
        pytest.param(((5, 3), (5, 3), (5,)), id="batch"),
        pytest.param(((1, 3), (5, 3), (5,)), id="one against many"),
        pytest.param(((5, 3), (5, 3), (1,)), id="one label for many"),
        pytest.param(((5, 3), (5, 1), (5,)), id="a single coordinate"),
        pytest.param(((0, 3), (0, 3), (0,)), id="nobody"),
    ],
)
def test_cosine_embedding_agrees_on_every_combination(
    shapes: tuple[tuple[int, ...], ...], size: float, dtype: torch.dtype, reference: Reference
) -> None:
    mine = reference("ranking", "cosine_embedding_loss")
    first, second = (size * one for one in draw(*shapes[:2], dtype=dtype))
    if len(first) > 1 and first.dim() > 1:
        first[1] = 0
    labels = signs(shapes[2], dtype)
    others = labels.clone()
    if len(others.shape) and len(others) > 2:
        others[:3] = torch.tensor([0.0, 0.5, -2.0])
    for target, kwargs in itertools.product(
        (labels, labels.long(), others), settings(0, 0.0, 0.5, -0.7, 1.5)
    ):
        agree(mine, F.cosine_embedding_loss, first, second, target, wrt=(0, 1), **kwargs)


@each_dtype
@each_swap
@triplet_shapes
def test_triplet_margin_agrees_on_every_combination(
    shapes: tuple[tuple[int, ...], ...], swap: bool, dtype: torch.dtype, reference: Reference
) -> None:
    mine = reference("ranking", "triplet_margin_loss")
    points = draw(*shapes, dtype=dtype)
    for p, eps, margin in itertools.product(
        (1, 2, 2.0, 3.5, 0.5, math.inf), (1e-6, 0.0, 0.3), (1.0, 1, 0.2)
    ):
        chosen = {"p": p, "eps": eps, "margin": margin, "swap": swap}
        for kwargs in words() if (p, eps, margin) == (2, 0.3, 0.2) else [{"reduction": "none"}]:
            agree(mine, F.triplet_margin_loss, *points, wrt=(0, 1, 2), **chosen, **kwargs)


@each_dtype
@pytest.mark.parametrize("eps", [1e-6, 0.0])
@pytest.mark.parametrize("p", [1, 1.5, 2, 3, math.inf])
def test_triplet_margin_agrees_where_points_are_equal(
    p: float, eps: float, dtype: torch.dtype, reference: Reference
) -> None:
    mine = reference("ranking", "triplet_margin_loss")
    a, b, c = draw((4, 3), (4, 3), (4, 3), dtype=dtype)
    for points in ((a, a, b), (a, b, a), (a, b, b), (a, a, a)):
        agree(mine, F.triplet_margin_loss, *points, p=p, eps=eps, wrt=(0, 1, 2), margin=9.0)
    c[:, 0] = a[:, 0]  # one coordinate in common
    agree(mine, F.triplet_margin_loss, a, b, c, p=p, eps=eps, wrt=(0, 1, 2), margin=9.0)


def uphill(x: Tensor, y: Tensor) -> Tensor:
    return (3 * (y - x).clamp(min=0) + (x - y).clamp(min=0)).sum(-1)


@each_dtype
@each_swap
@triplet_shapes
@pytest.mark.parametrize(
    "distance",
    [
        pytest.param(None, id="default"),
        pytest.param(F.pairwise_distance, id="pairwise_distance"),
        pytest.param(torch.nn.PairwiseDistance(p=1.0, keepdim=True), id="a module that keeps dims"),
        pytest.param(uphill, id="not symmetric"),
        pytest.param(lambda x, y: (x - y).square(), id="one for each coordinate"),
        pytest.param(lambda x, y: (x - y).abs().sum(), id="one for the batch"),
    ],
)
def test_triplet_with_distance_agrees_on_every_combination(
    distance: Callable[[Tensor, Tensor], Tensor] | None,
    shapes: tuple[tuple[int, ...], ...],
    swap: bool,
    dtype: torch.dtype,
    reference: Reference,
) -> None:
    mine = reference("ranking", "triplet_margin_with_distance_loss")
    points = draw(*shapes, dtype=dtype)
    for margin, reduction in itertools.product((1.0, 1, 0.2), ("none", "mean", "sum")):
        chosen = {"distance_function": distance, "margin": margin, "reduction": reduction}
        twin = F.triplet_margin_with_distance_loss
        agree(mine, twin, *points, wrt=(0, 1, 2), swap=swap, **chosen)


TRIPLETS = ("triplet_margin_loss", "triplet_margin_with_distance_loss")


@pytest.mark.parametrize(
    ("name", "shapes", "kwargs"),
    [
        *((name, ((2, 3),) * 3, {"margin": 0.0}) for name in TRIPLETS),
        *((name, ((2, 3),) * 3, {"margin": -1}) for name in TRIPLETS),
        *((name, ((2, 3),) * 3, {"reduction": "average"}) for name in TRIPLETS),
        *((name, ((2, 3), (3,), (2, 3)), {}) for name in TRIPLETS),
        *((name, ((2, 3), (2, 3), (3,)), {}) for name in TRIPLETS),
        *((name, ((2, 3), (2, 4), (2, 3)), {}) for name in TRIPLETS),
        ("margin_ranking_loss", ((3,),) * 3, {"reduction": "average"}),
        ("margin_ranking_loss", ((3, 2), (3, 2), (2,)), {}),
        ("margin_ranking_loss", ((3, 2), (2,), (3, 2)), {}),
        ("margin_ranking_loss", ((3,), (2,), (3,)), {}),
        ("hinge_embedding_loss", ((3,), (3,)), {"reduction": "average"}),
        ("hinge_embedding_loss", ((3,), (2,)), {}),
        ("cosine_embedding_loss", ((2, 3), (2, 3), (2,)), {"reduction": "average"}),
    ],
    ids=str,
)
def test_what_torch_refuses_is_refused(
    name: str,
    shapes: tuple[tuple[int, ...], ...],
    kwargs: dict[str, object],
    reference: Reference,
) -> None:
    for function in (reference("ranking", name), getattr(F, name)):
        with pytest.raises((ValueError, RuntimeError)):
            function(*map(torch.ones, shapes), **kwargs)


INPUTS = [(), (2,), (2, 2), (1, 2), (2, 2, 2)]
LABELS = [(), (1,), (2,), (2, 1), (2, 2)]


@pytest.mark.parametrize("label", LABELS, ids=str)
@pytest.mark.parametrize("second", INPUTS, ids=str)
@pytest.mark.parametrize("first", INPUTS, ids=str)
def test_cosine_embedding_takes_the_shapes_that_torch_takes(
    first: tuple[int, ...], second: tuple[int, ...], label: tuple[int, ...], reference: Reference
) -> None:
    mine = reference("ranking", "cosine_embedding_loss")
    arguments = torch.ones(first), torch.ones(second), torch.ones(label)
    try:
        expected = F.cosine_embedding_loss(*arguments, reduction="none")
    except RuntimeError:
        with pytest.raises(ValueError, match="expected"):
            mine(*arguments, reduction="none")
    else:
        torch.testing.assert_close(mine(*arguments, reduction="none"), expected)
