"""Each reference solution agrees with torch in value and gradient, on every argument."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor
from torch.nn import functional as F

from lossutil import catalog
from lossutil.checks import compare

ROOT = Path(__file__).resolve().parents[2]
TWINS = {entry.functional: entry for entry in catalog.LOSSES if entry.functional}
MASTERS = {
    path.stem: path for path in sorted((ROOT / "solutions").glob("*/*.ipynb")) if path.stem in TWINS
}
Reference = Callable[[str, str], Callable[..., Tensor]]


@pytest.mark.parametrize("name", MASTERS)
def test_the_reference_agrees_on_the_draws_of_the_catalog(name: str, reference: Reference) -> None:
    mine, twin, entry = reference(MASTERS[name].parent.name, name), getattr(F, name), TWINS[name]
    if name == "ctc_loss":  # torch's gradient to log_probs is right only after log_softmax
        mine, twin = (
            lambda x, *args, f=f, **kwargs: f(x.log_softmax(2), *args, **kwargs)
            for f in (mine, twin)
        )
    for seed in range(60):
        draw = entry.draw(torch.Generator().manual_seed(seed))
        for reduction in entry.reductions:
            kwargs = {**draw.kwargs, "reduction": reduction}
            result = compare(mine, twin, *draw.args, wrt=draw.differentiable, **kwargs)
            assert result.agrees, f"seed {seed}, {kwargs}\n{result}"


@pytest.mark.parametrize(
    ("shape", "dtype"),
    [
        pytest.param((5,), torch.float32, id="one sample"),
        pytest.param((4, 5), torch.float64, id="batch"),
        pytest.param((3, 5, 2), torch.float32, id="one dimension"),
        pytest.param((2, 5, 3, 2), torch.float64, id="two dimensions"),
    ],
)
@pytest.mark.filterwarnings("ignore:size_average and reduce args will be deprecated")
def test_cross_entropy_agrees_on_every_combination_of_arguments(
    shape: tuple[int, ...],
    dtype: torch.dtype,
    reference: Reference,
) -> None:
    mine = reference("classification", "cross_entropy")
    random = torch.Generator().manual_seed(0)
    x = 3 * torch.randn(shape, generator=random, dtype=dtype)
    places = shape[:1] + shape[2:] if len(shape) > 1 else ()
    labels = torch.randint(5, places, generator=random)
    soft = torch.randn(shape, generator=random, dtype=dtype).softmax(min(1, len(shape) - 1))
    weight = torch.rand(5, generator=random, dtype=dtype) + 0.1
    partly = labels.clone()
    partly.view(-1)[0] = -100
    targets = [(labels, -100), (labels, 2), (partly, -100), (torch.full_like(labels, 3), 3)]
    targets.append((soft, -100))
    words: list[tuple[str, bool | None, bool | None]]
    words = [(word, None, None) for word in ("none", "mean", "sum")]
    flags = (None, True, False)
    words += [("sum", average, reduce) for average, reduce in itertools.product(flags, flags)]
    for (target, ignore_index), w, smoothing, word in itertools.product(
        targets, (None, weight), (0.0, 0.3), words
    ):
        kwargs: dict[str, Any] = {
            "weight": w,
            "ignore_index": ignore_index,
            "label_smoothing": smoothing,
        }
        kwargs |= dict(zip(("reduction", "size_average", "reduce"), word, strict=True))
        wrt = (0, 1) if target is soft else (0,)
        result = compare(mine, F.cross_entropy, x, target, wrt=wrt, **kwargs)
        assert result.agrees, f"{kwargs}\n{result}"
