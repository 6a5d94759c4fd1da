"""What the catalog writes of gradients and first losses is what torch computes.

Each gradient stands here twice, side by side: as the catalog writes it, and as code.
"""

from collections.abc import Callable
from itertools import groupby, product
from typing import Any

import pytest
import torch
from torch import Tensor
from torch.nn import functional as F

from lossutil import catalog
from lossutil.catalog import Loss

LOSSES = catalog.CURRENT
every_loss = pytest.mark.parametrize("entry", LOSSES, ids=lambda entry: entry.name)
SEEDS = range(5)
N, C, D = 6, 5, 4
Case = tuple[str, Callable[..., Tensor], Callable[[int], tuple[Tensor, Tensor]]]
"""A gradient as it is written, the same as code, and what draws input and target."""


def numbers(seed: int, *shape: int) -> Tensor:
    g = torch.Generator().manual_seed(seed)
    return torch.randn(shape, generator=g, dtype=torch.float64)


def signs(seed: int) -> Tensor:
    return numbers(seed + 100, N).sign()


def classes(seed: int) -> Tensor:
    return torch.randint(C, (N,), generator=torch.Generator().manual_seed(seed))


def is_class(target: Tensor) -> Tensor:
    return F.one_hot(target, C).double()


def by_autograd(loss: Callable[..., Tensor], *inputs: Tensor) -> tuple[Tensor, ...]:
    """Return the gradients of the sum of the losses, by every input."""
    leaves = [x.clone().requires_grad_() for x in inputs]
    return torch.autograd.grad(loss(*leaves).sum(), leaves)


def total(function: str, **kwargs: Any) -> Callable[..., Tensor]:
    return lambda *args: getattr(F, function)(*args, reduction="none", **kwargs)


ELEMENTWISE: dict[str, Case] = {
    "BCELoss": (
        r"\frac{x - y}{x (1 - x)}",
        lambda x, y: (x - y) / (x * (1 - x)),
        lambda seed: (numbers(seed, N).sigmoid(), numbers(seed + 1, N).sigmoid()),
    ),
    "BCEWithLogitsLoss": (
        r"\sigma(x) - y",
        lambda x, y: x.sigmoid() - y,
        lambda seed: (numbers(seed, N), numbers(seed + 1, N).sigmoid()),
    ),
    "SoftMarginLoss": (
        r"-y \, \sigma(-y x)",
        lambda x, y: -y * (-y * x).sigmoid(),
        lambda seed: (numbers(seed, N), signs(seed)),
    ),
    "PoissonNLLLoss": (
        r"e^{x} - y",
        lambda x, y: x.exp() - y,
        lambda seed: (numbers(seed, N), numbers(seed + 1, N).abs().round()),
    ),
    "KLDivLoss": (
        r"-y_c",
        lambda x, y: -y,
        lambda seed: (numbers(seed, N, C).log_softmax(1), numbers(seed + 1, N, C).softmax(1)),
    ),
    "L1Loss": (
        r"\operatorname{sign}(x - y)",
        lambda x, y: (x - y).sign(),
        lambda seed: (numbers(seed, N), numbers(seed + 1, N)),
    ),
    "MSELoss": (
        r"2 (x - y)",
        lambda x, y: 2 * (x - y),
        lambda seed: (numbers(seed, N), numbers(seed + 1, N)),
    ),
    "SmoothL1Loss": (
        r"\begin{cases} \frac{x - y}{\beta} & |x - y| < \beta \\ "
        r"\operatorname{sign}(x - y) & \text{otherwise} \end{cases}",
        lambda x, y: torch.where((x - y).abs() < 0.8, (x - y) / 0.8, (x - y).sign()),
        lambda seed: (numbers(seed, N), numbers(seed + 1, N)),
    ),
    "HuberLoss": (
        r"\begin{cases} x - y & |x - y| < \delta \\ "
        r"\delta \operatorname{sign}(x - y) & \text{otherwise} \end{cases}",
        lambda x, y: torch.where((x - y).abs() < 0.8, x - y, 0.8 * (x - y).sign()),
        lambda seed: (numbers(seed, N), numbers(seed + 1, N)),
    ),
    "HingeEmbeddingLoss": (
        r"\begin{cases} 1 & y = 1 \\ -[x < \text{margin}] & y = -1 \end{cases}",
        lambda x, y: torch.where(y == 1, 1.0, -(x < 0.8).double()),
        lambda seed: (numbers(seed, N).abs(), signs(seed)),
    ),
    "CrossEntropyLoss": (
        r"\operatorname{softmax}(x)_c - [c = y]",
        lambda x, y: x.softmax(1) - is_class(y),
        lambda seed: (numbers(seed, N, C), classes(seed)),
    ),
    "NLLLoss": (
        r"-[c = y]",
        lambda x, y: -is_class(y),
        lambda seed: (numbers(seed, N, C).log_softmax(1), classes(seed)),
    ),
    "MultiLabelSoftMarginLoss": (
        r"\frac{\sigma(x_c) - y_c}{C}",
        lambda x, y: (x.sigmoid() - y) / C,
        lambda seed: (numbers(seed, N, C), numbers(seed + 1, N, C).gt(0).double()),
    ),
}
SETTINGS = {"SmoothL1Loss": {"beta": 0.8}, "HuberLoss": {"delta": 0.8}}
SETTINGS["HingeEmbeddingLoss"] = {"margin": 0.8}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", ELEMENTWISE)
def test_gradient_of_one_input_is_the_written_one(name: str, seed: int) -> None:
    written, gradient, draw = ELEMENTWISE[name]
    entry = catalog.loss(name)
    assert entry.gradient == written
    x, y = draw(seed)
    loss = total(str(entry.functional), **SETTINGS.get(name, {}))
    (expected,) = by_autograd(lambda x: loss(x, y), x)
    torch.testing.assert_close(gradient(x, y), expected)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("p", [1, 2])
