"""Calls between two processes that do not trust each other: tensors go in, tensors come out.

Both ends run the same ``Peer`` over a socket. A message is JSON for the structure and safetensors
for the numbers; nothing is ever unpickled. A function of the other end is a ``Remote``: calling it
sends the arguments, and autograd works through it, because the answer offers a function that turns
gradients of the results into gradients of the arguments. What the call changed in place comes
back: tensors, generators, and torch's own random numbers, which travel with each call.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import safetensors.torch
import torch
from torch import Generator, Tensor
from torch.utils._python_dispatch import _disable_current_modes

from grader import wire
from grader.wire import PLAIN, Remote, WireError, about, sense

_SEQUENCES: dict[str, Any] = {"list": list, "size": torch.Size, **wire.SEQUENCES}
_DTYPES = {str(dtype): dtype for dtype in vars(torch).values() if isinstance(dtype, torch.dtype)}


class _Letter:
    """One message being written: what holds numbers is listed in ``things``, each object once."""

    def __init__(self, peer: Peer, known: Sequence[Any] = ()) -> None:
        self.peer, self.known = peer, {id(thing): place for place, thing in enumerate(known)}
        self.things: list[Tensor | Generator] = []
        self.places: dict[int, int] = {}

    def write(self, value: Any) -> Any:
        if value is None or isinstance(value, PLAIN):  # a subclass too, as NumPy's numbers are
            return next((kind(value) for kind in PLAIN if isinstance(value, kind)), None)
        if isinstance(value, Tensor | Generator):
            if id(value) in self.known:
                return {"kind": "argument", "at": self.known[id(value)]}
            at = self.places.setdefault(id(value), len(self.things))
            if at == len(self.things):
                self.things.append(value)
            if isinstance(value, Tensor):
                return {"kind": "tensor", "at": at}
            return {"kind": "generator", "at": at, "common": value is torch.default_generator}
        for kind, sequence in _SEQUENCES.items():
            if isinstance(value, sequence):
                return {"kind": kind, "items": [self.write(item) for item in value]}
        if isinstance(value, dict):
            return {"kind": "dict", "items": [self.write(pair) for pair in value.items()]}
        if isinstance(value, torch.dtype):
            return {"kind": "dtype", "name": str(value)}
        if isinstance(value, Remote) and value._peer is self.peer:
            return {"kind": "yours", "key": value._key}
        return {"kind": "remote", "key": self.peer.export(value), "about": about(value)}


class Peer(wire.Peer):
    """One end of a connection over which tensors and gradients travel, too."""

    pulls: list[int]
    """Numbers of the functions that hold the graphs of past calls."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pulls = []

    # --- Frames ---

    def send(self, message: Any, things: Sequence[Tensor | Generator] = ()) -> None:
        """Send one message."""
        plain = [_numbers(thing).detach().as_subclass(Tensor).contiguous() for thing in things]
        specs = {str(i): _spec(tensor) for i, tensor in enumerate(plain)}
        try:
            blob = safetensors.serialize(specs) if specs else b""
        except Exception as error:  # of safetensors and of torch, by dtype and layout
            raise WireError(f"a tensor that cannot travel: {error}") from error
        self.send_frame(json.dumps(message).encode(), blob)

    def receive(self) -> tuple[dict[str, Any], list[Tensor]]:
        """Receive one message, and not more than the limits allow."""
        text, blob = self.receive_frame()
        with sense():
            named = safetensors.torch.load(bytes(blob)) if blob else {}
            return dict(json.loads(text)), [named[str(i)] for i in range(len(named))]

    # --- Values ---

    def read(self, value: Any, things: list[Any], known: Sequence[Any] = ()) -> Any:
        """Turn the structure of a message back into values; generators replace their states."""
        if value is None or isinstance(value, PLAIN):
            return value
        kind = value["kind"]
        if kind == "tensor":
            return things[value["at"]]
        if kind == "generator":
            if isinstance(things[value["at"]], Tensor):
                generator = torch.default_generator if value["common"] else Generator()
                things[value["at"]] = generator.set_state(things[value["at"]])
            return things[value["at"]]
        if kind == "argument":
            return known[value["at"]]
        if kind in _SEQUENCES:
            return _SEQUENCES[kind]([self.read(item, things, known) for item in value["items"]])
        if kind == "dict":
            return dict(self.read(pair, things, known) for pair in value["items"])
        if kind == "dtype":
            return _DTYPES[value["name"]]
        if kind == "yours":
            return self.exported[value["key"]]
        if kind == "remote":
            return Remote(self, int(value["key"]), value["about"])
        raise ValueError(f"a value of unknown kind {kind!r}")

    # --- Calls, and gradients through them ---

    def call(
        self,
        target: str | int,
        args: Sequence[Any],
        kwargs: Mapping[str, Any],
        refused: Sequence[str] | None = None,
    ) -> Any:
        """Call a function of the other end; the result takes part in autograd.

        Args:
            target: the number of the function, or the name of what is offered.
            args: arguments by place.
            kwargs: arguments by name.
            refused: what the function may not use; None leaves that as it is.
        """
        # The guard of a test watches the student's function, not this end's own work.
        with torch._C.DisableTorchFunction(), _disable_current_modes():
            letter = _Letter(self)
            arguments = letter.write([args, kwargs, torch.default_generator])
            things, recording = letter.things, torch.is_grad_enabled()
            leaves = [i for i, thing in enumerate(things) if recording and _is_followed(thing)]
            message = {
                "target": target,
                "arguments": arguments,
                "leaves": leaves,
                "recording": recording,
                "dtype": str(torch.get_default_dtype()),
                "guard": [refused, self.guard.in_force()[1]],
            }
            box: dict[str, Any] = {}
            given = [things[i] for i in leaves]
            outputs = _Through.apply(self, message, things, box, *given)
            with sense(), torch.no_grad():
                for place, new in zip(box["changed"], box["news"], strict=True):
                    _overwrite(things[place], new)
                return self.read(box["value"], list(outputs), things)

    def _called(
        self, message: dict[str, Any], tensors: list[Tensor]
    ) -> tuple[dict[str, Any], list[Tensor | Generator]]:
        """Call what a message asks for; return the reply, and what its numbers come from."""
        function = self.exported[message["target"]]
        leaves = [tensors[i].requires_grad_() for i in message["leaves"]]
        before = [tensor.detach().clone() for tensor in tensors]
        things: list[Tensor | Generator] = [*tensors]
        args, kwargs, _ = self.read(message["arguments"], things)
        refused, instead = message["guard"]
        with (
            _default_dtype(_DTYPES[message["dtype"]]),
            torch.set_grad_enabled(bool(message["recording"])),
            self.around(refused or (), instead),
        ):
            value = function(*args, **kwargs)
        letter = _Letter(self, known=things)
        reply = {"value": letter.write(value), "outputs": len(letter.things)}
        reply["changed"] = [
            place for place, thing in enumerate(things) if _differ(before[place], _numbers(thing))
        ]
        reply["followed"] = [i for i, thing in enumerate(letter.things) if _is_followed(thing)]
        if reply["followed"]:
            followed = [letter.things[i] for i in reply["followed"]]
            reply["pull"] = self.export(functools.partial(_pull, followed, leaves))
            self.pulls.append(reply["pull"])
        return reply, [*letter.things, *(things[place] for place in reply["changed"])]

    def forget(self) -> None:
        """Forget the graphs of past calls."""
        while self.pulls:
            del self.exported[self.pulls.pop()]


