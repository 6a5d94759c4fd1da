"""Statistics of each layer's output, and of the gradient in the backward pass.

A layer here is a module without children, or one that has parameters of its own. Input, network,
gradients, buffers and random state are not changed. Nothing here plots; ``figures.through_depth``
draws a column of the result.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils._pytree import keystr, tree_map, tree_map_with_path

Input = Tensor | tuple[Any, ...]
CONTAINERS = (nn.Sequential, nn.ModuleList, nn.ModuleDict)


@dataclass(frozen=True)
class LayerStatistics:
    """Moments of one tensor of one layer.

    Args:
        name: the layer's path in the network, e.g. ``"encoder.0"``; ``""`` is the network itself.
        kind: its class, e.g. ``"Linear"``.
        tensor: which tensor: ``"output"``, or a parameter's name such as ``"weight"``.
        shape: the tensor's shape.
        dtype: its type, whose limits matter for the two fields ``…_in_dtype``.
        mean: average entry, computed in float64.
        std: root of the average squared distance from the mean (``correction=0``), in float64.
        rms: root of the average square, in float64; ``rms² = mean² + std²``.
        largest: largest absolute value.
        nonfinite: share of entries that are inf or nan; above 0 the moments are not finite either.
        mean_in_dtype: ``tensor.mean()`` as torch gives it.
        std_in_dtype: ``tensor.std(correction=0)`` as torch gives it.

    >>> wide = LayerStatistics.of("0", "Linear", "output", torch.tensor([3e38, 3e38, -3e38, 3e38]))
    >>> f"{wide.std:.3g}", wide.nonfinite, torch.tensor(wide.std_in_dtype).isfinite().item()
    ('2.6e+38', 0.0, False)
    """

    name: str
    kind: str
    tensor: str
    shape: tuple[int, ...]
    dtype: torch.dtype
    mean: float
    std: float
    rms: float
    largest: float
    nonfinite: float
    mean_in_dtype: float
    std_in_dtype: float

    @classmethod
    def of(cls, name: str, kind: str, tensor: str, values: Tensor) -> LayerStatistics:
        """Measure ``values``, which must be floating-point and not empty.

        Args:
            name: the layer's path in the network.
            kind: its class.
            tensor: which tensor of the layer.
            values: the entries, of any shape.

        Returns:
            The moments, in float64 and in the dtype of ``values``.
        """
        if not values.is_floating_point() or values.numel() == 0:
            raise ValueError(
                f"layer {name!r} ({kind}), {tensor}: expected a floating-point tensor with at "
                f"least one entry, got {values.dtype} of shape {tuple(values.shape)}"
            )
        values = values.detach()
        exact = values.to("cpu", torch.float64)
        return cls(
            name,
            kind,
            tensor,
            tuple(values.shape),
            values.dtype,
            mean=exact.mean().item(),
            std=exact.std(correction=0).item(),
            rms=exact.square().mean().sqrt().item(),
            largest=exact.abs().max().item(),
            nonfinite=1 - exact.isfinite().double().mean().item(),
            mean_in_dtype=values.mean().item(),
            std_in_dtype=values.std(correction=0).item(),
        )


class Signal(tuple[LayerStatistics, ...]):
    """Statistics in the order in which the layers ran; ``print`` shows them as a table.

    >>> network = nn.Sequential(nn.Tanh(), nn.ReLU())
    >>> signal = forward_statistics(network, torch.tensor([[-1.0, 1.0]]))
    >>> signal.where(kind="ReLU").column("largest") == [torch.tanh(torch.tensor(1.0)).item()]
    True
    >>> print(signal)
    layer  kind  tensor  shape  mean  std    rms    largest  inf/nan  dtype std
    0      Tanh  output  1×2    0     0.762  0.762  0.762    0%       0.762
    1      ReLU  output  1×2    0.38  0.381  0.539  0.762    0%       0.381
    """

    __slots__ = ()

    def where(self, **fields: object) -> Signal:
        """Keep the entries whose fields have these values, e.g. ``where(kind="Linear")``.

        Args:
            fields: name of a field → the value that it must have.

        Returns:
            The entries with these values, in their order.
        """
        return Signal(
            row
            for row in self
            if all(getattr(row, field) == value for field, value in fields.items())
        )

    def column(self, field: str) -> list[Any]:
        """Return one field of every entry, e.g. ``column("std")``.

        Args:
            field: name of a field of ``LayerStatistics``.

        Returns:
            One value for each entry.
        """
        return [getattr(row, field) for row in self]

    def __str__(self) -> str:
        head = ["layer", "kind", "tensor", "shape"]
        head += ["mean", "std", "rms", "largest", "inf/nan", "dtype std"]
        rows = [
            [
                row.name or "(network)",
                row.kind,
                row.tensor,
                "×".join(map(str, row.shape)) or "scalar",
                f"{row.mean:.2g}",  # cancellation leaves fewer digits
                *(f"{value:.3g}" for value in (row.std, row.rms, row.largest)),
                f"{row.nonfinite:.0%}",
                # Which of the two occurs depends on the order of summation.
                f"{row.std_in_dtype:.3g}" if math.isfinite(row.std_in_dtype) else "inf/nan",
            ]
            for row in self
        ]
        widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
        return "\n".join(
            "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
            for line in (head, *rows)
        )

    __repr__ = __str__


def forward_statistics(network: nn.Module, input: Input) -> Signal:
    """Measure the output of every layer in one forward pass.

    Args:
        network: any module; it runs in the mode (train or eval) it is in.
        input: the argument of ``network``; a tuple for several arguments.

    Returns:
        One entry per output tensor, in the order of the calls. A layer that returns several
        tensors gives several, ``"output[0]"``, ``"output[1]"``; integer tensors are left out.

    Raises:
        TypeError: ``network`` is not a module, or the input's dtype is not that of the parameters.
        ValueError: no layer ran, or one returned an empty tensor.

    >>> network = nn.Sequential(nn.Linear(2, 1, bias=False), nn.ReLU())
    >>> _ = nn.init.ones_(network[0].weight)
    >>> [row.mean for row in forward_statistics(network, torch.tensor([[1.0, 2.0], [-3.0, 1.0]]))]
    [0.5, 1.5]
    """
    rows: list[LayerStatistics] = []

    def measure(name: str, kind: str, tensor: str, output: Tensor) -> Tensor:
        rows.append(LayerStatistics.of(name, kind, tensor, output))
        return output

    with torch.no_grad():
        _run(network, input, measure)
    return Signal(rows)


def backward_statistics(network: nn.Module, input: Input, loss: Callable[[Any], Tensor]) -> Signal:
    """Measure the gradient of a loss at every layer's output and at every parameter.

    Args:
        network: any module; it runs in the mode (train or eval) it is in.
        input: the argument of ``network``; a tuple for several arguments.
        loss: maps the network's output to a tensor with one entry, e.g.
            ``lambda logits: F.cross_entropy(logits, target)``.

    Returns:
        First the gradients at the outputs (``tensor="output"``) in the order of the calls, then
        those at the parameters (``tensor="weight"``, …) that require one, in the order of
        ``network.named_parameters()``. What the loss does not depend on has gradient 0.

    Raises:
        TypeError, ValueError: as ``forward_statistics``; or the loss is not a tensor with one entry
            that depends on the network's output.

    >>> network = nn.Sequential(nn.Linear(2, 1, bias=False))
    >>> _ = nn.init.ones_(network[0].weight)
    >>> signal = backward_statistics(network, torch.tensor([[3.0, 4.0]]), lambda y: 2 * y.sum())
    >>> [(row.tensor, row.mean, row.largest) for row in signal]
    [('output', 2.0, 2.0), ('weight', 7.0, 8.0)]
    """
    seen: list[tuple[str, str, str]] = []
    outputs: list[Tensor] = []

    def keep(name: str, kind: str, tensor: str, output: Tensor) -> Tensor:
        if not output.requires_grad:
            output = output.detach().requires_grad_()
        seen.append((name, kind, tensor))
        outputs.append(output)
        # The next layer gets a copy, because it may write into its input (ReLU(inplace=True)).
        return output.clone()

    with torch.enable_grad():
        value = _run(network, input, keep, loss)
        if not isinstance(value, Tensor) or value.numel() != 1 or not value.requires_grad:
            got = (
                f"{value.dtype} of shape {tuple(value.shape)}, requires_grad={value.requires_grad}"
                if isinstance(value, Tensor)
                else type(value).__name__
            )
            raise ValueError(
                "expected the loss to be a tensor with one entry that depends on the network's "
                f"output, got {got}; reduce it with .mean() or .sum(), and do not detach it"
            )
        parameters: list[Tensor] = []
        for prefix, module in network.named_modules():
            for tensor, parameter in module.named_parameters(recurse=False):
                if parameter.requires_grad:
                    seen.append((prefix, type(module).__name__, tensor))
                    parameters.append(parameter)
        gradients = torch.autograd.grad(value, [*outputs, *parameters], materialize_grads=True)
    return Signal(
        LayerStatistics.of(*labels, gradient)
        for labels, gradient in zip(seen, gradients, strict=True)
    )


def deep_network(
    depth: int,
    width: int,
    init: Callable[[Tensor], object],
    activation: Callable[[], nn.Module] | None = None,
) -> nn.Sequential:
    """Build ``depth`` square linear layers without bias, each followed by the activation if any.

    Args:
        depth: number of weight layers, at least 1.
        width: inputs and outputs of each, at least 1.
        init: fills one weight of shape (width, width) in place; nothing else draws random numbers.
        activation: builds the module after each linear layer, e.g. ``nn.Tanh``.

    Returns:
        The layers as one module, from (batch, width) to (batch, width).

    Raises:
        ValueError: depth or width is below 1.

    >>> deep_network(2, 8, nn.init.eye_, nn.ReLU)
    Sequential(
      (0): Linear(in_features=8, out_features=8, bias=False)
      (1): ReLU()
      (2): Linear(in_features=8, out_features=8, bias=False)
      (3): ReLU()
    )
    """
    if depth < 1 or width < 1:
        raise ValueError(f"expected depth and width of at least 1, got {depth} and {width}")
    layers: list[nn.Module] = []
    for _ in range(depth):
        linear = nn.utils.skip_init(nn.Linear, width, width, bias=False)
        init(linear.weight)
        layers += [linear] if activation is None else [linear, activation()]
    return nn.Sequential(*layers)


def _run(
    network: nn.Module,
    input: Input,
    see: Callable[[str, str, str, Tensor], Tensor],
    then: Callable[[Any], Any] = lambda output: output,
) -> Any:
    """Run the network, then ``then`` on its output; call ``see`` on each layer's output."""
    if not isinstance(network, nn.Module):
        raise TypeError(
            f"expected the network to be a torch.nn.Module, got {type(network).__name__}"
        )
    # Copies, because the first layer may write into its input.
    arguments = tree_map(
        lambda leaf: leaf.clone() if isinstance(leaf, Tensor) else leaf,
        input if isinstance(input, tuple) else (input,),
    )
    _check_dtype(network, arguments)
    count = 0

    def hook_for(name: str, kind: str) -> Callable[[nn.Module, Any, Any], Any]:
        def visit(path: Any, leaf: Any) -> Any:
            nonlocal count
            if not isinstance(leaf, Tensor) or not leaf.is_floating_point():
                return leaf
            count += 1
            return see(name, kind, f"output{keystr(path)}", leaf)

        return lambda module, inputs, output: tree_map_with_path(visit, output)

    with _restored(network), ExitStack() as hooks:
        for name, module in network.named_modules():
            if _is_layer(module):
                handle = module.register_forward_hook(hook_for(name, type(module).__name__))
                hooks.callback(handle.remove)
        result = then(network(*arguments))
    if count == 0:
        raise ValueError(
            f"no layer of {type(network).__name__} returned a floating-point tensor; expected at "
            "least one module without children, or with parameters of its own, to be called"
        )
    return result


