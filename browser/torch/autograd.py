"""torch.autograd: gradients on request, and functions with their own backward pass."""

from __future__ import annotations

import numpy as np

from . import modes, tape
from .tape import Node, enable_grad, no_grad, set_detect_anomaly, set_grad_enabled, walk
from .tensor import Tensor, make

__all__ = ["Function", "backward", "enable_grad", "grad", "no_grad", "set_grad_enabled"]
detect_anomaly = set_detect_anomaly


def _as_tuple(value):
    return (value,) if isinstance(value, Tensor) or value is None else tuple(value)


def _starts(outputs, given):
    """Return the gradient with which the backward pass starts at each output."""
    starts = []
    for place, (output, gradient) in enumerate(zip(outputs, given, strict=True)):
        if gradient is None:
            if output.requires_grad and output._a.size != 1:
                raise RuntimeError("grad can be implicitly created only for scalar outputs")
            gradient = make(np.ones_like(output._a))
        if gradient._a.shape != output._a.shape:
            raise RuntimeError(
                f"Mismatch in shape: grad_output[{place}] has a shape of {gradient.shape} and "
                f"output[{place}] has a shape of {output.shape}."
            )
        starts.append(gradient._a.astype(output._a.dtype, copy=False))
    for place, output in enumerate(outputs):
        if not output.requires_grad:
            raise RuntimeError(
                f"element {place} of tensors does not require grad and does not have a grad_fn"
            )
    return starts


def _refuse_higher(create_graph):
    if create_graph:
        raise modes.NotInBrowser("create_graph=True (a gradient of a gradient)")


def backward(tensors, grad_tensors=None, retain_graph=None, create_graph=False, inputs=None):
    """Add to the ``grad`` of every leaf the gradient of the sum of some tensors."""
    _refuse_higher(create_graph)
    outputs = _as_tuple(tensors)
    given = (None,) * len(outputs) if grad_tensors is None else _as_tuple(grad_tensors)
    starts = _starts(outputs, given)
    if inputs is None:
        walk(outputs, starts, keep=bool(retain_graph))
        return
    wanted = _as_tuple(inputs)
    for leaf, gradient in zip(
        wanted, walk(outputs, starts, wanted, bool(retain_graph)), strict=True
    ):
        if gradient is not None:
            tape._accumulate(leaf, gradient)


def grad(
    outputs,
    inputs,
    grad_outputs=None,
    retain_graph=None,
    create_graph=False,
    allow_unused=None,
    is_grads_batched=False,
    materialize_grads=False,
):
    """Return the gradient of the sum of some tensors to each of some others."""
    _refuse_higher(create_graph)
    outputs, wanted = _as_tuple(outputs), _as_tuple(inputs)
    given = (None,) * len(outputs) if grad_outputs is None else _as_tuple(grad_outputs)
    starts = _starts(outputs, given)
    if not all(one.requires_grad for one in wanted):
        raise RuntimeError("One of the differentiated Tensors does not require grad")
    found = walk(outputs, starts, wanted, bool(retain_graph))
    if None in [True if g is not None else None for g in found] and not (
        allow_unused or materialize_grads
    ):
        raise RuntimeError(
            "One of the differentiated Tensors appears to not have been used in the graph. Set "
            "allow_unused=True if this is the desired behavior."
        )
    return tuple(
        (make(np.zeros_like(one._a)) if materialize_grads else None)
        if gradient is None
        else make(np.array(gradient, copy=True))
        for one, gradient in zip(wanted, found, strict=True)
    )


class _Context:
    """What the forward pass of a ``Function`` saves for its backward pass."""

    def __init__(self, needs):
        self.needs_input_grad = needs
        self._kept = ()
        self._left_alone = ()

    def save_for_backward(self, *tensors):
        self._kept = tensors

    @property
    def saved_tensors(self):
        return self._kept

    def mark_non_differentiable(self, *tensors):
        self._left_alone = tensors

    def mark_dirty(self, *tensors):
        pass

    def set_materialize_grads(self, value):
        pass


class Function:
    """A step of the computation with a custom backward pass."""

    @classmethod
    def apply(cls, *args):
        tensors = [a for a in args if isinstance(a, Tensor)]
        needs = tuple(isinstance(a, Tensor) and a.requires_grad for a in args)
        context = _Context(needs)
        with no_grad():
            if hasattr(cls, "setup_context") and cls.setup_context is not Function.setup_context:
                result = cls.forward(*args)
                cls.setup_context(context, args, result)
            else:
                result = cls.forward(context, *args)
        if not tape._enabled or not any(needs) or not isinstance(result, Tensor):
            return result
        result = make(result._a) if any(result is t for t in tensors) else result
        if any(result is t for t in context._left_alone):
            return result

        def vjps(gradient):
            with no_grad():
                parts = _as_tuple(cls.backward(context, make(gradient)))
            if len(parts) != len(args):
                raise RuntimeError(
                    f"function {cls.__name__}Backward returned an incorrect number of gradients "
                    f"(expected {len(args)}, got {len(parts)})"
                )
            kept = zip(args, parts, strict=True)
            return [None if p is None else p._a for a, p in kept if isinstance(a, Tensor)]

        saved = [t for t in context._kept if isinstance(t, Tensor)]
        result._node = Node(f"{cls.__name__}Backward", tensors, vjps, saved)
        result._needs = True
        return result

    @staticmethod
    def setup_context(ctx, inputs, output):
        raise NotImplementedError

    @staticmethod
    def forward(*args):
        raise NotImplementedError("You must implement the forward function for custom Function.")

    @staticmethod
    def backward(ctx, *grads):
        raise NotImplementedError(
            "You must implement either the backward or vjp method for your custom autograd.Function"
            " to use it with backward mode AD."
        )


Function.__module__ = "torch.autograd.function"


class functional:
    """Higher derivatives, which only torch has."""

    def __getattr__(self, name):
        raise modes.NotInBrowser(f"torch.autograd.functional.{name}")


functional = functional()
