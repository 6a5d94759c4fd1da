"""Each loss that the map calls another one with a change has its value."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import pytest
import torch
from torch import Generator, Tensor, nn
from torch.nn import functional as F

from lossutil import catalog
from lossutil.catalog.relatives import RELATIVES

Pair = tuple[Tensor, Tensor]
"""The value of a loss, and that of its relative with the change."""


def draw(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(*shape, generator=Generator().manual_seed(seed), dtype=torch.float64)


Z, OTHER, CLASSES = draw(6, 4), draw(6, 4, seed=1), torch.tensor([0, 3, 1, 1, 2, 0])
YES = (draw(6, 4, seed=2) > 0).double()
P = draw(6, 4, seed=3).softmax(dim=1)


def multi_label_margin() -> Pair:
    several = torch.tensor([[0, 2, -1, 3]])
    scores = Z[:1]
    hinges = [
        (1 - scores[0, true] + scores[0, false]).clamp(min=0) for true in (0, 2) for false in (1, 3)
    ]
    one = F.multi_margin_loss(scores, torch.tensor([2]))
    alone = F.multilabel_margin_loss(scores, torch.tensor([[2, -1, 0, 0]]))
    assert torch.isclose(one, alone)
    return F.multilabel_margin_loss(scores, several), sum(hinges) / 4  # type: ignore[return-value]


def multi_margin() -> Pair:
    row, true = Z[0], 2
    others = [i for i in range(4) if i != true]
    ranked = F.margin_ranking_loss(
        row[true].expand(3), row[others], torch.ones(3), margin=1, reduction="sum"
    )
    return F.multi_margin_loss(row, torch.tensor(true)), ranked / 4


def poisson() -> Pair:
    """Differences of losses between two rates: the constant is gone."""
    count, rates = 3.0, torch.tensor([2.0, 5.0], dtype=torch.float64)
    counts = torch.full_like(rates, count)
    ours = F.poisson_nll_loss(rates, counts, log_input=False, eps=0, reduction="none").diff()
    k = torch.arange(80, dtype=torch.float64)

    def log_law(rate: Tensor) -> Tensor:
        return k * rate.log() - rate - torch.lgamma(k + 1)

    law = log_law(torch.tensor(count, dtype=torch.float64)).exp()
    theirs = torch.stack([F.kl_div(log_law(rate), law, reduction="sum") for rate in rates]).diff()
    return ours, theirs


def ctc() -> Pair:
    """ "ab" in four frames: every alignment, by its NLL."""
    log_p = draw(4, 1, 3).log_softmax(dim=2)

    def collapsed(path: tuple[int, ...]) -> list[int]:
        kept = [s for i, s in enumerate(path) if i == 0 or s != path[i - 1]]
        return [s for s in kept if s]

    costs = [
        F.nll_loss(log_p[:, 0], torch.tensor(path), reduction="sum")
        for path in product(range(3), repeat=4)
        if collapsed(path) == [1, 2]
    ]
    together = -torch.logsumexp(-torch.stack(costs), dim=0)
    lengths = torch.tensor([4]), torch.tensor([2])
    return F.ctc_loss(log_p, torch.tensor([[1, 2]]), *lengths, reduction="sum"), together


def distances() -> tuple[Tensor, Tensor]:
    anchor, positive, negative = Z, OTHER, OTHER.flip(0)
    return F.pairwise_distance(anchor, positive), F.pairwise_distance(anchor, negative)


def triplet() -> Pair:
    near, far = distances()
    ranked = F.margin_ranking_loss(far, near, torch.ones(6), margin=1)
    return F.triplet_margin_loss(Z, OTHER, OTHER.flip(0)), ranked


def triplet_with_distance() -> Pair:
    own = F.triplet_margin_with_distance_loss(
        Z, OTHER, OTHER.flip(0), distance_function=F.pairwise_distance
    )
    return own, F.triplet_margin_loss(Z, OTHER, OTHER.flip(0))


def cosine() -> Pair:
    labels = torch.tensor([1, -1, 1, -1, -1, 1])
    distance = 1 - F.cosine_similarity(Z, OTHER)
    return (
        F.cosine_embedding_loss(Z, OTHER, labels, margin=0.2),
        F.hinge_embedding_loss(distance, labels, margin=0.8),
    )


def linear() -> Pair:
    torch.manual_seed(0)
    module = nn.LinearCrossEntropyLoss(4, 5, bias=True).double()
    labels = torch.tensor([0, 4, 1, 1, 2, 0])
    return module(Z, labels), F.cross_entropy(module.linear(Z), labels)


def adaptive() -> Pair:
    """The two steps are one distribution over all classes."""
    torch.manual_seed(0)
    module = nn.AdaptiveLogSoftmaxWithLoss(4, 12, cutoffs=[4, 8]).double()
    labels = torch.tensor([0, 11, 5, 1, 9, 4])
    log_p = module.log_prob(Z)
    assert torch.allclose(log_p.exp().sum(dim=1), torch.ones(6, dtype=torch.float64))
    return module(Z, labels).loss, F.cross_entropy(log_p, labels)


def next_token() -> Pair:
    logits, tokens = draw(2, 5, 7), torch.randint(7, (2, 5), generator=Generator().manual_seed(0))
    each = [-logits[b, t].log_softmax(dim=0)[tokens[b, t + 1]] for b in range(2) for t in range(4)]
    return torch.stack(each).mean(), F.cross_entropy(
        logits[:, :-1].flatten(0, 1), tokens[:, 1:].flatten()
    )


def preference() -> Pair:
    """Bradley-Terry: the share of the preferred one in the sum of both strengths."""
    chosen, rejected = Z[:, 0], Z[:, 1]
    share = chosen.exp() / (chosen.exp() + rejected.exp())
    lead = chosen - rejected
    return -share.log().mean(), F.binary_cross_entropy_with_logits(lead, torch.ones_like(lead))


def contrastive() -> Pair:
    similar = F.cosine_similarity(Z[:, None], OTHER, dim=2) / 0.5
    each = [-(row[i].exp() / row.exp().sum()).log() for i, row in enumerate(similar)]
    return torch.stack(each).mean(), F.cross_entropy(similar, torch.arange(6))


def labels_to_signs() -> Pair:
    return F.soft_margin_loss(Z, 2 * YES - 1), F.binary_cross_entropy_with_logits(Z, YES)


def averaged_first() -> Pair:
    each = F.binary_cross_entropy_with_logits(Z, YES, reduction="none")
    ours = F.multilabel_soft_margin_loss(Z, YES, reduction="none")
    return ours, each.mean(dim=1)


def kl() -> Pair:
    log_q, entropy = Z.log_softmax(dim=1), -(P * P.log()).sum(dim=1).mean()
    return F.kl_div(log_q, P, reduction="batchmean"), F.cross_entropy(Z, P) - entropy


def huber() -> Pair:
    small = OTHER + (Z - OTHER).clamp(-2, 2)
    return F.huber_loss(small, OTHER, delta=2.0), F.mse_loss(small, OTHER) / 2


CHECKS: dict[tuple[str, str], Callable[[], Pair]] = {
    ("BCEWithLogitsLoss", "BCELoss"): lambda: (
        F.binary_cross_entropy_with_logits(Z, YES),
        F.binary_cross_entropy(Z.sigmoid(), YES),
    ),
    ("SoftMarginLoss", "BCEWithLogitsLoss"): labels_to_signs,
    ("MultiLabelSoftMarginLoss", "BCEWithLogitsLoss"): averaged_first,
    ("MultiLabelMarginLoss", "MultiMarginLoss"): multi_label_margin,
    ("CrossEntropyLoss", "NLLLoss"): lambda: (
        F.cross_entropy(Z, CLASSES),
        F.nll_loss(Z.log_softmax(dim=1), CLASSES),
    ),
    ("MultiMarginLoss", "MarginRankingLoss"): multi_margin,
    ("PoissonNLLLoss", "KLDivLoss"): poisson,
    ("KLDivLoss", "CrossEntropyLoss"): kl,
    ("GaussianNLLLoss", "MSELoss"): lambda: (
        F.gaussian_nll_loss(Z, OTHER, torch.ones_like(Z)),
        F.mse_loss(Z, OTHER) / 2,
    ),
    ("L1Loss", "SmoothL1Loss"): lambda: (
        F.l1_loss(Z, OTHER),
        F.smooth_l1_loss(Z, OTHER, beta=0.0),
    ),
    ("SmoothL1Loss", "HuberLoss"): lambda: (
        F.smooth_l1_loss(Z, OTHER, beta=0.7),
        F.huber_loss(Z, OTHER, delta=0.7) / 0.7,
    ),
    ("HuberLoss", "MSELoss"): huber,
    ("CTCLoss", "NLLLoss"): ctc,
    ("TripletMarginLoss", "MarginRankingLoss"): triplet,
    ("TripletMarginWithDistanceLoss", "TripletMarginLoss"): triplet_with_distance,
    ("CosineEmbeddingLoss", "HingeEmbeddingLoss"): cosine,
    ("LinearCrossEntropyLoss", "CrossEntropyLoss"): linear,
    ("AdaptiveLogSoftmaxWithLoss", "CrossEntropyLoss"): adaptive,
    ("next_token", "CrossEntropyLoss"): next_token,
    ("preference", "BCEWithLogitsLoss"): preference,
    ("contrastive", "CrossEntropyLoss"): contrastive,
}


def test_each_relation_has_a_check() -> None:
    assert {(relative.loss, relative.of) for relative in RELATIVES} == CHECKS.keys()


@pytest.mark.parametrize("relation", CHECKS, ids=" is ".join)
def test_a_loss_is_its_relative_with_the_change(relation: tuple[str, str]) -> None:
    value, changed = CHECKS[relation]()
    assert value.detach().isfinite().all()
    torch.testing.assert_close(value, changed, rtol=1e-8, atol=1e-8)


def test_every_loss_but_the_roots_has_a_relative() -> None:
    names = {entry.name for entry in catalog.CURRENT}
    names |= {recipe.name for recipe in catalog.RECIPES}
    roots = {"BCELoss", "NLLLoss", "MSELoss", "MarginRankingLoss", "HingeEmbeddingLoss"}
    assert names - {relative.loss for relative in RELATIVES} == roots
    assert {relative.of for relative in RELATIVES} <= names
