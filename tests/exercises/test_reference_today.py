"""The references of today agree with torch and with what the definitions say."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch.nn import functional as F

from lossutil.checks import compare

Reference = Callable[[str, str], Callable[..., Any]]
IGNORED = (-100, -1, 2)

each_ignored = pytest.mark.parametrize("ignored", IGNORED)
each_word = pytest.mark.parametrize("word", ["mean", "sum"])
each_dtype = pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=str)


@pytest.fixture
def random() -> torch.Generator:
    return torch.Generator().manual_seed(0)


def drawn(
    shape: tuple[int, int, int], ignored: int, dtype: torch.dtype, random: torch.Generator
) -> tuple[torch.Tensor, torch.Tensor]:
    """Logits, and targets of which about half do not count, but the first one does."""
    logits = 3 * torch.randn(shape, generator=random, dtype=dtype)
    targets = torch.randint(shape[2], shape[:2], generator=random)
    targets[torch.rand(shape[:2], generator=random) < 0.5] = ignored
    targets[0, 0] = 1
    return logits, targets


@each_ignored
def test_next_targets_are_the_next_tokens_of_the_answer(ignored: int, reference: Reference) -> None:
    mine = reference("today", "next_targets")
    tokens = torch.arange(35).reshape(5, 7)
    prompts, lengths = torch.tensor([0, 1, 3, 6, 7]), torch.tensor([7, 1, 5, 7, 7])
    answers = [range(1, 7), [], [3, 4], [6], []]
    expected = torch.full((5, 7), ignored)
    for row, places in enumerate(answers):
        for place in places:
            expected[row, place - 1] = 7 * row + place
    assert torch.equal(mine(tokens, prompts, lengths, ignored), expected)


@each_dtype
@each_word
@each_ignored
def test_next_token_loss_agrees_with_torch(
    ignored: int, word: str, dtype: torch.dtype, reference: Reference, random: torch.Generator
) -> None:
    mine = reference("today", "next_token_loss")

    def torchs(logits: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        words: dict[str, Any] = {"ignore_index": ignored, "reduction": word}
        return F.cross_entropy(logits.flatten(0, 1), targets.flatten(), **words)

    for shape in ((1, 1, 4), (3, 5, 7), (2, 9, 3)):
        logits, targets = drawn(shape, ignored, dtype, random)
        result = compare(lambda x, y: mine(x, y, ignored, word), torchs, logits, targets)
        assert result.agrees, str(result)


@pytest.mark.parametrize("half", [torch.float16, torch.bfloat16], ids=str)
def test_next_token_loss_of_half_precision_is_float32(
    half: torch.dtype, reference: Reference
) -> None:
    logits, targets = torch.zeros(16, 4096, 2, dtype=half), torch.zeros(16, 4096, dtype=torch.int64)
    loss = reference("today", "next_token_loss")(logits, targets)
    assert loss.dtype == torch.float32
    assert loss.item() == pytest.approx(math.log(2))


@each_dtype
@each_ignored
def test_accumulated_losses_add_up_to_the_loss_of_the_batch(
    ignored: int, dtype: torch.dtype, reference: Reference, random: torch.Generator
) -> None:
    mine = reference("today", "accumulated_losses")
    shapes = ((2, 3, 5), (1, 9, 5), (4, 1, 5))
    logits, targets = zip(*(drawn(shape, ignored, dtype, random) for shape in shapes), strict=True)
    empty = torch.full((1, 9), ignored)
    all_targets = [targets[0], empty, targets[2]]

    def in_pieces(*logits: torch.Tensor) -> torch.Tensor:
        return torch.stack(mine(logits, all_targets, ignored)).sum()

    def whole(*logits: torch.Tensor) -> torch.Tensor:
        rows, labels = torch.cat([one.flatten(0, 1) for one in logits]), map(torch.ravel, all_targets)
        return F.cross_entropy(rows, torch.cat([*labels]), ignore_index=ignored)

    result = compare(in_pieces, whole, *logits)
    assert result.agrees, str(result)


def test_perplexity_and_bits_are_those_of_all_tokens(
    reference: Reference, random: torch.Generator
) -> None:
    mine = reference("today", "perplexity_and_bits")
    losses = 5 * torch.rand(10, generator=random, dtype=torch.float64)
    pieces = losses.split([4, 0, 5, 1])
    text = "Ünïcode ∑"
    perplexity, bits = mine([one.mean() for one in pieces], [4, 0, 5, 1], text)
    torch.testing.assert_close(perplexity, losses.mean().exp())
    torch.testing.assert_close(bits, losses.div(math.log(2)).sum() / 13)
    assert len(text.encode()) == 13


@each_ignored
def test_z_loss_and_gradient_agree_with_autograd(
    ignored: int, reference: Reference, random: torch.Generator
) -> None:
    mine = reference("today", "z_loss_and_gradient")
    for shape in ((1, 1, 4), (3, 5, 7)):
        logits, targets = drawn(shape, ignored, torch.float64, random)
        leaf = logits.clone().requires_grad_()
        expected = 0.3 * leaf[targets != ignored].logsumexp(-1).square().mean()
        loss, gradient = mine(logits, targets, 0.3, ignored)
        torch.testing.assert_close(loss, expected.detach())
        torch.testing.assert_close(gradient, torch.autograd.grad(expected, leaf)[0])
