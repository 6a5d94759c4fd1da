"""The reference initializers agree with torch's: in the signature, and in numbers or distribution.

If torch's initializer is deterministic, or scales draws of Tensor.uniform_ and Tensor.normal_, the
numbers are equal. The others are compared with torch's own draws by a two-sample test, at fixed
seeds, with a probability of one in a million for a false alarm.
"""

from __future__ import annotations

import inspect
import itertools
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import scipy.stats
import torch
from torch import Generator, Tensor
from torch.nn import init

from lossutil import catalog
from tools.answers import cells_of

ROOT = Path(__file__).resolve().parents[2]
ENTRIES = {entry.name: entry for entry in catalog.INITIALIZERS}
EQUAL = {
    *("constant_", "ones_", "zeros_", "eye_", "dirac_"),
    *("xavier_uniform_", "xavier_normal_", "kaiming_uniform_", "kaiming_normal_"),
}
SHAPES = [(3, 5), (5, 3), (1, 4), (4, 2, 3), (2, 4, 3, 5), (2, 2, 1, 3, 2)]
Reference = Callable[[str, str], Callable[..., Any]]


@pytest.fixture
def both(reference: Reference) -> Callable[[str], tuple[Callable[..., Any], Callable[..., Any]]]:
    """Mine and torch's, by name."""
    return lambda name: (reference("initialization", name), getattr(init, name))


def outcome(function: Callable[..., Any], tensor: Tensor, kwargs: dict[str, Any]) -> Any:
    """The filled tensor, or the type of the error."""
    with torch.random.fork_rng(devices=[]), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.manual_seed(0)
        tensor = tensor.clone()
        try:
            returned = function(tensor, **kwargs)
        except (ValueError, RuntimeError) as error:
            return ValueError if isinstance(error, ValueError) else RuntimeError
        assert returned is tensor
        return tensor


@pytest.mark.parametrize("name", [*ENTRIES, "calculate_gain"])
def test_each_initializer_has_a_function_of_its_signature(
    name: str,
) -> None:
    exercise = ENTRIES[name].exercise if name in ENTRIES else "initialization/scaled"
    (cell,) = (
        cell
        for cell in cells_of(ROOT / "exercises" / f"{exercise}.ipynb")
        if name in cell.functions
    )
    namespace: dict[str, Any] = {}
    exec(cell.source, namespace)
    mine = inspect.signature(namespace[name]).parameters.values()
    theirs = inspect.signature(getattr(init, name)).parameters.values()
    assert [(p.name, p.default) for p in mine] == [(p.name, p.default) for p in theirs]


@pytest.mark.parametrize("name", sorted(EQUAL))
def test_the_numbers_are_torchs_on_the_draws_of_the_catalog(name: str, both: Any) -> None:
    mine, theirs = both(name)
    for seed in range(40):
        draw = ENTRIES[name].draw(Generator().manual_seed(seed))
        (tensor,) = draw.args
        expected = outcome(theirs, tensor, draw.kwargs)
        mine_filled = outcome(mine, tensor, draw.kwargs)
        torch.testing.assert_close(mine_filled, expected, rtol=1e-6, atol=0.0)


def settings(name: str) -> list[dict[str, Any]]:
    """Every combination of several values of every argument."""
    gains: list[dict[str, Any]] = [{"gain": gain} for gain in (0.5, 1.0, 5 / 3)]
    kaiming: list[dict[str, Any]] = [
        {"a": a, "mode": mode, "nonlinearity": nonlinearity}
        for a, mode, nonlinearity in itertools.product(
            (0, 0.2, 5**0.5, -1),
            ("fan_in", "fan_out", "FAN_OUT", "fan_avg"),
            (*(gain.nonlinearity for gain in catalog.GAINS), "gelu"),
        )
    ]
    arguments: dict[str, list[dict[str, Any]]] = {
        "constant_": [{"val": val} for val in (-1, 0, 2)],
        "dirac_": [{"groups": groups} for groups in (1, 2, 3)],
        "xavier_uniform_": gains,
        "xavier_normal_": gains,
        "kaiming_uniform_": kaiming,
        "kaiming_normal_": kaiming,
    }
    return arguments.get(name, [{}])


@pytest.mark.parametrize("name", sorted(EQUAL))
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=str)
def test_every_combination_gives_torchs_numbers_or_error(
    name: str, dtype: torch.dtype, both: Any
) -> None:
    mine, theirs = both(name)
    takes_generator = "generator" in inspect.signature(theirs).parameters
    errors = 0
    for shape, kwargs in itertools.product([(), (3,), (0, 3), (3, 0), *SHAPES], settings(name)):
        blank = torch.full(shape, torch.nan, dtype=dtype)
        results = []
        for function in (mine, theirs):
            seeded = {"generator": Generator().manual_seed(7)} if takes_generator else {}
            results.append(outcome(function, blank, {**kwargs, **seeded}))
        if isinstance(results[1], Tensor):
            torch.testing.assert_close(*results, rtol=1e-6, atol=0.0)  # another order of products
        else:
            errors += 1
            assert results[0] is results[1], (shape, kwargs)
    assert (errors > 0) is (name not in {"constant_", "ones_", "zeros_"})


