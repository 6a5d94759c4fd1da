"""Each reference accepts the sample inputs of PyTorch's own tests of the operator and the module.

PyTorch ships the sample inputs of its tests: every shape that a loss accepts (no dimension, no
batch, empty, one label in a vector) and every argument.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from lossutil import catalog
from tools.twins import agree

ROOT = Path(__file__).resolve().parents[2]
TWINS = {
    entry.functional: entry.name
    for entry in catalog.LOSSES
    if entry.functional and not entry.alias_of
}
MASTERS = {
    path.stem: path.parent.name
    for path in sorted((ROOT / "solutions").glob("*/*.ipynb"))
    if path.stem in TWINS
}
SCORES = {
    "softmax": "softmax",
    "log_softmax": "log_softmax",
    "logsumexp": "logsumexp",
    "sigmoid": "sigmoid",
    "nn.functional.logsigmoid": "logsigmoid",
}
NO_MODULE = {  # why PyTorch's own tests have no samples of the module
    "triplet_margin_loss": "they test it by hand",
    "triplet_margin_with_distance_loss": "they test it by hand",
}
Reference = Callable[[str, str], Callable[..., Tensor]]

pytestmark = [
    pytest.mark.filterwarnings("ignore"),  # the samples use what is deprecated
    pytest.mark.xdist_group("samples"),  # one worker loads them: ten seconds
]


def each(names: Iterable[str]) -> pytest.MarkDecorator:
    """Pair names with dtypes; over 50 frames float32 rounds the gradient of CTC differently."""
    return pytest.mark.parametrize(
        ("name", "dtype"),
        [
            pytest.param(name, dtype, id=f"{name}-{str(dtype).removeprefix('torch.')}")
            for name in names
            for dtype in (torch.float32, torch.float64)
            if (name, dtype) != ("ctc_loss", torch.float32)
        ],
    )


@cache
def operators() -> dict[str, list[Any]]:
    """Return PyTorch's descriptions of its operators, by name."""
    from torch.testing._internal.common_methods_invocations import op_db

    found: dict[str, list[Any]] = {}
    for info in op_db:
        found.setdefault(info.name, []).append(info)
    return found


@cache
def modules() -> dict[str, Any]:
    """Return PyTorch's descriptions of its modules, by the name of the class."""
    from torch.testing._internal.common_modules import module_db

    return {info.module_cls.__name__: info for info in module_db}


def samples(operator: str, dtype: torch.dtype) -> Iterator[tuple[tuple[Any, ...], dict[str, Any]]]:
    """Yield the arguments of each sample of an operator, by position and by name."""
    torch.manual_seed(0)
    for info in operators()[operator]:
        for sample in info.sample_inputs("cpu", dtype, requires_grad=True):
            yield (sample.input, *sample.args), sample.kwargs


def differentiable(args: tuple[Any, ...]) -> tuple[int, ...]:
    return tuple(i for i, arg in enumerate(args) if isinstance(arg, Tensor) and arg.requires_grad)


def behind_log_softmax(loss: Callable[..., Tensor]) -> Callable[..., Tensor]:
    """Return a loss of logits: the gradient of torch's CTC loss is right only with log_softmax."""
    return lambda x, *args, **kwargs: loss(x.log_softmax(-1), *args, **kwargs)


@each(MASTERS)
def test_reference_agrees_on_samples_of_the_operator(
    name: str, dtype: torch.dtype, reference: Reference
) -> None:
    mine, twin = reference(MASTERS[name], name), getattr(F, name)
    if name == "ctc_loss":
        mine, twin = behind_log_softmax(mine), behind_log_softmax(twin)
    count = 0
    for args, kwargs in samples(f"nn.functional.{name}", dtype):
        agree(mine, twin, *args, wrt=differentiable(args), **kwargs)
        count += 1
    assert count >= 4


@each(name for name in MASTERS if name not in NO_MODULE)
def test_reference_agrees_inside_samples_of_the_module(
    name: str, dtype: torch.dtype, reference: Reference, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, twin, info = reference(MASTERS[name], name), getattr(F, name), modules()[TWINS[name]]
    count = 0
    torch.manual_seed(0)
    for sample in info.module_inputs_func(
        info, device="cpu", dtype=dtype, requires_grad=True, training=True
    ):
        made, given = sample.constructor_input, sample.forward_input
        module = getattr(nn, TWINS[name])(*made.args, **made.kwargs)

        def calling(loss: Callable[..., Tensor], module: Any = module) -> Callable[..., Tensor]:
            def forward(*args: Any, **kwargs: Any) -> Tensor:
                monkeypatch.setattr(F, name, loss)
                result: Tensor = module(*args, **kwargs)
                return result

            return behind_log_softmax(forward) if name == "ctc_loss" else forward

        agree(
            calling(mine),
            calling(twin),
            *given.args,
            wrt=differentiable(given.args),
            **given.kwargs,
        )
        count += 1
    assert count >= 4


@pytest.mark.parametrize("operator", SCORES)
def test_reference_of_scores_agrees_on_samples(operator: str, reference: Reference) -> None:
    name = SCORES[operator]
    mine = reference("information", name)
    twin = getattr(F, name) if name == "logsigmoid" else getattr(torch, name)
    count = 0
    for (x, *rest), kwargs in samples(operator, torch.float64):
        defaults: list[Any] = [(), False]
        dim, keepdim = (*rest, *defaults[len(rest) :])
        dims = dim if isinstance(dim, tuple) else (dim,)
        if asked_for(x, dims, keepdim) and not kwargs:
            agree(mine, twin, x, *dims, wrt=(0,))
            count += 1
    assert count >= 2


def asked_for(x: Tensor, dims: tuple[int, ...], keepdim: bool) -> bool:
    """Whether the exercise includes a sample: at least one class, one dimension, no ``keepdim``."""
    return x.numel() > 0 and len(dims) <= 1 and not keepdim


def test_samples_of_every_loss_are_used() -> None:
    assert MASTERS.keys() | {"nll_loss2d"} >= {
        name.removeprefix("nn.functional.")
        for name in operators()
        if name.startswith("nn.functional.") and name.endswith(("_loss", "entropy", "kl_div"))
    }
    assert NO_MODULE.keys() == {name for name in MASTERS if TWINS[name] not in modules()}
