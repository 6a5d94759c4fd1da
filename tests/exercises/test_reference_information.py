"""The references of the assignment ``information`` agree with SciPy and torch, with gradients.

SciPy has the values with 0 · ln 0 = 0; torch has the softmax functions, and gives the gradients of
formulas written with ``xlogy``. Zeros are left out where a gradient is infinite.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
import torch
from scipy import special
from scipy.spatial import distance
from torch import Tensor
from torch.distributions import Categorical, kl_divergence
from torch.nn import functional as F

from tools.twins import agree

Function = Callable[..., Tensor]
Reference = Callable[[str, str], Function]

each_dtype = pytest.mark.parametrize(
    "dtype", [pytest.param(torch.float32, id="float32"), pytest.param(torch.float64, id="float64")]
)
each_shape_and_dim = pytest.mark.parametrize(
    ("shape", "dim"),
    [
        pytest.param(shape, dim, id=f"{shape} along {dim}")
        for shape in ((1,), (6,), (2, 3), (2, 1, 3, 2))
        for dim in range(-len(shape), len(shape))
    ],
)


def draws(shape: tuple[int, ...], dim: int, dtype: torch.dtype, zeros: bool) -> list[Tensor]:
    """Return two random distributions along dim, optionally with zeros."""
    random = torch.Generator().manual_seed(0)
    p, q, r = torch.rand(3, *shape, dtype=dtype, generator=random) + 0.05
    if zeros:
        p, q = p * (r > 0.4), q * (r > 0.3)
    first = torch.zeros(shape, dtype=dtype).index_fill(dim, torch.tensor(0), 0.1)
    return [(x + first) / (x + first).sum(dim, keepdim=True) for x in (p, q)]


def scores(shape: tuple[int, ...], dtype: torch.dtype) -> Tensor:
    return 10 * torch.randn(shape, dtype=dtype, generator=torch.Generator().manual_seed(0))


def same(mine: Tensor, scipys: object, dtype: torch.dtype) -> None:
    torch.testing.assert_close(mine, torch.as_tensor(scipys, dtype=dtype))


def surprise(p: Tensor, q: Tensor, dim: int = -1) -> Tensor:
    return -torch.xlogy(p, q).sum(dim)


def extra_surprise(p: Tensor, q: Tensor, dim: int = -1) -> Tensor:
    return surprise(p, q, dim) - surprise(p, p, dim)


def jensen_shannon(p: Tensor, q: Tensor, dim: int = -1) -> Tensor:
    m = (p + q) / 2
    return surprise(m, m, dim) - (surprise(p, p, dim) + surprise(q, q, dim)) / 2


def shared(joint: Tensor) -> Tensor:
    rows, columns = joint.sum(1), joint.sum(0)
    return surprise(rows, rows) + surprise(columns, columns) - surprise(joint, joint, 1).sum()


# --- Entropy and divergences ---------------------------------------------------------------------


@each_dtype
@pytest.mark.parametrize("shape", [(), (1,), (6,), (2, 1, 3)])
def test_self_information_is_minus_the_logarithm(
    shape: tuple[int, ...], dtype: torch.dtype, reference: Reference
) -> None:
    p = torch.rand(shape, dtype=dtype, generator=torch.Generator().manual_seed(0)) + 1e-3
    agree(reference("information", "self_information"), lambda p: p.log().neg(), p)


@each_dtype
@each_shape_and_dim
def test_the_values_are_those_of_scipy_also_at_zeros(
    shape: tuple[int, ...], dim: int, dtype: torch.dtype, reference: Reference
) -> None:
    p, q = draws(shape, dim, dtype, zeros=True)
    for first, second in ((p, q), (q, p), (p, p)):
        a, b = first.numpy(), second.numpy()
        entropy, divergence = special.entr(a).sum(dim), special.rel_entr(a, b).sum(dim)
        same(reference("information", "entropy")(first, dim), entropy, dtype)
        same(reference("information", "kl_divergence")(first, second, dim), divergence, dtype)
        both = reference("information", "cross_entropy")(first, second, dim)
        same(both, entropy + divergence, dtype)
        js = reference("information", "js_divergence")(first, second, dim)
        root = distance.jensenshannon(a.astype(float), b.astype(float), axis=dim)
        same(js, root**2, dtype)


@each_dtype
@each_shape_and_dim
def test_the_gradients_are_those_of_formulas_with_xlogy(
    shape: tuple[int, ...], dim: int, dtype: torch.dtype, reference: Reference
) -> None:
    p, q = draws(shape, dim, dtype, zeros=False)
    agree(
        reference("information", "entropy"), lambda p, dim: torch.special.entr(p).sum(dim), p, dim
    )
    for name, twin in (
        ("kl_divergence", extra_surprise),
        ("cross_entropy", surprise),
        ("js_divergence", jensen_shannon),
    ):
        agree(reference("information", name), twin, p, q, dim, wrt=(0, 1))


def test_kl_is_that_of_torchs_distributions(reference: Reference) -> None:
    p, q = draws((40, 7), -1, torch.float64, zeros=True)
    theirs = kl_divergence(Categorical(p), Categorical(q))
    assert theirs.isinf().sum() == 0  # q > 0 wherever p > 0
    assert kl_divergence(Categorical(q), Categorical(p)).isinf().any()
    for first, second in ((p, q), (q, p)):
        theirs = kl_divergence(Categorical(first), Categorical(second))
        torch.testing.assert_close(reference("information", "kl_divergence")(first, second), theirs)


@pytest.mark.parametrize("name", ["kl_divergence", "cross_entropy"])
def test_the_gradient_is_finite_where_the_target_is_0(name: str, reference: Reference) -> None:
    target = torch.tensor([[1.0, 0.0, 0.0], [0.0, 0.5, 0.5]])
    forecast = torch.tensor([[0.2, 0.3, 0.5], [0.2, 0.3, 0.5]])

    def twin(p: Tensor, q: Tensor) -> Tensor:
        terms = F.kl_div(q.log(), p, reduction="none")
        return terms.sum(-1) + (surprise(p, p) if name == "cross_entropy" else 0)

    agree(reference("information", name), twin, target, forecast, wrt=(1,))


def test_divergences_of_disjoint_distributions_are_known(
    reference: Reference,
) -> None:
    sure, other = torch.tensor([1.0, 0.0]), torch.tensor([0.0, 1.0])
    assert reference("information", "self_information")(other)[0] == math.inf
    assert reference("information", "kl_divergence")(sure, other) == math.inf
    assert reference("information", "cross_entropy")(sure, other) == math.inf
    js = reference("information", "js_divergence")(sure, other)
    torch.testing.assert_close(js, torch.tensor(math.log(2)))


@each_dtype
@pytest.mark.parametrize("shape", [(1, 1), (1, 4), (4, 1), (3, 3), (2, 5)])
def test_mutual_information_agrees_with_scipy_and_autograd(
    shape: tuple[int, ...], dtype: torch.dtype, reference: Reference
) -> None:
    mine = reference("information", "mutual_information")
    random = torch.Generator().manual_seed(0)
    joint = torch.rand(shape, dtype=dtype, generator=random) + 0.05
    agree(mine, shared, joint / joint.sum())
    joint = joint * (torch.rand(shape, dtype=dtype, generator=random) > 0.4)
    joint[0, 0] += 0.1
    table = (joint / joint.sum()).numpy()
    product = table.sum(1, keepdims=True) * table.sum(0, keepdims=True)
    same(mine(torch.from_numpy(table)), special.rel_entr(table, product).sum(), dtype)


# --- Softmax functions ---------------------------------------------------------------------------

ALONG = ("logsumexp", "softmax", "log_softmax")
ENTRIES = {"sigmoid": torch.sigmoid, "logsigmoid": F.logsigmoid}


@each_dtype
@each_shape_and_dim
@pytest.mark.parametrize("name", ALONG)
def test_softmax_functions_agree_with_torch_and_scipy(
    name: str, shape: tuple[int, ...], dim: int, dtype: torch.dtype, reference: Reference
) -> None:
    x, mine = scores(shape, dtype), reference("information", name)
    agree(mine, getattr(torch, name), x, dim)
    agree(mine, getattr(torch, name), x.mul(0.1).round(), dim)  # equal scores
    same(mine(x, dim), getattr(special, name)(x.numpy(), axis=dim), dtype)


@each_dtype
@pytest.mark.parametrize("name", ALONG)
def test_softmax_functions_accept_a_scalar(
    name: str, dtype: torch.dtype, reference: Reference
) -> None:
    agree(reference("information", name), getattr(torch, name), torch.tensor(3.0, dtype=dtype), -1)


@pytest.mark.parametrize("name", ALONG)
@pytest.mark.parametrize(
    "row",
    [
        pytest.param([1e4, 1e4, 9_999.0], id="large"),
        pytest.param([-1e4, -10_001.0, -2e4], id="small"),
        pytest.param([1e4, 0.0, -1e4], id="far apart"),
        pytest.param([0.0, -math.inf, 1.0], id="one ruled out"),
        pytest.param([-math.inf, 1e4, -math.inf], id="one left"),
    ],
)
def test_softmax_functions_agree_with_torch_at_large_scores(
    name: str, row: list[float], reference: Reference
) -> None:
    x = torch.tensor(row, dtype=torch.float64)
    agree(reference("information", name), getattr(torch, name), x, -1)


@pytest.mark.parametrize("name", ALONG)
def test_a_row_of_minus_infinity_gives_what_torch_gives(name: str, reference: Reference) -> None:
    x = torch.tensor([[-math.inf, -math.inf], [1.0, -math.inf]])
    mine, theirs = reference("information", name)(x), getattr(torch, name)(x, -1)
    assert theirs[0].isnan().all() or (theirs[0] == -math.inf).all()
    torch.testing.assert_close(mine, theirs, equal_nan=True)


@each_dtype
@pytest.mark.parametrize("shape", [(), (1,), (6,), (0,), (2, 1, 3)])
@pytest.mark.parametrize("name", ENTRIES)
def test_sigmoid_and_its_logarithm_agree_with_torch(
    name: str, shape: tuple[int, ...], dtype: torch.dtype, reference: Reference
) -> None:
    agree(reference("information", name), ENTRIES[name], scores(shape, dtype))


@each_dtype
@pytest.mark.parametrize("name", ENTRIES)
def test_sigmoid_and_its_logarithm_agree_at_0_and_far_from_it(
    name: str, dtype: torch.dtype, reference: Reference
) -> None:
    x = torch.tensor([-1e4, -200.0, -20.0, 0.0, -0.0, 20.0, 200.0, 1e4], dtype=dtype)
    agree(reference("information", name), ENTRIES[name], x)
