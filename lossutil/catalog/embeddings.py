"""Losses of scores and distances: rankings, faces, embeddings."""

from math import pi, sqrt
from typing import Any

import torch
from torch import Generator, Tensor
from torch.nn import functional as F

from lossutil.catalog import drawing, untrained
from lossutil.catalog.model import (
    INFINITY,
    Argument,
    Brief,
    Draw,
    Loss,
    Panel,
    Range,
    Root,
    RootKind,
    Start,
    Task,
)
from lossutil.catalog.panels import all_equal, beside_zeros, each
from lossutil.catalog.shared import LABELS, NON_NEGATIVE, PER_ELEMENT, REAL, REDUCTION
from lossutil.catalog.untrained import DIMENSIONS


def _draw_hinge_embedding(g: Generator) -> Draw:
    shape = drawing.shape(g)
    args = (drawing.uniform(g, shape, 0.0, 2.0), drawing.plus_or_minus_one(g, shape))
    return Draw(args, {"margin": drawing.number(g, 0.2, 2.0)}, (0,))


def _draw_cosine_embedding(g: Generator) -> Draw:
    batch, d = drawing.pick(g, (), (drawing.size(g),)), drawing.size(g)
    x1, x2 = drawing.normal(g, (*batch, d)), drawing.normal(g, (*batch, d))
    args = (x1, x2, drawing.plus_or_minus_one(g, batch))
    return Draw(args, {"margin": drawing.number(g, -1.0, 1.0)}, (0, 1))


def _draw_margin_ranking(g: Generator) -> Draw:
    shape = drawing.pick(g, (), (drawing.size(g),))
    args = (drawing.normal(g, shape), drawing.normal(g, shape), drawing.plus_or_minus_one(g, shape))
    return Draw(args, {"margin": drawing.number(g, 0.0, 2.0)}, (0, 1))


def _draw_triplet(g: Generator) -> tuple[tuple[Tensor, ...], dict[str, Any]]:
    shape = drawing.pick(g, (drawing.size(g),), (drawing.size(g), drawing.size(g)))
    kwargs = {"margin": drawing.number(g, 0.2, 2.0), "swap": drawing.coin(g)}
    return tuple(drawing.normal(g, shape) for _ in range(3)), kwargs


def _draw_triplet_margin(g: Generator) -> Draw:
    args, kwargs = _draw_triplet(g)
    return Draw(args, {**kwargs, "p": drawing.pick(g, 1.0, 2.0, 3.0)}, (0, 1, 2))


def _city_block(x: Tensor, y: Tensor) -> Tensor:
    return (x - y).abs().sum(-1)


def _draw_triplet_margin_with_distance(g: Generator) -> Draw:
    args, kwargs = _draw_triplet(g)
    return Draw(
        args, {**kwargs, "distance_function": drawing.pick(g, None, _city_block)}, (0, 1, 2)
    )


_SWAP = Argument(
    "swap", False, "use the distance from positive to negative where it is the smaller one"
)


