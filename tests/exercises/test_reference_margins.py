"""The references of the margin losses agree with torch on every combination of arguments."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable

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
each_class_shape = pytest.mark.parametrize(
    "shape",
    [
        pytest.param((5,), id="one example"),
        pytest.param((1,), id="one example, one class"),
        pytest.param((1, 4), id="batch of one"),
        pytest.param((6, 5), id="batch"),
        pytest.param((3, 3), id="as many examples as classes"),
        pytest.param((3, 1), id="one class"),
    ],
)
each_shape = pytest.mark.parametrize(
    "shape",
    [
        pytest.param((6,), id="vector"),
        pytest.param((2, 3), id="matrix"),
        pytest.param((2, 1, 3, 2), id="four dimensions"),
        pytest.param((0, 3), id="nothing"),
    ],
)


def scores(shape: tuple[int, ...], dtype: torch.dtype) -> Tensor:
    """Return scores in steps of 0.5, one of them 0: many differences are at the kink of a hinge."""
    random = torch.Generator().manual_seed(0)
    drawn = torch.randint(-6, 7, shape, generator=random).to(dtype) / 2
    drawn.view(-1)[:1] = 0
    return drawn


@each_dtype
@each_class_shape
def test_multi_margin_agrees_on_every_combination(
    shape: tuple[int, ...], dtype: torch.dtype, reference: Reference
) -> None:
    mine = reference("classification", "multi_margin_loss")
    random = torch.Generator().manual_seed(1)
    x = scores(shape, dtype)
    y = torch.randint(shape[-1], shape[:-1], generator=random)
    weight = torch.rand(shape[-1], generator=random, dtype=dtype)
    for kwargs, p, margin, w in itertools.product(
        words(), (1, 2, 1.0, 2.0), (1.0, 0.5, 0, -0.5, 10.0), (None, weight)
    ):
        agree(mine, F.multi_margin_loss, x, y, p=p, margin=margin, weight=w, **kwargs)


@each_dtype
@each_shape
def test_soft_margin_agrees_on_every_combination(
    shape: tuple[int, ...], dtype: torch.dtype, reference: Reference
) -> None:
    mine = reference("classification", "soft_margin_loss")
    random = torch.Generator().manual_seed(1)
    labels = 2 * torch.randint(2, shape, generator=random) - 1
    targets = [labels.to(dtype), labels, torch.zeros(shape, dtype=dtype)]
    targets += [torch.rand(shape, generator=random, dtype=dtype), labels.to(dtype)[..., :1]]
    targets += [torch.tensor(-1, dtype=dtype), labels.to(dtype)[:1]]
    for kwargs, y, scale in itertools.product(words(), targets, (0.01, 1, 25)):
        agree(mine, F.soft_margin_loss, scale * scores(shape, dtype), y, **kwargs)


@pytest.mark.parametrize("margin", [20.0, 80.0, 88.0, 89.0, 1e4, 1e30])
def test_soft_margin_is_exact_and_finite_where_torch_overflows(
    margin: float, reference: Reference
) -> None:
    mine = reference("classification", "soft_margin_loss")
    for score, label in itertools.product((margin, -margin), (1.0, -1.0)):
        x = torch.tensor(score, requires_grad=True)
        value = mine(x, torch.tensor(label))
        (slope,) = torch.autograd.grad(value, x)
        wrong = score * label < 0
        expected = margin if wrong else math.log1p(math.exp(-margin))
        assert value.item() == pytest.approx(expected, rel=1e-5, abs=1e-37)
        assert slope.item() == pytest.approx(-label if wrong else 0.0, abs=1e-8)
        by_torch = F.soft_margin_loss(x, torch.tensor(label))
        assert math.isinf(by_torch.item()) == (wrong and margin > 88.7)


@each_dtype
@each_class_shape
def test_multilabel_margin_agrees_on_every_combination(
    shape: tuple[int, ...], dtype: torch.dtype, reference: Reference
) -> None:
    mine = reference("multilabel", "multilabel_margin_loss")
    random = torch.Generator().manual_seed(1)
    targets = [torch.randint(low, shape[-1], shape, generator=random) for low in (-1, -1, 0)]
    targets += [torch.full(shape, -1), torch.arange(shape[-1]).expand(shape)]
    targets.append(torch.arange(shape[-1]).sub(1).flip(-1).expand(shape))
    for kwargs, y in itertools.product(words(), targets):
        agree(mine, F.multilabel_margin_loss, scores(shape, dtype), y, **kwargs)


@each_dtype
@each_shape
def test_multilabel_soft_margin_agrees_on_every_combination(
    shape: tuple[int, ...], dtype: torch.dtype, reference: Reference
) -> None:
    mine = reference("multilabel", "multilabel_soft_margin_loss")
    random = torch.Generator().manual_seed(1)
    weight = torch.rand(shape[-1], generator=random, dtype=dtype)
    soft = torch.rand(shape, generator=random, dtype=dtype)
    for kwargs, w, scale in itertools.product(words(), (None, weight), (0.01, 1, 25, 1e4)):
        x = scale * scores(shape, dtype)
        agree(mine, F.multilabel_soft_margin_loss, x, soft, weight=w, wrt=(0, 1), **kwargs)
        agree(mine, F.multilabel_soft_margin_loss, x, soft.round().long(), weight=w, **kwargs)
    word = {"reduction": "sum"}
    args = (scores(shape, dtype), soft, weight)
    agree(mine, F.multilabel_soft_margin_loss, *args, wrt=(0, 1, 2), **word)


SCORES = torch.tensor([[0.1, 0.2, 0.4, 0.8], [0.5, 0.0, -1.0, 2.0]])
CLASSES = torch.tensor([3, 0])
INDICES = torch.tensor([[3, 0, -1, 1], [2, -1, -1, -1]])


@pytest.mark.parametrize(
    ("name", "args", "kwargs"),
    [
        pytest.param("multi_margin_loss", (SCORES, CLASSES), {"reduction": "x"}, id="multi word"),
        pytest.param("multi_margin_loss", (SCORES, CLASSES), {"p": 3}, id="multi p = 3"),
        pytest.param("multi_margin_loss", (SCORES, CLASSES), {"p": 0}, id="multi p = 0"),
        pytest.param("multi_margin_loss", (SCORES, CLASSES[:1]), {}, id="multi one target"),
        pytest.param("multi_margin_loss", (SCORES, CLASSES + 1), {}, id="multi no class 4"),
        pytest.param("multi_margin_loss", (SCORES, CLASSES - 1), {}, id="multi no class -1"),
        pytest.param("multi_margin_loss", (SCORES, CLASSES.float()), {}, id="multi floats"),
        pytest.param(
            "multi_margin_loss", (SCORES, CLASSES), {"weight": torch.ones(3)}, id="multi weight"
        ),
        pytest.param(
            "multi_margin_loss", (SCORES, CLASSES), {"weight": torch.ones(1, 4)}, id="weight 1 × 4"
        ),
        pytest.param("soft_margin_loss", (SCORES, SCORES), {"reduction": "x"}, id="soft word"),
        pytest.param("soft_margin_loss", (SCORES[:, :1], SCORES), {}, id="soft column"),
        pytest.param("soft_margin_loss", (SCORES[0], SCORES), {}, id="soft, larger target"),
        pytest.param("soft_margin_loss", (SCORES, SCORES[:, :3]), {}, id="soft shapes"),
        pytest.param("multilabel_margin_loss", (SCORES, INDICES), {"reduction": "x"}, id="word"),
        pytest.param("multilabel_margin_loss", (SCORES, INDICES + 1), {}, id="no label 4"),
        pytest.param("multilabel_margin_loss", (SCORES, INDICES - 1), {}, id="no label -2"),
        pytest.param("multilabel_margin_loss", (SCORES, INDICES.float()), {}, id="float labels"),
        pytest.param("multilabel_margin_loss", (SCORES, INDICES[:, :3]), {}, id="short rows"),
        pytest.param("multilabel_margin_loss", (SCORES, INDICES[0]), {}, id="one row"),
        pytest.param(
            "multilabel_soft_margin_loss", (SCORES, SCORES), {"reduction": "x"}, id="logit word"
        ),
        pytest.param("multilabel_soft_margin_loss", (SCORES, SCORES[:, :3]), {}, id="logit shapes"),
        pytest.param(
            "multilabel_soft_margin_loss",
            (SCORES, SCORES),
            {"weight": torch.ones(3)},
            id="logit weight",
        ),
    ],
)
def test_what_torch_refuses_is_refused(
    name: str, args: tuple[Tensor, ...], kwargs: dict[str, object], reference: Reference
) -> None:
    assignment = "multilabel" if name.startswith("multilabel") else "classification"
    for function in (reference(assignment, name), getattr(F, name)):
        with pytest.raises((ValueError, RuntimeError)):
            function(*args, **kwargs)