def test_gradient_of_the_multi_margin_loss(p: int, seed: int) -> None:
    assert catalog.loss("MultiMarginLoss").gradient == (
        r"\begin{cases} -\sum_{i \ne y} g_i & c = y \\ g_c & c \ne y \end{cases}, \quad "
        r"g_i = \frac{p}{C} m_i^{p - 1} [m_i > 0], \quad m_i = \text{margin} - x_y + x_i"
    )
    x, y = numbers(seed, N, C), classes(seed)
    m = 0.7 - x.gather(1, y[:, None]) + x
    g = p / C * m ** (p - 1) * (m > 0) * (1 - is_class(y))
    written = g - is_class(y) * g.sum(dim=1, keepdim=True)
    loss = total("multi_margin_loss", p=p, margin=0.7)
    torch.testing.assert_close(written, *by_autograd(lambda x: loss(x, y), x))


@pytest.mark.parametrize("seed", SEEDS)
def test_gradient_of_the_multilabel_margin_loss(seed: int) -> None:
    assert catalog.loss("MultiLabelMarginLoss").gradient == (
        r"\begin{cases} -\frac{1}{C} \#\{i \notin Y : x_c - x_i < 1\} & c \in Y \\ "
        r"\frac{1}{C} \#\{j \in Y : x_j - x_c < 1\} & c \notin Y \end{cases}"
    )
    x, labels = numbers(seed, C), [3, 1]
    rest = [i for i in range(C) if i not in labels]
    written = torch.stack(
        [
            -(x[c] - x[rest] < 1).sum() / C if c in labels else (x[labels] - x[c] < 1).sum() / C
            for c in range(C)
        ]
    ).double()
    y = torch.tensor([*labels, -1, 0, 0])
    loss = total("multilabel_margin_loss")
    torch.testing.assert_close(written, *by_autograd(lambda x: loss(x, y), x))


@pytest.mark.parametrize("seed", SEEDS)
def test_gradients_of_the_gaussian_loss(seed: int) -> None:
    assert catalog.loss("GaussianNLLLoss").gradient == (
        r"\frac{x - y}{\text{var}}, \quad \text{by var: } "
        r"\frac{1}{2 \, \text{var}} \left( 1 - \frac{(x - y)^2}{\text{var}} \right)"
    )
    x, y, var = numbers(seed, N), numbers(seed + 1, N), numbers(seed + 2, N).exp()
    by_mean, by_variance = by_autograd(
        lambda x, var: F.gaussian_nll_loss(x, y, var, reduction="none"), x, var
    )
    torch.testing.assert_close((x - y) / var, by_mean)
    torch.testing.assert_close(1 / (2 * var) * (1 - (x - y) ** 2 / var), by_variance)


