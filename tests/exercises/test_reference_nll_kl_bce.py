"""NLL, KL and both binary cross-entropies agree with torch on every argument that torch accepts."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import torch
from torch import Tensor
from torch.nn import functional as F

from tools.twins import agree

Reference = Callable[[str, str], Callable[..., Tensor]]

pytestmark = [
    pytest.mark.filterwarnings("ignore:size_average and reduce args will be deprecated"),
    pytest.mark.filterwarnings("ignore:reduction. 'mean' divides the total loss"),
]
each_dtype = pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=str)


def reductions(*words: str) -> Iterator[dict[str, Any]]:
    """Every ``reduction`` alone, and with every pair of the deprecated arguments."""
    for word, size_average, reduce in itertools.product(words, *2 * [(None, True, False)]):
        yield {"reduction": word, "size_average": size_average, "reduce": reduce}


@each_dtype
@pytest.mark.parametrize(
    "shape",
    [(5,), (4, 5), (0, 5), (3, 1), (3, 5, 2), (2, 5, 3, 2), (2, 5, 2, 1, 2)],
    ids=str,
)
def test_nll_loss_agrees_on_every_combination(
    shape: tuple[int, ...], dtype: torch.dtype, reference: Reference
) -> None:
    mine = reference("classification", "nll_loss")
    random = torch.Generator().manual_seed(0)
    x = 3 * torch.randn(shape, generator=random, dtype=dtype)
    classes = shape[min(1, len(shape) - 1)]
    places = shape[:1] + shape[2:] if len(shape) > 1 else ()
    labels = torch.randint(classes, places, generator=random)
    partly = torch.where(torch.rand(places, generator=random) < 0.4, -7, labels)
    all_ignored = torch.full_like(labels, -1)
    weights = (None, torch.rand(classes, generator=random, dtype=dtype), torch.zeros(classes).to(x))
    targets = ((labels, -100), (labels, 0), (partly, -7), (all_ignored, -1))
    for (target, ignore_index), weight, words in itertools.product(
        targets, weights, reductions("none", "mean", "sum")
    ):
        agree(mine, F.nll_loss, x, target, weight=weight, ignore_index=ignore_index, **words)


@each_dtype
@pytest.mark.parametrize(
    ("shape", "target_shape"),
    [
        ((), ()),
        ((5,), (5,)),
        ((4, 5), (4, 5)),
        ((0, 5), (0, 5)),
        ((3, 2, 4), (3, 2, 4)),
        ((4, 5), (5,)),
        ((1, 5), (4, 5)),
    ],
    ids=str,
)
def test_kl_div_agrees_on_every_combination(
    shape: tuple[int, ...],
    target_shape: tuple[int, ...],
    dtype: torch.dtype,
    reference: Reference,
) -> None:
    mine = reference("classification", "kl_div")
    random = torch.Generator().manual_seed(0)
    x, log_p = (
        torch.randn(size, generator=random, dtype=dtype).log_softmax(-1)
        for size in (shape, target_shape)
    )
    for log_target, words in itertools.product(
        (False, True), reductions("none", "mean", "sum", "batchmean")
    ):
        target = log_p if log_target else log_p.exp()
        agree(mine, F.kl_div, x, target, wrt=(0, 1), log_target=log_target, **words)


@each_dtype
def test_kl_div_agrees_on_zeros_and_infinities(dtype: torch.dtype, reference: Reference) -> None:
    mine = reference("classification", "kl_div")
    log_q, p = (
        column.clone()
        for column in torch.cartesian_prod(
            torch.tensor([-math.inf, -200.0, -1.0, 0.0], dtype=dtype),
            torch.tensor([0.0, 1e-30, 0.5, 1.0], dtype=dtype),
        ).T
    )
    for log_target, words in itertools.product((False, True), reductions("none", "mean", "sum")):
        target = p.log() if log_target else p
        agree(mine, F.kl_div, log_q, target, wrt=(0, 1), log_target=log_target, **words)


SHAPES_AND_WEIGHTS = pytest.mark.parametrize(
    ("shape", "weight_shapes"),
    [
        ((), ((),)),
        ((0,), ((), (1,))),
        ((5,), ((5,), (1,), ())),
        ((4, 3), ((4, 3), (3,), (4, 1), (1, 1))),
        ((2, 3, 4), ((4,), (3, 1), (2, 1, 1))),
    ],
    ids=str,
)


@each_dtype
@SHAPES_AND_WEIGHTS
def test_binary_cross_entropy_agrees_on_every_combination(
    shape: tuple[int, ...],
    weight_shapes: tuple[tuple[int, ...], ...],
    dtype: torch.dtype,
    reference: Reference,
) -> None:
    mine = reference("classification", "binary_cross_entropy")
    random = torch.Generator().manual_seed(0)
    p = 0.98 * torch.rand(shape, generator=random, dtype=dtype) + 0.01
    y = torch.rand(shape, generator=random, dtype=dtype)
    weights = [torch.rand(size, generator=random, dtype=dtype) for size in weight_shapes]
    for target, weight, words in itertools.product(
        (y, y.round()), (None, *weights), reductions("none", "mean", "sum")
    ):
        agree(mine, F.binary_cross_entropy, p, target, wrt=(0, 1), weight=weight, **words)


@each_dtype
def test_binary_cross_entropy_agrees_with_torch_at_0_and_1(
    dtype: torch.dtype, reference: Reference
) -> None:
    mine = reference("classification", "binary_cross_entropy")
    ends = [0.0, 1e-40, 1e-13, 1e-12, 1e-6, 1 - 2**-24, 1.0]
    p, y = (
        column.clone()
        for column in torch.cartesian_prod(
            torch.tensor(ends, dtype=dtype), torch.tensor([0.0, 0.25, 1.0], dtype=dtype)
        ).T
    )
    for words in reductions("none", "mean", "sum"):
        agree(mine, F.binary_cross_entropy, p, y, **words)


@each_dtype
@SHAPES_AND_WEIGHTS
def test_bce_with_logits_agrees_on_every_combination(
    shape: tuple[int, ...],
    weight_shapes: tuple[tuple[int, ...], ...],
    dtype: torch.dtype,
    reference: Reference,
) -> None:
    mine = reference("classification", "binary_cross_entropy_with_logits")
    random = torch.Generator().manual_seed(0)
    x = 3 * torch.randn(shape, generator=random, dtype=dtype)
    y = torch.rand(shape, generator=random, dtype=dtype)
    weights = [torch.rand(size, generator=random, dtype=dtype) for size in weight_shapes]
    for target, weight, pos_weight, words in itertools.product(
        (y, y.round()), (None, *weights), (None, *weights), reductions("none", "mean", "sum")
    ):
        agree(
            mine,
            F.binary_cross_entropy_with_logits,
            x,
            target,
            wrt=(0, 1),
            weight=weight,
            pos_weight=pos_weight,
            **words,
        )


@each_dtype
def test_bce_with_logits_agrees_on_large_finite_logits(
    dtype: torch.dtype, reference: Reference
) -> None:
    mine = reference("classification", "binary_cross_entropy_with_logits")
    logits = [-1e30, -1e4, -100.0, -1.0, 0.0, 1.0, 100.0, 1e4, 1e30]
    x, y = (
        column.clone()
        for column in torch.cartesian_prod(
            torch.tensor(logits, dtype=dtype), torch.tensor([0.0, 0.25, 1.0, 2.0], dtype=dtype)
        ).T
    )
    pos_weight = torch.tensor(3.0, dtype=dtype)
    for factor, words in itertools.product((None, pos_weight), reductions("none", "mean", "sum")):
        agree(mine, F.binary_cross_entropy_with_logits, x, y, pos_weight=factor, **words)