class _Through(torch.autograd.Function):
    """A call of the other end, as a node of this end's graph."""

    @staticmethod
    def forward(
        ctx: Any,
        peer: Peer,
        message: Any,
        things: list[Tensor | Generator],
        box: dict[str, Any],
        *given: Tensor,
    ) -> tuple[Tensor, ...]:
        reply, tensors = peer._exchange(message, things)
        with sense():
            outputs = tensors[: reply["outputs"]]
            box |= {"value": reply["value"], "changed": reply["changed"]}
            box["news"] = tensors[len(outputs) :]
            ctx.peer, ctx.followed, ctx.pull = peer, reply["followed"], reply.get("pull")
            ctx.guard = message["guard"][0]
            followed = set(ctx.followed)
            ctx.mark_non_differentiable(*(t for i, t in enumerate(outputs) if i not in followed))
            return tuple(outputs)

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(ctx: Any, *cotangents: Tensor) -> tuple[Tensor | None, ...]:
        given = [cotangents[i] for i in ctx.followed]
        gradients = ctx.peer.call(ctx.pull, given, {}, ctx.guard)
        return None, None, None, None, *gradients


def _pull(outputs: list[Tensor], leaves: list[Tensor], *cotangents: Tensor) -> Any:
    """Return the vector-Jacobian products of an earlier call, None where nothing depends."""
    return torch.autograd.grad(outputs, leaves, cotangents, allow_unused=True, retain_graph=True)


@contextmanager
def _default_dtype(dtype: torch.dtype) -> Iterator[None]:
    before = torch.get_default_dtype()
    torch.set_default_dtype(dtype)
    try:
        yield
    finally:
        torch.set_default_dtype(before)


def _spec(tensor: Tensor) -> safetensors.TensorSpec:
    """Say where the numbers of a contiguous tensor lie."""
    return safetensors.TensorSpec(
        dtype=str(tensor.dtype).removeprefix("torch."),
        shape=tensor.shape,
        data_ptr=tensor.data_ptr(),
        data_len=tensor.nbytes,
    )


def _numbers(thing: Tensor | Generator) -> Tensor:
    return thing.get_state() if isinstance(thing, Generator) else thing


def _is_followed(thing: Tensor | Generator) -> bool:
    return isinstance(thing, Tensor) and thing.requires_grad


def _overwrite(thing: Tensor | Generator, new: Tensor) -> None:
    if isinstance(thing, Generator):
        thing.set_state(new)
    elif new.shape == thing.shape and new.dtype == thing.dtype:
        thing.copy_(new)
    else:
        thing.data = new


def _differ(old: Tensor, new: Tensor) -> bool:
    """Whether a tensor was changed, shape and dtype included; nan equals nan."""
    if old.shape != new.shape or old.dtype != new.dtype:
        return True
    old, new = (t.detach().contiguous().reshape(-1).view(torch.uint8) for t in (old, new))
    return not torch.equal(old, new)


with _disable_current_modes():  # which loads, at its first use, what a fork would load each time
    pass
