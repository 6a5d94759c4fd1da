"""The references of ctc_loss and linear_cross_entropy agree with torch on every combination."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor
from torch.nn import functional as F

from tools.twins import agree

Reference = Callable[[str, str], Callable[..., Tensor]]
REDUCTIONS = ("none", "mean", "sum")
each_dtype = pytest.mark.parametrize(
    "dtype", [pytest.param(torch.float32, id="float32"), pytest.param(torch.float64, id="float64")]
)


# --- ctc_loss -----------------------------------------------------------------------------------


def behind_log_softmax(loss: Callable[..., Tensor]) -> Callable[..., Tensor]:
    """Return a loss of logits: torch's gradient to log_probs is right only with log_softmax's."""

    def of_logits(logits: Tensor, *args: object, **kwargs: object) -> Tensor:
        return loss(logits.log_softmax(-1), *args, **kwargs)

    return of_logits


@each_dtype
@pytest.mark.parametrize("blank", [0, 2, 3])
@pytest.mark.parametrize(
    ("frames", "labels"),
    [
        pytest.param((6, 6, 6), (3, 3, 3), id="full"),
        pytest.param((6, 4, 5), (2, 1, 3), id="early ends"),
        pytest.param((6, 0, 1), (0, 0, 1), id="words without a label"),
        pytest.param((6, 2, 0), (3, 3, 1), id="too few frames"),
        pytest.param((1, 2, 2), (3, 3, 3), id="nothing fits"),
    ],
)
def test_ctc_agrees_on_every_combination(
    frames: tuple[int, ...],
    labels: tuple[int, ...],
    blank: int,
    dtype: torch.dtype,
    reference: Reference,
) -> None:
    mine, twin = (behind_log_softmax(f) for f in (reference("sequence", "ctc_loss"), F.ctc_loss))
    random = torch.Generator().manual_seed(0)
    logits = 2 * torch.randn(6, 3, 4, generator=random, dtype=dtype)
    words = torch.randint(3, (3, 3), generator=random)
    words[0, 1] = words[0, 0]  # at least one repeated label
    words += words >= blank
    vector = torch.cat([row[:n] for row, n in zip(words, labels, strict=True)])
    forms: tuple[Callable[..., Any], ...] = (tuple, list, torch.tensor)
    for targets, form, integer, reduction in itertools.product(
        (words, vector), forms, (torch.int64, torch.int32), REDUCTIONS
    ):
        args = targets.to(integer), form(frames), form(labels), blank, reduction
        agree(mine, twin, logits, *args, True)
        value, expected = mine(logits, *args), twin(logits, *args)  # torch's gradient may be nan
        torch.testing.assert_close(value, expected)


@each_dtype
@pytest.mark.parametrize("word", [(1, 2), (2, 2), (1,), ()], ids=str)
def test_ctc_agrees_without_a_batch(
    word: tuple[int, ...], dtype: torch.dtype, reference: Reference
) -> None:
    mine, twin = (behind_log_softmax(f) for f in (reference("sequence", "ctc_loss"), F.ctc_loss))
    random = torch.Generator().manual_seed(0)
    logits = torch.randn(5, 3, generator=random, dtype=dtype)
    vector = torch.tensor(word, dtype=torch.long)
    for targets, shape, reduction in itertools.product(
        (vector, vector[None]), ((), (1,)), REDUCTIONS
    ):
        frames, labels = (torch.full(shape, count) for count in (4, len(word)))
        agree(mine, twin, logits, targets, frames, labels, reduction=reduction)
        agree(mine, twin, logits, targets, (4,), (len(word),), reduction=reduction)


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"input_lengths": (5, 4)}, id="more frames than there are"),
        pytest.param({"input_lengths": (4, -1)}, id="negative frames"),
        pytest.param({"input_lengths": (4, 4, 4)}, id="three lengths of inputs"),
        pytest.param({"target_lengths": (2, 3)}, id="more labels than there are"),
        pytest.param({"target_lengths": (2, -1)}, id="negative labels"),
        pytest.param({"target_lengths": (2,)}, id="one length of targets"),
        pytest.param({"targets": torch.ones(3, 2, dtype=torch.long)}, id="three words"),
        pytest.param({"targets": torch.ones(5, dtype=torch.long)}, id="a vector too long"),
        pytest.param({"targets": torch.ones(3, dtype=torch.long)}, id="a vector too short"),
        pytest.param({"targets": torch.ones(1, 2, 2, dtype=torch.long)}, id="targets of 3-D"),
        pytest.param({"log_probs": torch.zeros(1, 4, 2, 3)}, id="log_probs of 4-D"),
        pytest.param({"log_probs": torch.zeros(4)}, id="log_probs of 1-D"),
        pytest.param({"blank": 3}, id="blank is no class"),
        pytest.param({"blank": -1}, id="negative blank"),
        pytest.param({"reduction": "average"}, id="unknown word"),
    ],
)
def test_what_torch_refuses_ctc_refuses(changes: dict[str, Any], reference: Reference) -> None:
    arguments: dict[str, Any] = {
        "log_probs": torch.zeros(4, 2, 3),
        "targets": torch.tensor([[1, 2], [2, 2]]),
        "input_lengths": (4, 4),
        "target_lengths": (2, 2),
    }
    for function in (reference("sequence", "ctc_loss"), F.ctc_loss):
        assert function(**arguments).isfinite()
        with pytest.raises((IndexError, RuntimeError, ValueError)):
            function(**arguments | changes)


# --- linear_cross_entropy -----------------------------------------------------------------------


def draw_linear(
    batch: tuple[int, ...], places: tuple[int, ...], dtype: torch.dtype
) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """Return features, a weight, a bias, labels, and probabilities of 4 classes."""
    random = torch.Generator().manual_seed(0)

    def normal(*shape: int) -> Tensor:
        return torch.randn(shape, generator=random, dtype=dtype)

    labels = torch.randint(4, (*batch, *places), generator=random)
    votes = normal(*batch, 4, *places).softmax(len(batch))
    return 2 * normal(*batch, 5), normal(4, *places, 5), normal(4, *places), labels, votes


@each_dtype
@pytest.mark.parametrize(
    ("batch", "places"),
    [
        pytest.param((), (), id="one sample"),
        pytest.param((3,), (), id="batch"),
        pytest.param((0,), (), id="empty batch"),
        pytest.param((3,), (2,), id="one dimension of places"),
        pytest.param((2,), (2, 3), id="two dimensions of places"),
    ],
)
def test_linear_cross_entropy_agrees_on_every_combination(
    batch: tuple[int, ...], places: tuple[int, ...], dtype: torch.dtype, reference: Reference
) -> None:
    mine, twin = reference("classification", "linear_cross_entropy"), F.linear_cross_entropy
    x, matrix, bias, labels, votes = draw_linear(batch, places, dtype)
    partly = labels.clone()
    partly.view(-1)[1:2] = -100
    targets = [(labels, None), (labels, 5), (partly, None), (partly, -100), (votes, None)]
    targets += [(torch.where(partly == -100, k, labels.clamp(max=2)), k) for k in (-1, 3)]
    weight = torch.tensor([0.5, 1.0, 2.0, 0.1], dtype=dtype)
    for (target, ignore_index), b, w, smoothing, reduction in itertools.product(
        targets, (None, bias), (None, weight), (0.0, 0.3, 1.0), REDUCTIONS
    ):
        settings = {
            "linear_bias": b,
            "weight": w,
            "ignore_index": ignore_index,
            "label_smoothing": smoothing,
            "reduction": reduction,
        }
        agree(mine, twin, x, matrix, target, wrt=(0, 1), **settings)
        if target is votes:
            agree(mine, twin, x, matrix, target, wrt=(2,), **settings)


@each_dtype
@pytest.mark.parametrize("reduction", REDUCTIONS)
def test_linear_cross_entropy_agrees_if_every_target_is_ignored(
    reduction: str, dtype: torch.dtype, reference: Reference
) -> None:
    x, matrix, *_ = draw_linear((3,), (), dtype)
    args = x, matrix, torch.full((3,), -100)
    mine = reference("classification", "linear_cross_entropy")(*args, reduction=reduction)
    torch.testing.assert_close(
        mine, F.linear_cross_entropy(*args, reduction=reduction), equal_nan=True
    )


@pytest.mark.parametrize("rows", [None, 1, 2, 7])
@pytest.mark.parametrize("reduction", REDUCTIONS)
def test_linear_cross_entropy_agrees_with_torchs_chunks(
    reduction: str, rows: int | None, reference: Reference
) -> None:
    mine, twin = reference("classification", "linear_cross_entropy"), F.linear_cross_entropy
    x, matrix, bias, labels, _ = draw_linear((7,), (), torch.float64)
    labels[1] = -100
    options = torch.nn.LinearCrossEntropyOptions(batch_chunk_size=rows) if rows else None
    settings = {"linear_bias": bias, "reduction": reduction, "options": options}
    agree(mine, twin, x, matrix, labels, wrt=(0, 1), **settings)


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"input": torch.zeros(4, 2)}, id="too few features"),
        pytest.param({"input": torch.zeros(2, 2, 3)}, id="a batch of batches"),
        pytest.param({"linear_weight": torch.zeros(3)}, id="weight of 1-D"),
        pytest.param({"linear_weight": torch.zeros(4, 4, 3)}, id="weight with places"),
        pytest.param({"input": torch.zeros(3), "linear_weight": torch.zeros(4, 4, 3)}, id="single"),
        pytest.param({"target": torch.zeros(3, dtype=torch.long)}, id="too few targets"),
        pytest.param({"target": torch.zeros(4, 1, dtype=torch.long)}, id="a column of targets"),
        pytest.param({"target": torch.tensor([0, 1, 4, 0])}, id="label too large"),
        pytest.param({"target": torch.tensor([0, 1, -1, 0])}, id="negative label"),
        pytest.param({"target": torch.zeros(4)}, id="float labels"),
        pytest.param({"target": torch.zeros(4, 3)}, id="probabilities of three classes"),
        pytest.param({"target": torch.ones(4, 4) / 4, "ignore_index": -100}, id="ignore_index"),
        pytest.param({"linear_bias": torch.zeros(1)}, id="bias of one"),
        pytest.param({"linear_bias": torch.zeros(4, 1)}, id="bias of 2-D"),
        pytest.param({"weight": torch.zeros(1)}, id="one weight"),
        pytest.param({"weight": torch.zeros(5)}, id="five weights"),
        pytest.param({"label_smoothing": 1.5}, id="smoothing above 1"),
        pytest.param({"reduction": "average"}, id="unknown word"),
    ],
)
def test_what_torch_refuses_linear_cross_entropy_refuses(
    changes: dict[str, Any], reference: Reference
) -> None:
    arguments: dict[str, Any] = {
        "input": torch.zeros(4, 3),
        "linear_weight": torch.zeros(4, 3),
        "target": torch.tensor([0, 1, 3, 0]),
    }
    for function in (reference("classification", "linear_cross_entropy"), F.linear_cross_entropy):
        assert function(**arguments).isfinite()
        with pytest.raises((IndexError, RuntimeError, ValueError)):
            function(**arguments | changes)