@pytest.mark.parametrize("seed", SEEDS)
def test_gradients_of_the_ranking_loss(seed: int) -> None:
    written = r"-y \, [\ell > 0] \text{ by } x_1, \quad y \, [\ell > 0] \text{ by } x_2"
    assert catalog.loss("MarginRankingLoss").gradient == written
    x1, x2, y = numbers(seed, N), numbers(seed + 1, N), signs(seed)
    loss = total("margin_ranking_loss", margin=0.5)
    costs = (loss(x1, x2, y) > 0).double()
    by_first, by_second = by_autograd(lambda x1, x2: loss(x1, x2, y), x1, x2)
    torch.testing.assert_close(-y * costs, by_first)
    torch.testing.assert_close(y * costs, by_second)


@pytest.mark.parametrize("seed", SEEDS)
def test_gradient_of_the_triplet_losses(seed: int) -> None:
    assert catalog.loss("TripletMarginLoss").gradient == (
        r"\left( \frac{a - a^{+}}{d(a, a^{+})} - \frac{a - a^{-}}{d(a, a^{-})} \right) "
        r"[\ell > 0] \text{ by } a,\ p = 2"
    )
    assert catalog.loss("TripletMarginWithDistanceLoss").gradient == (
        r"\left( \nabla_a d(a, a^{+}) - \nabla_a d(a, a^{-}) \right) [\ell > 0] \text{ by } a"
    )
    a, near, far = (numbers(seed + i, N, D) for i in range(3))

    def slope(other: Tensor) -> Tensor:
        return (a - other) / (a - other).norm(dim=1, keepdim=True)

    for name in ("triplet_margin_loss", "triplet_margin_with_distance_loss"):
        loss = total(name)
        written = (slope(near) - slope(far)) * (loss(a, near, far) > 0)[:, None]
        assert written.any()
        expected, *_ = by_autograd(loss, a, near, far)
        torch.testing.assert_close(written, expected, atol=1e-5, rtol=1e-5)  # torch adds an epsilon


@pytest.mark.parametrize("seed", SEEDS)
def test_gradient_of_the_cosine_loss(seed: int) -> None:
    assert catalog.loss("CosineEmbeddingLoss").gradient == (
        r"\begin{cases} -\nabla \cos(x_1, x_2) & y = 1 \\ "
        r"\nabla \cos(x_1, x_2) \, [\ell > 0] & y = -1 \end{cases}, \quad \nabla_{x_1} \cos = "
        r"\frac{1}{\lVert x_1 \rVert} \left( \frac{x_2}{\lVert x_2 \rVert} - "
        r"\cos(x_1, x_2) \frac{x_1}{\lVert x_1 \rVert} \right)"
    )
    x1, x2, y = numbers(seed, N, D), numbers(seed + 1, N, D), signs(seed)
    loss = total("cosine_embedding_loss")
    length1, length2 = (x.norm(dim=1, keepdim=True) for x in (x1, x2))
    cosine = F.cosine_similarity(x1, x2)[:, None]
    slope = (x2 / length2 - cosine * x1 / length1) / length1
    costs = (loss(x1, x2, y) > 0)[:, None]
    written = torch.where(y[:, None] == 1, -slope, slope * costs)
    torch.testing.assert_close(written, *by_autograd(lambda x1: loss(x1, x2, y), x1))


@pytest.mark.parametrize("seed", SEEDS)
def test_gradient_of_the_linear_cross_entropy(seed: int) -> None:
    written = r"W^{T} \left( \operatorname{softmax}(W x + b) - e_y \right)"
    assert catalog.loss("LinearCrossEntropyLoss").gradient == written
    x, w, b, y = numbers(seed, N, D), numbers(seed + 1, C, D), numbers(seed + 2, C), classes(seed)
    loss = total("linear_cross_entropy", linear_bias=b)
    errors = (x @ w.T + b).softmax(1) - is_class(y)
    torch.testing.assert_close(errors @ w, *by_autograd(lambda x: loss(x, w, y), x))


