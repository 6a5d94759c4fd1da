"""Statistics per layer against hand calculation, loops and autograd, without side effects."""

import dataclasses
import math
from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from lossutil.propagation import (
    LayerStatistics,
    Signal,
    backward_statistics,
    deep_network,
    forward_statistics,
)


def linear(*rows: list[float]) -> nn.Linear:
    weight = torch.tensor(rows)
    layer = nn.Linear(weight.shape[1], weight.shape[0], bias=False)
    layer.weight = nn.Parameter(weight)
    return layer


def small_network() -> nn.Sequential:
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Sequential(nn.Linear(8, 3), nn.ReLU()))


class Recurrent(nn.Module):
    """Its LSTM returns a tuple of tensors in a tuple."""

    def __init__(self) -> None:
        super().__init__()
        self.cell = nn.LSTM(4, 3, batch_first=True)
        self.head = nn.Linear(3, 2)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.cell(x)[0])


class Failing(nn.Module):
    """Raises in the middle of the forward pass."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Sequential(nn.Linear(4, 4), nn.BatchNorm1d(4), nn.Dropout())

    def forward(self, x: Tensor) -> Tensor:
        self.first(x)
        raise ArithmeticError("on purpose")


def state_of(network: nn.Module) -> dict[str, object]:
    """Everything a measurement must not change, as comparable values."""
    return {
        "tensors": {
            k: v.clone() for k, v in [*network.named_parameters(), *network.named_buffers()]
        },
        "identities": [id(v) for v in [*network.parameters(), *network.buffers()]],
        "gradients": [None if p.grad is None else p.grad.clone() for p in network.parameters()],
        "hooks": [len(m._forward_hooks) for m in network.modules()],
        "modes": [m.training for m in network.modules()],
        "random state": torch.get_rng_state(),
    }


def assert_unchanged(before: dict[str, object], network: nn.Module) -> None:
    torch.testing.assert_close(state_of(network), before, rtol=0, atol=0)


def test_the_forward_moments_of_a_hand_made_layer_are_exact() -> None:
    # [1, 2] and [-3, 1] through [[1, 1], [2, 0]]: outputs 3, 2, -2, -6.
    network = linear([1.0, 1.0], [2.0, 0.0])
    (row,) = forward_statistics(network, torch.tensor([[1.0, 2.0], [-3.0, 1.0]]))
    assert (row.name, row.kind, row.tensor) == ("", "Linear", "output")
    assert (row.shape, row.dtype) == ((2, 2), torch.float32)
    assert row.mean == -0.75  # (3 + 2 - 2 - 6) / 4
    assert row.rms == math.sqrt(13.25)  # (9 + 4 + 4 + 36) / 4
    assert row.std == pytest.approx(math.sqrt(13.25 - 0.75**2), rel=1e-15)
    assert row.largest == 6
    assert row.nonfinite == 0


def test_the_forward_statistics_agree_with_a_naive_loop() -> None:
    network, x = small_network(), torch.randn(16, 4)
    layers = [layer for layer in network.modules() if not isinstance(layer, nn.Sequential)]
    signal = forward_statistics(network, x)
    assert signal.column("name") == ["0", "1", "2.0", "2.1"]
    assert signal.column("kind") == ["Linear", "Tanh", "Linear", "ReLU"]
    hidden = x
    for row, layer in zip(signal, layers, strict=True):
        hidden = layer(hidden)
        entries = [float(entry) for entry in hidden.detach().flatten()]
        mean = math.fsum(entries) / len(entries)
        assert row.mean == pytest.approx(mean, rel=1e-12)
        spread = math.fsum((entry - mean) ** 2 for entry in entries) / len(entries)
        assert row.std == pytest.approx(math.sqrt(spread), rel=1e-12)
        assert row.largest == max(map(abs, entries))
        assert row.mean_in_dtype == hidden.mean().item()
        assert row.std_in_dtype == hidden.std(correction=0).item()


def test_float64_moments_are_finite_where_float32_overflows() -> None:
    top = torch.finfo(torch.float32).max
    row = LayerStatistics.of("0", "Linear", "output", torch.tensor([top, top, -top, top]))
    assert row.nonfinite == 0
    assert row.largest == row.rms == top
    assert row.std == pytest.approx(top * math.sqrt(3) / 2, rel=1e-12)
    assert not math.isfinite(row.mean_in_dtype)  # the sum of four entries is 2 · top
    assert not math.isfinite(row.std_in_dtype)


def test_the_share_of_nonfinite_entries_counts_inf_and_nan() -> None:
    values = torch.tensor([1.0, math.inf, -math.inf, math.nan, 0.0, 2.0, 3.0, 4.0])
    network = nn.Sequential(nn.Identity(), nn.Hardtanh(-1, 1))
    first, second = forward_statistics(network, values)
    assert first.nonfinite == 3 / 8
    assert not math.isfinite(first.std)
    assert second.nonfinite == 1 / 8  # Hardtanh clips inf, and lets nan pass


def test_gradients_agree_with_the_chain_rule_by_hand() -> None:
    first, second = linear([1.0, -2.0], [0.5, 1.0]), linear([2.0, 1.0])
    network, x = nn.Sequential(first, nn.ReLU(), second), torch.tensor([[1.0, 2.0], [3.0, 1.0]])
    signal = backward_statistics(network, x, lambda y: y.square().sum())
    before = x @ first.weight.T
    hidden = before.clamp(min=0)
    gradient_output = 2 * hidden @ second.weight.T
    gradient_hidden = gradient_output @ second.weight
    gradient_before = gradient_hidden * (before > 0)
    expected = {
        ("0", "output"): gradient_before,
        ("1", "output"): gradient_hidden,
        ("2", "output"): gradient_output,
        ("0", "weight"): gradient_before.T @ x,
        ("2", "weight"): gradient_output.T @ hidden,
    }
    assert [(row.name, row.tensor) for row in signal] == list(expected)
    for row, gradient in zip(signal, expected.values(), strict=True):
        assert row == LayerStatistics.of(row.name, row.kind, row.tensor, gradient)


def test_gradients_agree_with_those_of_backward() -> None:
    network, x = small_network(), torch.randn(16, 4)
    target = torch.randint(3, (16,))
    signal = backward_statistics(network, x, lambda logits: F.cross_entropy(logits, target))
    F.cross_entropy(network(x), target).backward()
    rows = [row for row in signal if row.tensor != "output"]
    for row, (name, parameter) in zip(rows, network.named_parameters(), strict=True):
        assert f"{row.name}.{row.tensor}" == name
        assert parameter.grad is not None
        assert row == LayerStatistics.of(row.name, row.kind, row.tensor, parameter.grad)


def test_a_layer_that_writes_into_its_input_changes_no_statistic() -> None:
    torch.manual_seed(0)
    x = torch.randn(16, 4)
    original = x.clone()
    plain = nn.Sequential(nn.ReLU(), nn.Linear(4, 4), nn.ReLU())
    writing = nn.Sequential(nn.ReLU(inplace=True), plain[1], nn.ReLU(inplace=True))
    assert forward_statistics(writing, x) == forward_statistics(plain, x)
    loss = torch.sum
    assert backward_statistics(writing, x, loss) == backward_statistics(plain, x, loss)
    assert torch.equal(x, original)


def test_each_tensor_that_a_layer_returns_is_measured() -> None:
    network, x = Recurrent(), torch.randn(5, 7, 4)
    signal = forward_statistics(network, x)
    assert signal.column("tensor") == ["output[0]", "output[1][0]", "output[1][1]", "output"]
    assert signal.column("shape") == [(5, 7, 3), (1, 5, 3), (1, 5, 3), (5, 7, 2)]
    back = backward_statistics(network, x, lambda y: y.square().sum())
    network(x).square().sum().backward()
    rows = [row for row in back if not row.tensor.startswith("output")]
    gradients = [p.grad for p in network.parameters() if p.grad is not None]
    assert [row.largest for row in rows] == [gradient.abs().max() for gradient in gradients]
    assert back.where(tensor="output[1][0]").column("largest") == [0]  # the loss does not use it


def test_a_network_of_several_arguments_takes_a_tuple() -> None:
    attention = nn.MultiheadAttention(4, 2, batch_first=True)
    x = torch.randn(2, 3, 4)
    signal = forward_statistics(attention, (x, x, x))
    assert signal.column("tensor") == ["output[0]", "output[1]"]
    parameters = backward_statistics(attention, (x, x, x), lambda y: y[0].sum())[2:]
    assert [f"{row.name}.{row.tensor}".strip(".") for row in parameters] == [
        name for name, _ in attention.named_parameters()
    ]


def test_integer_inputs_and_frozen_layers_are_measured() -> None:
    network = nn.Sequential(nn.Embedding(10, 4), nn.Linear(4, 2))
    for parameter in network[0].parameters():
        parameter.requires_grad_(False)
    tokens = torch.tensor([[1, 2, 3]])
    assert forward_statistics(network, tokens).column("kind") == ["Embedding", "Linear"]
    signal = backward_statistics(network, tokens, lambda y: y.sum())
    assert signal.column("tensor") == ["output", "output", "weight", "bias"]
    # d(sum)/d(embedding) is the sum of the columns of the weight, at each of the three tokens.
    assert signal[0].largest == network[1].get_parameter("weight").sum(dim=0).abs().max()
    assert [p.requires_grad for p in network.parameters()] == [False, True, True]


def test_statistics_are_the_same_under_no_grad() -> None:
    network, x = small_network(), torch.randn(16, 4)
    expected = backward_statistics(network, x, torch.sum)
    with torch.no_grad():
        assert backward_statistics(network, x, torch.sum) == expected


@pytest.mark.parametrize("train", [True, False], ids=["training", "evaluating"])
def test_a_measurement_leaves_everything_as_it_was(train: bool) -> None:
    network = nn.Sequential(nn.Linear(4, 4), nn.BatchNorm1d(4), nn.Dropout(0.5), nn.ReLU())
    network.train(train)
    x = torch.randn(16, 4)
    network(x).sum().backward()
    before = state_of(network)
    forward_statistics(network, x)
    assert_unchanged(before, network)
    backward_statistics(network, x, torch.sum)
    assert_unchanged(before, network)


def test_a_measurement_that_fails_leaves_everything_as_it_was() -> None:
    network, x = Failing(), torch.randn(16, 4)
    before = state_of(network)
    with pytest.raises(ArithmeticError, match="on purpose"):
        forward_statistics(network, x)
    assert_unchanged(before, network)
    with pytest.raises(ArithmeticError, match="on purpose"):
        backward_statistics(network, x, torch.sum)
    assert_unchanged(before, network)


def test_a_measurement_uses_the_dropout_mask_of_the_next_call() -> None:
    network, x = nn.Dropout(0.5), torch.ones(64)
    (row,) = forward_statistics(network, x)
    assert row.mean == network(x).mean().item()


@pytest.mark.parametrize(
    ("network", "input", "error", "message"),
    [
        pytest.param(
            nn.Sequential(), torch.ones(1, 2), ValueError, "no layer of Sequential", id="no layer"
        ),
        pytest.param(
            nn.Linear(2, 1), torch.ones(1, 2).double(), TypeError, "float32.*float64", id="dtype"
        ),
        pytest.param(torch.tanh, torch.ones(1, 2), TypeError, "torch.nn.Module", id="no module"),
        pytest.param(nn.ReLU(), torch.ones(0, 2), ValueError, "at least one entry", id="empty"),
        pytest.param(nn.Identity(), torch.ones(2).long(), ValueError, "no layer", id="integers"),
    ],
)
def test_unusable_networks_and_inputs_are_refused(
    network: nn.Module, input: Tensor, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        forward_statistics(network, input)
    with pytest.raises(error, match=message):
        backward_statistics(network, input, torch.sum)


@pytest.mark.parametrize(
    "loss",
    [lambda y: y, lambda y: y.detach().sum(), lambda y: y.sum().item(), lambda y: torch.ones(())],
    ids=["not reduced", "detached", "a float", "a constant"],
)
def test_a_loss_that_gives_no_gradient_is_refused(loss: Callable[[Tensor], Tensor]) -> None:
    with pytest.raises(ValueError, match="tensor with one entry that depends on the network's"):
        backward_statistics(nn.Linear(2, 3), torch.ones(4, 2), loss)


def test_statistics_cannot_be_changed() -> None:
    (row,) = forward_statistics(nn.Identity(), torch.ones(3))
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(row, "mean", 0.0)  # noqa: B010 - mypy sees that an assignment is refused


def test_the_table_has_named_columns_and_a_line_for_each_entry() -> None:
    signal = forward_statistics(small_network(), torch.randn(16, 4))
    head, *lines = str(signal).splitlines()
    assert head.split()[:4] == ["layer", "kind", "tensor", "shape"]
    assert [line.split()[:2] for line in lines] == [
        ["0", "Linear"],
        ["1", "Tanh"],
        ["2.0", "Linear"],
        ["2.1", "ReLU"],
    ]
    assert str(signal.where(kind="ReLU")).splitlines()[1].split() == lines[3].split()
    assert isinstance(signal.where(kind="Tanh"), Signal)


def test_a_deep_network_repeats_linear_and_activation() -> None:
    network = deep_network(3, 5, lambda weight: nn.init.constant_(weight, 2.0), nn.Tanh)
    assert [type(layer) for layer in network] == [nn.Linear, nn.Tanh] * 3
    for layer in list(network)[::2]:
        assert torch.equal(layer.get_parameter("weight"), torch.full((5, 5), 2.0))
        assert layer.bias is None


def test_only_the_initializer_draws_random_numbers() -> None:
    torch.manual_seed(0)
    network = deep_network(2, 3, nn.init.normal_)
    torch.manual_seed(0)
    for layer in network:
        assert torch.equal(layer.get_parameter("weight"), torch.randn(3, 3))


@pytest.mark.parametrize(("depth", "width"), [(0, 4), (4, 0)])
def test_a_deep_network_needs_a_layer_and_a_unit(depth: int, width: int) -> None:
    with pytest.raises(ValueError, match=f"got {depth} and {width}"):
        deep_network(depth, width, nn.init.normal_)