def _triplet(distance: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Anchor, positive and negative; the positive lies in the given distance."""
    positive = beside_zeros(distance, 2)
    anchor, negative = distance.new_tensor([0.0, 0.0]), distance.new_tensor([0.0, 1.5])
    return each(anchor, distance), positive, each(negative, distance)


def _squared_distance(u: Tensor, v: Tensor) -> Tensor:
    return (u - v).square().sum(dim=-1)


def _cosine_pair(cosine: Tensor, y: float) -> Tensor:
    other = torch.stack([cosine, (1 - cosine**2).sqrt()], dim=1)
    one = each(cosine.new_tensor([1.0, 0.0]), cosine)
    return F.cosine_embedding_loss(one, other, all_equal(y, cosine), reduction="none")


def _hinge(distance: Tensor, y: float) -> Tensor:
    return F.hinge_embedding_loss(distance, all_equal(y, distance), reduction="none")


def _hinge_at_start() -> Tensor:
    first, second, _ = untrained.embeddings()
    return F.hinge_embedding_loss((first - second).norm(dim=1), untrained.sign())


def _cosine_at_start() -> Tensor:
    first, second, _ = untrained.embeddings()
    return F.cosine_embedding_loss(first, second, untrained.sign())


def _triplet_at_start() -> Tensor:
    anchor, positive, negative = untrained.embeddings()
    return F.triplet_margin_loss(anchor, positive, negative)


def _triplet_with_distance_at_start() -> Tensor:
    anchor, positive, negative = untrained.embeddings()
    return F.triplet_margin_with_distance_loss(
        anchor, positive, negative, distance_function=_squared_distance
    )


EMBEDDINGS: tuple[Loss, ...] = (
    Loss(
        name="TripletMarginLoss",
        functional="triplet_margin_loss",
        task=Task.EMBEDDING,
        folder="ranking",
        input="anchors, positives and negatives, (D) or (N, D) each",
        input_domain=REAL,
        target="none: the roles of the three inputs say it",
        target_domain="none",
        range=NON_NEGATIVE,
        arguments=(
            Argument("margin", 1.0, "how much farther the negative must be, > 0"),
            Argument("p", 2.0, "degree of the norm"),
            Argument("eps", 1e-6, "added to each coordinate of the difference"),
            _SWAP,
            REDUCTION,
        ),
        root=Root(RootKind.MARGIN, "hinge on the difference of two distances"),
        formula=r"\max(0, d(a, a^{+}) - d(a, a^{-}) + \text{margin}), "
        r"\quad d(u, v) = \lVert u - v + \varepsilon \rVert_p",
        gradient=r"\left( \frac{a - a^{+}}{d(a, a^{+})} - \frac{a - a^{-}}{d(a, a^{-})} \right) "
        r"[\ell > 0] \text{ by } a,\ p = 2",
        reduction=f"{PER_ELEMENT}, one per triplet",
        aten=("triplet_margin_loss", "pairwise_distance"),
        brief=Brief(
            idea="Anchor, positive, negative: the negative must be farther from the anchor than "
            "the positive is, by a margin.",
            when="you know which of two things is more like a third.",
            trap="a network that maps everything to one point. The loss stands still at the "
            "margin.",
            shown_in="The collapsed network",
        ),
        panel=Panel(
            "distance to the positive",
            lambda d: F.triplet_margin_loss(*_triplet(d), reduction="none"),
            domain=(0.0, 4.0),
        ),
        start=Start(
            "random unit embeddings",
            "margin, 1 here",
            1.0,
            _triplet_at_start,
            exact=False,
        ),
        draw=_draw_triplet_margin,
    ),
    Loss(
        name="TripletMarginWithDistanceLoss",
        functional="triplet_margin_with_distance_loss",
        task=Task.EMBEDDING,
        folder="ranking",
        input="anchors, positives and negatives, of any one shape the distance takes",
        input_domain="what the distance takes",
        target="none: the roles of the three inputs say it",
        target_domain="none",
        range=NON_NEGATIVE,
        arguments=(
            Argument(
                "distance_function", None, "distance of two tensors; None is PairwiseDistance()"
            ),
            Argument("margin", 1.0, "how much farther the negative must be, > 0"),
            _SWAP,
            REDUCTION,
        ),
        root=Root(RootKind.MARGIN, "hinge on the difference of two distances"),
        formula=r"\max(0, d(a, a^{+}) - d(a, a^{-}) + \text{margin})",
        gradient=r"\left( \nabla_a d(a, a^{+}) - \nabla_a d(a, a^{-}) \right) [\ell > 0] "
        r"\text{ by } a",
        reduction=f"{PER_ELEMENT} that the distance returns",
        aten=("triplet_margin_loss",),
        brief=Brief(
            idea="The triplet loss, with any distance you like between the points.",
            when="things are compared by direction, or by another function of two tensors.",
            trap="a similarity in place of a distance. The loss falls, and the positive is driven "
            "away.",
            shown_in="A similarity in place of a distance",
        ),
        panel=Panel(
            "distance to the positive",
            lambda d: F.triplet_margin_with_distance_loss(
                *_triplet(d), distance_function=_squared_distance, reduction="none"
            ),
            domain=(0.0, 4.0),
        ),
        start=Start(
            "random unit embeddings, squared distance",
            "margin, 1 here",
            1.0,
            _triplet_with_distance_at_start,
            exact=False,
        ),
        draw=_draw_triplet_margin_with_distance,
    ),
    Loss(
        name="MarginRankingLoss",
        functional="margin_ranking_loss",
        task=Task.EMBEDDING,
        folder="ranking",
        input="two scores, both () or (N); other shapes broadcast",
        input_domain=REAL,
        target="+1 if the first should rank higher, −1 if the second, floats of the input's shape",
        target_domain="−1 or 1; not checked",
        range=NON_NEGATIVE,
        arguments=(Argument("margin", 0.0, "gap that the two must keep"), REDUCTION),
        root=Root(RootKind.MARGIN, "hinge on the difference of two scores"),
        formula=r"\max(0, -y (x_1 - x_2) + \text{margin})",
        gradient=r"-y \, [\ell > 0] \text{ by } x_1, \quad y \, [\ell > 0] \text{ by } x_2",
        reduction=f"{PER_ELEMENT}, one per pair",
        aten=("margin_ranking_loss",),
        brief=Brief(
            idea="Two scores: the one that should be higher must lead by the margin.",
            when="all you know is which of two things should score higher.",
            trap="labels 0 and 1 in place of −1 and 1. A pair with label 0 has no gradient.",
            shown_in="Labels 0 and 1",
        ),
        panel=Panel(
            "lead of the first score",
            lambda d: F.margin_ranking_loss(
                d, all_equal(0, d), all_equal(1, d), margin=0.5, reduction="none"
            ),
        ),
        start=Start(
            "equal scores, margin 0.5",
            "margin; 0 by default",
            0.5,
            lambda: F.margin_ranking_loss(
                untrained.zeros(), untrained.zeros(), untrained.sign(), margin=0.5
            ),
        ),
        draw=_draw_margin_ranking,
    ),
    Loss(
        name="HingeEmbeddingLoss",
        functional="hinge_embedding_loss",
        task=Task.EMBEDDING,
        folder="ranking",
        input="distances (*), any shape",
        input_domain="≥ 0; not checked",
        target=LABELS,
        target_domain="−1 or 1; not checked, any other value adds both branches",
        range=Range(0.0, INFINITY, "[0, ∞); below 0 where the input is no distance"),
        arguments=(
            Argument("margin", 1.0, "distance beyond which a pair with y = −1 costs nothing"),
            REDUCTION,
        ),
        root=Root(RootKind.MARGIN, "hinge on a distance"),
        formula=r"\begin{cases} x & y = 1 \\ \max(0, \text{margin} - x) & y = -1 \end{cases}",
        gradient=r"\begin{cases} 1 & y = 1 \\ -[x < \text{margin}] & y = -1 \end{cases}",
        reduction=PER_ELEMENT,
        aten=("hinge_embedding_loss",),
        brief=Brief(
            idea="Pulls the two things of a pair together if they are the same, and pushes them "
            "apart, up to a margin, if not.",
            when="you have pairs, same or different, and a distance of your own.",
            trap="a similarity in place of a distance. The loss falls below 0, and same things "
            "are driven apart.",
            shown_in="A similarity in place of a distance",
        ),
        panel=Panel(
            "distance",
            lambda d: _hinge(d, 1),
            lambda d: _hinge(d, -1),
            domain=(0.0, 4.0),
        ),
        start=Start(
            "distances of random unit embeddings, half of the pairs alike",
            r"$\sqrt{2} / 2$",
            sqrt(2) / 2,
            _hinge_at_start,
            exact=False,
        ),
        draw=_draw_hinge_embedding,
    ),
    Loss(
        name="CosineEmbeddingLoss",
        functional="cosine_embedding_loss",
        task=Task.EMBEDDING,
        folder="ranking",
        input="two embeddings, both (D) or (N, D)",
        input_domain=REAL,
        target="labels +1 (similar) and −1 (dissimilar), () or (N)",
        target_domain="−1 or 1; not checked, any other value costs 0",
        range=Range(0.0, 2.0, "[0, 2] for a margin in [−1, 1]"),
        arguments=(
            Argument("margin", 0.0, "cosine below which a pair with y = −1 costs nothing"),
            REDUCTION,
        ),
        root=Root(RootKind.MARGIN, "hinge on a cosine similarity"),
        formula=r"\begin{cases} 1 - \cos(x_1, x_2) & y = 1 \\ "
        r"\max(0, \cos(x_1, x_2) - \text{margin}) & y = -1 \end{cases}",
        gradient=r"\begin{cases} -\nabla \cos(x_1, x_2) & y = 1 \\ "
        r"\nabla \cos(x_1, x_2) \, [\ell > 0] & y = -1 \end{cases}, \quad \nabla_{x_1} \cos = "
        r"\frac{1}{\lVert x_1 \rVert} \left( \frac{x_2}{\lVert x_2 \rVert} - "
        r"\cos(x_1, x_2) \frac{x_1}{\lVert x_1 \rVert} \right)",
        reduction=f"{PER_ELEMENT}, one per pair",
        aten=("cosine_embedding_loss", "cosine_similarity"),
        brief=Brief(
            idea="Turns two similar vectors toward each other and two dissimilar ones away. "
            "Lengths do not count.",
            when="pairs are labeled similar or dissimilar, and only the direction counts.",
            trap="a target that is neither 1 nor −1, such as 0 or 0.5, costs nothing and teaches "
            "nothing.",
            shown_in="A target of 0.5",
        ),
        panel=Panel(
            "cosine",
            lambda c: _cosine_pair(c, 1),
            lambda c: _cosine_pair(c, -1),
            domain=(-0.999, 0.999),  # at ±1 the root in this drawing has no slope
        ),
        start=Start(
            "random unit embeddings, half of the pairs alike",
            r"$\tfrac12 + 1 / \sqrt{8 \pi D}$",
            1 / 2 + 1 / sqrt(8 * pi * DIMENSIONS),
            _cosine_at_start,
            exact=False,
        ),
        draw=_draw_cosine_embedding,
    ),
)
