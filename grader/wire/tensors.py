"""Remote calls between two processes that do not trust each other, with tensors and gradients.

Both processes run the same ``Peer`` over a socket. A message is JSON for the structure and plain
buffers for the numbers; nothing is ever unpickled. A function of the other process is a ``Remote``:
calling it sends the arguments, and autograd works through it, because the answer includes a
function that maps gradients of the results to gradients of the arguments. What the call changed in
place is sent back: tensors, generators, and the state of torch's default generator, if it has
changed since the last message.
"""

from __future__ import annotations

import functools
import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from typing import Any, NamedTuple

import torch
from torch import Generator, Tensor

from grader.wire import calls
from grader.wire.calls import PLAIN, Remote, WireError, about, sense

_ALIGNED = 16
"""Alignment of each tensor's numbers in the buffer, in bytes."""
_EXACTLY_PLAIN = frozenset({*PLAIN, type(None)})
_SEQUENCES: dict[str, Any] = {"list": list, "size": torch.Size, **calls.SEQUENCES}
_DTYPES = {str(dtype): dtype for dtype in vars(torch).values() if isinstance(dtype, torch.dtype)}
_CARRIED = {
    name: dtype
    for name, dtype in _DTYPES.items()
    if re.fullmatch(r"torch\.(bool|u?int(8|16|32|64)|b?float(8|16|32|64)(_\w+)?|complex\d+)", name)
}
"""Dtypes whose numbers a buffer can hold: torch cannot read quantized ones from a buffer."""
_NUMPYS = {torch.float32, torch.float64, torch.int64, torch.int32, torch.uint8, torch.bool}
"""Common dtypes that NumPy has, too."""


class _Letter:
    """A message being written; ``things`` lists each object that holds numbers once."""

    def __init__(self, peer: Peer, known: Sequence[Any] = ()) -> None:
        self.peer, self.known = peer, {id(thing): place for place, thing in enumerate(known)}
        self.things: list[Tensor | Generator] = []
        self.places: dict[int, int] = {}

    def write(self, value: Any) -> Any:
        exactly = type(value)  # of the frequent types, because isinstance takes longer
        if exactly in _EXACTLY_PLAIN:
            return value
        if exactly is Tensor:
            return self._place(value, "tensor")
        if exactly is list or exactly is tuple:
            return {"kind": exactly.__name__, "items": [self.write(item) for item in value]}
        if isinstance(value, Tensor | Generator):
            if value is torch.default_generator:
                return {"kind": "default generator"}
            return self._place(value, "tensor" if isinstance(value, Tensor) else "generator")
        if isinstance(value, PLAIN):  # such as a NumPy number
            return next(kind(value) for kind in PLAIN if isinstance(value, kind))
        for kind, sequence in _SEQUENCES.items():
            if isinstance(value, sequence):
                return {"kind": kind, "items": [self.write(item) for item in value]}
        if isinstance(value, dict):
            return {"kind": "dict", "items": [self.write(pair) for pair in value.items()]}
        if isinstance(value, torch.dtype):
            return {"kind": "dtype", "name": str(value)}
        if isinstance(value, Remote) and value._peer is self.peer:
            return {"kind": "yours", "key": value._key}
        return {
            "kind": "remote",
            "key": self.peer.export(value),
            "about": about(value, self.peer.guard),
        }

    def _place(self, thing: Tensor | Generator, kind: str) -> dict[str, Any]:
        """Refer to an object that holds numbers, and send it if the other process lacks it."""
        number = id(thing)
        if number in self.known:
            return {"kind": "argument", "at": self.known[number]}
        at = self.places.setdefault(number, len(self.things))
        if at == len(self.things):
            self.things.append(thing)
        return {"kind": kind, "at": at}


