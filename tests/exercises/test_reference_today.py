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
        rows, labels = (
            torch.cat([one.flatten(0, 1) for one in logits]),
            map(torch.ravel, all_targets),
        )
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


def answers_of(pairs: int, random: torch.Generator, dtype: torch.dtype) -> list[torch.Tensor]:
    """Log-probabilities of chosen and rejected answers, by the policy and by the reference."""
    return [-9 * torch.rand(pairs, generator=random, dtype=dtype) for _ in range(4)]


def lengths_of(pairs: int, random: torch.Generator) -> list[torch.Tensor]:
    return [torch.randint(1, 30, (pairs,), generator=random) for _ in range(2)]


@each_dtype
@pytest.mark.parametrize("margin", [0.0, 1.5, -0.5])
def test_bradley_terry_loss_agrees_with_torch(
    margin: float, dtype: torch.dtype, reference: Reference, random: torch.Generator
) -> None:
    mine = reference("today", "bradley_terry_loss")

    def torchs(chosen: torch.Tensor, rejected: torch.Tensor) -> torch.Tensor:
        logits = chosen - rejected - margin
        return F.binary_cross_entropy_with_logits(logits, torch.ones_like(logits))

    for scale in (0, 1, 1000):
        chosen, rejected = scale * torch.randn(2, 7, generator=random, dtype=dtype)
        result = compare(lambda x, y: mine(x, y, margin), torchs, chosen, rejected)
        assert result.agrees, str(result)


@each_dtype
@pytest.mark.parametrize("smoothing", [0.0, 0.1, 0.5])
def test_dpo_loss_agrees_with_torch_on_log_ratios(
    smoothing: float, dtype: torch.dtype, reference: Reference, random: torch.Generator
) -> None:
    mine = reference("today", "dpo_loss")
    chosen, rejected, chosen_ref, rejected_ref = answers_of(8, random, dtype)

    def torchs(chosen: torch.Tensor, rejected: torch.Tensor) -> torch.Tensor:
        logits = 0.3 * ((chosen - chosen_ref) - (rejected - rejected_ref))
        return F.binary_cross_entropy_with_logits(logits, torch.full_like(logits, 1 - smoothing))

    def dpo(chosen: torch.Tensor, rejected: torch.Tensor) -> torch.Tensor:
        return mine(chosen, rejected, chosen_ref, rejected_ref, 0.3, smoothing)

    result = compare(dpo, torchs, chosen, rejected)
    assert result.agrees, str(result)


def test_dpo_loss_starts_at_ln_2_with_a_frozen_reference(
    reference: Reference, random: torch.Generator
) -> None:
    mine = reference("today", "dpo_loss")
    leaves = [-torch.rand(4, generator=random).double().requires_grad_() for _ in range(2)]
    loss = mine(*leaves, *leaves, 0.4)
    assert loss.item() == pytest.approx(math.log(2))
    slopes = torch.autograd.grad(loss, leaves)
    for slope, sign in zip(slopes, (-1, 1), strict=True):
        torch.testing.assert_close(slope, torch.full((4,), sign * 0.4 / 2 / 4).double())


@each_dtype
def test_ipo_loss_is_lowest_at_its_target_per_token(
    dtype: torch.dtype, reference: Reference, random: torch.Generator
) -> None:
    mine = reference("today", "ipo_loss")
    policy_and_reference, tokens = answers_of(5, random, dtype), lengths_of(5, random)
    _, rejected, chosen_ref, rejected_ref = policy_and_reference
    loser = (rejected - rejected_ref) / tokens[1]
    for beta, beyond in ((0.1, 0.0), (0.7, 0.5), (2.0, -3.0)):
        chosen = chosen_ref + tokens[0] * (loser + 1 / (2 * beta) + beyond)
        loss = mine(chosen, rejected, chosen_ref, rejected_ref, *tokens, beta)
        assert loss.item() == pytest.approx(beyond**2, abs=1e-4)