CASES: list[tuple[str, tuple[int, ...], dict[str, Any]]] = [
    ("uniform_", (100, 50), {}),
    ("uniform_", (5000,), {"a": -3.0, "b": 0.5}),
    ("normal_", (100, 50), {}),
    ("normal_", (50, 5, 20), {"mean": -1.0, "std": 0.2}),
    ("trunc_normal_", (100, 50), {}),
    ("trunc_normal_", (100, 50), {"std": 0.02}),
    ("trunc_normal_", (5000,), {"mean": 1.0, "std": 2.0, "a": -1.0, "b": 1.5}),
    ("trunc_normal_", (5000,), {"a": 2.5, "b": 4.0}),
    ("sparse_", (100, 50), {"sparsity": 0.3}),
    ("sparse_", (50, 100), {"sparsity": 0.5, "std": 2.0}),
]


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=str)
@pytest.mark.parametrize(
    ("name", "shape", "kwargs"),
    [pytest.param(*case, id=f"{case[0]} {case[1]} {case[2]}") for case in CASES],
)
@pytest.mark.filterwarnings("ignore:mean is more than 2 std from")
def test_the_entries_have_the_distribution_of_torchs(
    name: str, shape: tuple[int, ...], kwargs: dict[str, Any], dtype: torch.dtype, both: Any
) -> None:
    samples = []
    for seed, function in enumerate(both(name)):
        torch.manual_seed(seed)
        samples.append(function(torch.full(shape, torch.nan, dtype=dtype), **kwargs).flatten())
    assert samples[0].dtype == dtype
    assert (samples[0] == 0).sum() == (samples[1] == 0).sum()
    assert scipy.stats.ks_2samp(*samples).pvalue > 1e-6


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("gain", [1, 0.5])
def test_orthogonal_matrices_are_distributed_as_torchs(
    shape: tuple[int, ...], gain: float, both: Any
) -> None:
    samples = []
    for seed, function in enumerate(both("orthogonal_")):
        torch.manual_seed(seed)
        draws = [function(torch.empty(shape, dtype=torch.float64), gain) for _ in range(400)]
        samples.append(torch.stack(draws).flatten(2))
        singular = torch.linalg.svdvals(samples[-1])
        torch.testing.assert_close(singular, torch.full_like(singular, gain))
    for place in ((0, 0), (-1, -1), (0, -1)):
        entries = [sample[:, *place] for sample in samples]
        assert scipy.stats.ks_2samp(*entries).pvalue > 1e-6


@pytest.mark.parametrize(
    ("name", "shape", "kwargs"),
    [
        pytest.param("uniform_", (2,), {"a": 1.0, "b": 0.0}, id="an interval the wrong way"),
        pytest.param("trunc_normal_", (2,), {"a": 1.0, "b": 0.0}, id="a cut the wrong way"),
        pytest.param("normal_", (2,), {"std": -1.0}, id="a negative std"),
        pytest.param("orthogonal_", (3,), {}, id="an orthogonal vector"),
        pytest.param("sparse_", (3,), {"sparsity": 0.5}, id="a sparse vector"),
        pytest.param("sparse_", (2, 3, 4), {"sparsity": 0.5}, id="a sparse convolution"),
    ],
)
def test_invalid_arguments_are_refused_as_in_torch(
    name: str, shape: tuple[int, ...], kwargs: dict[str, Any], both: Any
) -> None:
    for function in both(name):
        assert outcome(function, torch.ones(shape), kwargs) in (ValueError, RuntimeError)


@pytest.mark.parametrize("shape", [(3, 5), (16, 8, 3), (8, 16, 3, 5), (0, 2)], ids=str)
def test_the_fans_are_those_that_torch_counts(shape: tuple[int, ...], reference: Reference) -> None:
    mine, weight = reference("initialization", "calculate_fans"), torch.empty(shape)
    assert mine(weight) == init._calculate_fan_in_and_fan_out(weight)


@pytest.mark.parametrize("gain", catalog.GAINS, ids=lambda gain: gain.nonlinearity)
@pytest.mark.parametrize("param", [None, 0, 0.2, 5**0.5, -2, True, "0.2"], ids=repr)
def test_the_gain_is_torchs(gain: catalog.Gain, param: Any, both: Any) -> None:
    mine, theirs = both("calculate_gain")
    name: Any = gain.nonlinearity
    if name == "leaky_relu" and (param is True or isinstance(param, str)):
        for function in (mine, theirs):
            with pytest.raises(ValueError, match="number"):
                function(name, param)
    else:
        assert mine(name, param) == pytest.approx(theirs(name, param), rel=1e-15)