class Peer(calls.Peer):
    """One of two processes whose calls also carry tensors and gradients."""

    pulls: list[int]
    """Keys of the functions that hold the graphs of past calls."""
    random: bytes
    """The last state of the default generator that both processes have."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pulls, self.random = [], b""

    # --- Frames ---

    def send(self, message: Any, things: Sequence[Tensor | Generator] = ()) -> None:
        """Send one message, with the state of the default generator if it has changed."""
        tensors = list(map(_numbers, things))
        try:
            numbers = [part for tensor in tensors for part in _packed(tensor)]
        except Exception as error:  # torch's or NumPy's error for an unsupported dtype or layout
            raise WireError(f"a tensor that cannot travel: {error}") from error
        random = b"" if "raised" in message else self._changed_random()
        specs = [[str(tensor.dtype), list(tensor.shape)] for tensor in tensors]
        told = message | {"tensors": specs, "random": len(random)}
        self.send_frame(json.dumps(told).encode(), b"".join([*numbers, random]))
        self.random = random or self.random

    def receive(self) -> tuple[dict[str, Any], _Tensors]:
        """Receive one message, up to the limits."""
        text, blob = self.receive_frame()
        with sense():
            message = dict(json.loads(text.decode()))
            end = len(blob) - int(message.get("random", 0))
            tensors = _unpacked(message.get("tensors", ()), blob, end)
            if end < len(blob):
                self._set_random(bytes(blob[end:]))
            return message, tensors

    def _changed_random(self) -> bytes:
        """Return the state of the default generator if the other process does not have it."""
        state: bytes = torch.default_generator.get_state().numpy().tobytes()
        return b"" if state == self.random else state

    def _set_random(self, state: bytes) -> None:
        if state:
            numbers = torch.frombuffer(bytearray(state), dtype=torch.uint8)
            torch.default_generator.set_state(numbers)
            self.random = state

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
                things[value["at"]] = Generator().set_state(things[value["at"]])
            return things[value["at"]]
        if kind == "default generator":
            return torch.default_generator
        if kind == "argument":
            return known[value["at"]]
        if kind in _SEQUENCES:
            return _SEQUENCES[kind]([self.read(item, things, known) for item in value["items"]])
        if kind == "dict":
            return dict(self.read(pair, things, known) for pair in value["items"])
        if kind == "dtype":
            return _DTYPES[value["name"]]
        return super().read(value, things, known)

    # --- Calls, and gradients through them ---

    def call(
        self,
        target: str | int,
        args: Sequence[Any],
        kwargs: Mapping[str, Any],
        refused: Sequence[str] | None = None,
    ) -> Any:
        """Call a function of the other process; the result takes part in autograd.

        Args:
            target: the key of the function, or the name of an offered one.
            args: positional arguments.
            kwargs: keyword arguments.
            refused: names that the function may not use; None keeps the present ones.
        """
        # The guard of a test applies to the student's function, not to the work of this process.
        with torch._C.DisableTorchFunction(), torch._C._DisableTorchDispatch():
            letter = _Letter(self)
            arguments = letter.write([args, kwargs])
            things, recording = letter.things, torch.is_grad_enabled()
            leaves = [i for i, thing in enumerate(things) if recording and _is_followed(thing)]
            message = {
                "target": target,
                "arguments": arguments,
                "leaves": leaves,
                "recording": recording,
                "tracing": torch.is_anomaly_enabled(),
                "dtype": str(torch.get_default_dtype()),
                "guard": [refused, self.guard.in_force()[1]],
            }
            if leaves:
                box: dict[str, Any] = {}
                given = [things[i] for i in leaves]
                outputs = _Through.apply(self, message, things, box, *given)
                reply, news = box["reply"], box["news"]
            else:  # no gradient is needed, and a graph node would only take time
                reply, tensors = self._exchange(message, things)
                with sense():
                    outputs, news = _split(reply, tensors)
            with sense(), torch.no_grad():
                for place, new in zip(reply["changed"], news, strict=True):
                    _overwrite(things[place], new)
                return self.read(reply["value"], list(outputs), things)

    def _called(
        self, message: dict[str, Any], tensors: list[Tensor]
    ) -> tuple[dict[str, Any], list[Tensor | Generator]]:
        """Make the call that a message asks for; return the reply and its tensors."""
        function = self.exported[message["target"]]
        if self._changed_random():  # numbers were drawn here between two calls
            self._set_random(self.random)
        leaves = [tensors[i].requires_grad_() for i in message["leaves"]]
        assert isinstance(tensors, _Tensors)  # ``receive`` returns this type
        before = _Before(tensors)
        things: list[Tensor | Generator] = [*tensors]
        args, kwargs = self.read(message["arguments"], things)
        refused, instead = message["guard"]
        with (
            _default_dtype(_DTYPES[message["dtype"]]),
            torch.set_grad_enabled(bool(message["recording"])),
            self.guard.tracing() if message["tracing"] else nullcontext(),
            self.around(refused or (), instead),
        ):
            value = function(*args, **kwargs)
        letter = _Letter(self, known=things)
        reply = {"value": letter.write(value), "outputs": len(letter.things)}
        reply["changed"] = before.changed(things)
        reply["followed"] = [i for i, thing in enumerate(letter.things) if _is_followed(thing)]
        if reply["followed"]:
            followed = [letter.things[i] for i in reply["followed"]]
            reply["pull"] = self.export(functools.partial(_pull, followed, leaves))
            self.pulls.append(reply["pull"])
        return reply, [*letter.things, *(things[place] for place in reply["changed"])]

    def forget(self) -> None:
        """Release the graphs of past calls."""
        while self.pulls:
            pull = self.exported.pop(self.pulls.pop())
            del self.keys[id(pull)]


class _Through(torch.autograd.Function):
    """A remote call as a node of this process's autograd graph."""

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
            outputs, news = _split(reply, tensors)
            box |= {"reply": reply, "news": news}
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
    """Return the vector-Jacobian products of an earlier call; None for independent inputs."""
    # With the cotangents as an argument of its own, ``grad`` would load sympy in each session.
    with torch.enable_grad():  # it is off in a backward pass
        totals = [(output * c).sum() for output, c in zip(outputs, cotangents, strict=True)]
    return torch.autograd.grad(totals, leaves, allow_unused=True, retain_graph=True)