@each_dtype
def test_simpo_loss_agrees_with_torch_on_means(
    dtype: torch.dtype, reference: Reference, random: torch.Generator
) -> None:
    mine = reference("today", "simpo_loss")
    (chosen, rejected, *_), tokens = answers_of(6, random, dtype), lengths_of(6, random)

    def torchs(chosen: torch.Tensor, rejected: torch.Tensor) -> torch.Tensor:
        return -F.logsigmoid(2.5 * (chosen / tokens[0] - rejected / tokens[1]) - 1.4).mean()

    def simpo(chosen: torch.Tensor, rejected: torch.Tensor) -> torch.Tensor:
        return mine(chosen, rejected, *tokens, 2.5, 1.4)

    result = compare(simpo, torchs, chosen, rejected)
    assert result.agrees, str(result)


def test_kl_estimators_and_gradients_have_the_known_means(
    reference: Reference, random: torch.Generator
) -> None:
    mine = reference("today", "kl_estimators")
    logits = torch.randn(6, generator=random, dtype=torch.float64, requires_grad=True)
    log_pi = logits.log_softmax(0)
    log_ref = torch.randn(6, generator=random, dtype=torch.float64).log_softmax(0)
    pi = log_pi.detach().exp()
    forward = (log_pi.exp() * (log_pi - log_ref)).sum()
    reverse = (log_ref.exp() * (log_ref - log_pi)).sum()
    k1, k2, k3 = mine(log_pi, log_ref)
    for k in (k1, k3):
        torch.testing.assert_close((pi * k).sum(), forward)
    assert bool((k2 >= 0).all() and (k3 >= 0).all())
    for k, kl in ((k1, 0 * forward), (k2, forward), (k3, reverse)):
        slopes = [
            torch.autograd.grad(loss, logits, retain_graph=True)[0] for loss in ((pi * k).sum(), kl)
        ]
        torch.testing.assert_close(*slopes)


def test_k3_keeps_its_digits_close_to_the_reference(reference: Reference) -> None:
    d = torch.tensor([1e-3, -1e-4])
    _, _, k3 = reference("today", "kl_estimators")(torch.zeros(2), d)
    torch.testing.assert_close(k3, d.square() / 2, rtol=0.02, atol=0.0)


# --- contrastive ------------------------------------------------------------------------------