@pytest.mark.parametrize("target", [0, 1, 2, 3])
def test_gradient_of_the_adaptive_softmax(target: int) -> None:
    assert catalog.loss("AdaptiveLogSoftmaxWithLoss").gradient == (
        r"\operatorname{softmax} - [c = y], \quad "
        r"\text{once in the head, once in the cluster of } y"
    )
    head, tail = numbers(0, 3), numbers(1, 2)  # two frequent classes and a cluster of two

    def loss(head: Tensor, tail: Tensor) -> Tensor:
        step = -head.log_softmax(0)[min(target, 2)]
        return step - tail.log_softmax(0)[target - 2] if target >= 2 else step + 0 * tail.sum()

    model = torch.nn.AdaptiveLogSoftmaxWithLoss(5, 4, cutoffs=[2], div_value=1.0).double()
    with torch.no_grad():
        model.head.weight.copy_(torch.eye(5)[:3])
        to_cluster, in_cluster = model.tail.parameters()
        to_cluster.copy_(torch.eye(5))
        in_cluster.copy_(torch.eye(5)[3:])
    x = torch.cat([head, tail])
    torchs = model(x[None], torch.tensor([target])).loss
    torch.testing.assert_close(loss(head, tail), torchs)
    (expected,) = by_autograd(lambda x: model(x[None], torch.tensor([target])).loss, x)
    at_head = head.softmax(0) - F.one_hot(torch.tensor(min(target, 2)), 3)
    errors = tail.softmax(0) - F.one_hot(torch.tensor(target - 2), 2) if target >= 2 else 0 * tail
    torch.testing.assert_close(torch.cat([at_head, errors]), expected)


def collapsed(path: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(label for label, _ in groupby(path) if label)


@pytest.mark.parametrize("seed", SEEDS)
def test_gradient_of_the_ctc_loss(seed: int) -> None:
    assert catalog.loss("CTCLoss").gradient == (
        r"e^{x_{t, c}} - \gamma_{t, c}, \quad \gamma_{t, c} = "
        r"P(\pi_t = c \mid \mathcal{B}(\pi) = y)"
    )
    frames, labels, target = 4, 3, (1, 2)
    x = numbers(seed, frames, labels).log_softmax(1)
    share = torch.zeros(frames, labels, dtype=torch.float64)
    for path in product(range(labels), repeat=frames):
        if collapsed(path) == target:
            places = list(enumerate(path))
            p = torch.stack([x[t, c] for t, c in places]).sum().exp()
            for t, c in places:
                share[t, c] += p
    lengths = torch.tensor([frames]), torch.tensor([len(target)])
    loss = total("ctc_loss")
    (expected,) = by_autograd(lambda x: loss(x[:, None], torch.tensor([target]), *lengths), x)
    torch.testing.assert_close(x.exp() - share / share[0].sum(), expected)


def test_each_gradient_is_compared() -> None:
    others = {
        *("MultiMarginLoss", "MultiLabelMarginLoss", "GaussianNLLLoss", "MarginRankingLoss"),
        *("TripletMarginLoss", "TripletMarginWithDistanceLoss", "CosineEmbeddingLoss"),
        *("LinearCrossEntropyLoss", "AdaptiveLogSoftmaxWithLoss", "CTCLoss"),
    }
    assert others | ELEMENTWISE.keys() == {entry.name for entry in LOSSES}


@every_loss
def test_first_loss_is_the_expected_one(entry: Loss) -> None:
    start = entry.start
    measured = start.computed()
    assert measured.dtype == torch.float64
    room = 1e-9 if start.exact else 0.01
    assert abs(measured.item() - start.value) < room * max(1, start.value)
    sampled = "standardized" in start.model or "random" in start.model
    assert start.exact == (not sampled)


@every_loss
def test_panel_is_the_loss_and_has_a_gradient(entry: Loss) -> None:
    for curve in filter(None, (entry.panel.curve, entry.panel.opposite)):
        x = torch.linspace(*entry.panel.domain, 9, dtype=torch.float64).requires_grad_()
        y = curve(x)
        assert y.shape == x.shape
        assert y.dtype == x.dtype
        (slope,) = torch.autograd.grad(y.sum(), x)
        assert slope.isfinite().all()
        assert slope.any()