@contextmanager
def _default_dtype(dtype: torch.dtype) -> Iterator[None]:
    before = torch.get_default_dtype()
    torch.set_default_dtype(dtype)
    try:
        yield
    finally:
        torch.set_default_dtype(before)


def _packed(tensor: Tensor) -> tuple[bytes, bytes]:
    """Return a tensor's numbers in row-major order, padded to the alignment."""
    plain = tensor.detach()
    if type(plain) is not Tensor:
        plain = plain.as_subclass(Tensor)
    if plain.dtype not in _NUMPYS or plain.is_neg():
        plain = plain.resolve_conj().resolve_neg().contiguous().reshape(-1).view(torch.uint8)
    data = plain.numpy().tobytes()
    return data, bytes(-len(data) % _ALIGNED)


def _unpacked(specs: Iterable[Sequence[Any]], blob: bytearray, end: int) -> _Tensors:
    """Return tensors, by the name of their dtype and their shape, whose numbers lie in a buffer.

    Raises:
        ValueError: the buffer has another length than the tensors need.
    """
    found, place = _Tensors(blob), 0
    for name, shape in specs:
        dtype, count = _CARRIED[name], math.prod(shape)
        if any(type(length) is not int or length < 0 for length in shape):
            raise ValueError(f"a shape of {shape}")
        size = count * dtype.itemsize
        if place + size > end:
            raise ValueError(f"a tensor of {size} bytes in a message of {end}")
        if size:
            flat = torch.frombuffer(blob, dtype=dtype, count=count, offset=place)
            found.append(flat.reshape(shape))
        else:
            found.append(torch.empty(shape, dtype=dtype))
        place += size + -size % _ALIGNED
    if place != end:
        raise ValueError(f"{end} bytes of numbers in place of {place}")
    return found


class _Tensors(list[Tensor]):
    """Tensors whose numbers are in one buffer, in order."""

    def __init__(self, buffer: bytearray) -> None:
        super().__init__()
        self.buffer = buffer


class _Before:
    """Copies of a call's arguments from before it, to find what it changed in place."""

    def __init__(self, tensors: _Tensors) -> None:
        self.tensors, self.buffer = tensors, tensors.buffer
        self.numbers = bytes(self.buffer)
        self.forms = list(map(_form, self.tensors))

    def changed(self, things: Sequence[Tensor | Generator]) -> list[int]:
        """Return the indices of what has changed, including shape and dtype; nan equals nan."""
        same, found, place = self.buffer == self.numbers, [], 0
        for i, (tensor, form) in enumerate(zip(self.tensors, self.forms, strict=True)):
            thing, size = things[i], form.bytes
            if isinstance(thing, Generator):
                differs = not torch.equal(thing.get_state(), tensor)
            else:
                part = slice(place, place + size)
                differs = _form(thing) != form or (
                    not same and self.buffer[part] != self.numbers[part]
                )
            if differs:
                found.append(i)
            place += size + -size % _ALIGNED
        return found


class _Form(NamedTuple):
    """The memory layout of a tensor."""

    address: int
    dtype: torch.dtype
    shape: torch.Size
    strides: tuple[int, ...]
    bytes: int


def _form(tensor: Tensor) -> _Form:
    return _Form(tensor.data_ptr(), tensor.dtype, tensor.shape, tensor.stride(), tensor.nbytes)


def _split(reply: dict[str, Any], tensors: list[Tensor]) -> tuple[list[Tensor], list[Tensor]]:
    """Split a message into what the call returned and what it changed."""
    if not set(reply["followed"]) <= set(range(reply["outputs"])):
        raise ValueError("gradients of what was not returned")
    return tensors[: reply["outputs"]], tensors[reply["outputs"] :]


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