def cosines_of(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    return F.cosine_similarity(a[:, None], b, dim=2)


@each_dtype
@pytest.mark.parametrize("rows", [1, 2, 7])
def test_info_nce_loss_agrees_with_torch_in_both_directions(
    rows: int, dtype: torch.dtype, reference: Reference, random: torch.Generator
) -> None:
    a, b = (torch.randn(rows, 5, generator=random, dtype=dtype) for _ in range(2))

    def torchs(a: torch.Tensor, b: torch.Tensor, temperature: float) -> torch.Tensor:
        logits, partner = cosines_of(a, b) / temperature, torch.arange(rows)
        return (F.cross_entropy(logits, partner) + F.cross_entropy(logits.T, partner)) / 2

    for temperature in (0.02, 1.0):
        mine = reference("today", "info_nce_loss")
        result = compare(mine, torchs, a, b, temperature, wrt=(0, 1))
        assert result.agrees, str(result)


@each_dtype
@pytest.mark.parametrize("photos", [1, 2, 6])
def test_nt_xent_loss_has_a_partner_and_2n_minus_2_negatives(
    photos: int, dtype: torch.dtype, reference: Reference, random: torch.Generator
) -> None:
    views = torch.randn(2 * photos, 3, generator=random, dtype=dtype)

    def torchs(views: torch.Tensor, temperature: float) -> torch.Tensor:
        losses = []
        for anchor in range(2 * photos):
            partner = (anchor + photos) % (2 * photos)
            negatives = [j for j in range(2 * photos) if j not in (anchor, partner)]
            assert len(negatives) == 2 * photos - 2
            logits = cosines_of(views[anchor, None], views[[partner, *negatives]]) / temperature
            losses.append(F.cross_entropy(logits, torch.tensor([0])))
        return torch.stack(losses).mean()

    for temperature in (0.05, 1.0):
        result = compare(reference("today", "nt_xent_loss"), torchs, views, temperature)
        assert result.agrees, str(result)


@each_dtype
def test_siglip_loss_is_binary_cross_entropy_of_all_pairs(
    dtype: torch.dtype, reference: Reference, random: torch.Generator
) -> None:
    a, b = (torch.randn(6, 4, generator=random, dtype=dtype) for _ in range(2))
    scale, bias = torch.tensor(7.0, dtype=dtype), torch.tensor(-3.0, dtype=dtype)

    def torchs(
        a: torch.Tensor, b: torch.Tensor, scale: torch.Tensor, bias: torch.Tensor
    ) -> torch.Tensor:
        logits, same = scale * cosines_of(a, b) + bias, torch.eye(6, dtype=dtype)
        return 6 * F.binary_cross_entropy_with_logits(logits, same)

    mine = reference("today", "siglip_loss")
    result = compare(mine, torchs, a, b, scale, bias, wrt=(0, 1, 2, 3))
    assert result.agrees, str(result)


def test_siglip_loss_of_a_blind_model_is_least_at_the_prior(reference: Reference) -> None:
    a, b = torch.eye(8)[:4], torch.eye(8)[4:]
    bias = torch.tensor(-math.log(3), requires_grad=True)
    loss = reference("today", "siglip_loss")(a, b, torch.tensor(10.0), bias)
    (slope,) = torch.autograd.grad(loss, bias)
    assert slope.item() == pytest.approx(0, abs=1e-6)


@each_dtype
@pytest.mark.parametrize("average", ["outside", "inside"])
def test_supcon_loss_agrees_with_its_definition(
    average: str, dtype: torch.dtype, reference: Reference, random: torch.Generator
) -> None:
    views = torch.randn(8, 3, generator=random, dtype=dtype)
    labels = torch.tensor([0, 1, 0, 2, 1, 0, 5, 0])

    def torchs(views: torch.Tensor) -> torch.Tensor:
        losses = []
        for anchor, label in enumerate(labels):
            others = torch.arange(8) != anchor
            p = (cosines_of(views[anchor, None], views[others])[0] / 0.3).softmax(0)
            chosen = p[labels[others] == label]
            if len(chosen):
                inside = average == "inside"
                losses.append(-chosen.mean().log() if inside else -chosen.log().mean())
        assert len(losses) == 6
        return torch.stack(losses).mean()

    mine = reference("today", "supcon_loss")
    result = compare(lambda views: mine(views, labels, 0.3, average), torchs, views)
    assert result.agrees, str(result)


def test_supcon_loss_with_one_positive_each_is_nt_xent(
    reference: Reference, random: torch.Generator
) -> None:
    views = torch.randn(10, 4, generator=random, dtype=torch.float64)
    labels = torch.arange(10) % 5
    expected = reference("today", "nt_xent_loss")(views, 0.2)
    for average in ("outside", "inside"):
        came = reference("today", "supcon_loss")(views, labels, 0.2, average)
        torch.testing.assert_close(came, expected)


@each_dtype
@pytest.mark.parametrize("margin", [0.0, 0.5, 1.2])
def test_arcface_logits_add_the_margin_to_one_angle(
    margin: float, dtype: torch.dtype, reference: Reference
) -> None:
    angle = torch.linspace(0.1, 3.0, 30, dtype=dtype)
    cosines = torch.stack([angle.cos(), angle.cos() / 2, angle.sin()], dim=1)
    targets = torch.zeros(30, dtype=torch.int64)
    logits = reference("today", "arcface_logits")(cosines, targets, margin, 16.0)
    torch.testing.assert_close(logits[:, 1:], 16 * cosines[:, 1:])
    expected = torch.where(
        angle <= math.pi - margin,
        (angle + margin).cos(),
        angle.cos() - margin * math.sin(margin),
    )
    torch.testing.assert_close(logits[:, 0], 16 * expected, rtol=1e-4, atol=1e-4)
    assert (logits[:, 0].diff() < 0).all()


def test_arcface_logits_have_a_finite_slope_at_the_ends(reference: Reference) -> None:
    for dtype in (torch.float32, torch.float64):
        cosines = torch.tensor([[1.0, 0.0], [-1.0, 0.5]], dtype=dtype, requires_grad=True)
        logits = reference("today", "arcface_logits")(cosines, torch.tensor([0, 0]))
        (slope,) = torch.autograd.grad(logits.sum(), cosines)
        assert logits.isfinite().all()
        assert slope.isfinite().all()