def _is_layer(module: nn.Module) -> bool:
    childless = next(module.children(), None) is None
    owner = next(module.parameters(recurse=False), None) is not None
    return owner or (childless and not isinstance(module, CONTAINERS))


def _check_dtype(network: nn.Module, arguments: tuple[Any, ...]) -> None:
    expected = {p.dtype for p in network.parameters() if p.is_floating_point()}
    for argument in arguments:
        if not isinstance(argument, Tensor):
            continue
        if expected and argument.is_floating_point() and argument.dtype not in expected:
            names = " or ".join(sorted(map(str, expected)))
            raise TypeError(
                f"expected an input of dtype {names}, as the network's parameters, got "
                f"{argument.dtype} of shape {tuple(argument.shape)}; convert it with input.to(...)"
            )


@contextmanager
def _restored(network: nn.Module) -> Iterator[None]:
    """Use copies of the buffers (running averages), and restore the random state afterwards."""
    buffers = [
        (module, name, buffer)
        for module in network.modules()
        for name, buffer in module.named_buffers(recurse=False)
    ]
    tensors = [*network.parameters(), *network.buffers()]
    devices = sorted({tensor.get_device() for tensor in tensors if tensor.is_cuda})
    with torch.random.fork_rng(devices=devices):
        try:
            for module, name, buffer in buffers:
                setattr(module, name, buffer.clone())
            yield
        finally:
            for module, name, buffer in buffers:
                setattr(module, name, buffer)
