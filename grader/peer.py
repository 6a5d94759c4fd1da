"""Calls between two processes that do not trust each other: tensors go in, tensors come out.

Both ends run the same ``Peer`` over a socket. A message is JSON for the structure and plain buffers
for the numbers; nothing is ever unpickled. A function of the other end is a ``Remote``: calling it
sends the arguments, and autograd works through it, because the answer offers a function that turns
gradients of the results into gradients of the arguments. What the call changed in place comes
back: tensors, generators, and the state of torch's default generator, which travels when it has
changed since the last message.
"""

from __future__ import annotations

import builtins
import functools
import inspect
import itertools
import json
import math
import socket
import struct
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any, NamedTuple

import torch
from torch import Generator, Tensor

from grader.limits import Limits
from lossutil import checks

_HEADER = struct.Struct(">II")
_CHUNK = 2**16
"""Bytes that are received at once, at least."""
_TURN = struct.pack("ll", 0, 100_000)
"""A tenth of a second as the kernel wants it: so long a system call waits for the other end."""
_ALIGNED = 16
"""The numbers of each tensor begin at a multiple of so many bytes."""
_PLAIN = (bool, int, float, str)
_EXACTLY_PLAIN = frozenset({*_PLAIN, type(None)})
_SEQUENCES: dict[str, Any] = {"list": list, "size": torch.Size, "tuple": tuple}
_DTYPES = {str(dtype): dtype for dtype in vars(torch).values() if isinstance(dtype, torch.dtype)}
_NUMPYS = {torch.float32, torch.float64, torch.int64, torch.int32, torch.uint8, torch.bool}
"""Common types whose numbers NumPy reads as they are."""
_RAISED: dict[str, type[Exception]] = {
    name: kind
    for space in (vars(builtins), vars(checks))
    for name, kind in space.items()
    if isinstance(kind, type) and issubclass(kind, Exception)
}


class WireError(Exception):
    """A value cannot travel; the message says why."""


class Gone(Exception):
    """The other end ended, did not answer in time, or talks nonsense; ``reason`` is one word."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@contextmanager
def sense() -> Iterator[None]:
    """Give up on the other end if what it sent is of a wrong form."""
    try:
        yield
    except Exception as error:
        raise Gone("nonsense") from error


class Remote:
    """A function or object of the other end."""

    def __init__(self, peer: Peer, key: int, about: Mapping[str, Any]) -> None:
        self._peer, self._key = peer, key
        self.looked_up = ""
        self.__name__ = self.__qualname__ = str(about["name"])[:100]
        names = dict.fromkeys(str(name) for name in about["parameters"][:100])
        any_place = inspect.Parameter.POSITIONAL_OR_KEYWORD
        self.__signature__ = inspect.Signature(
            [inspect.Parameter(name, any_place) for name in names if name.isidentifier()]
        )

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call it there, under the guard that is in force here."""
        refused = sorted(checks.refused_names())
        self._peer.approve(self, refused)
        return self._found(self._peer.call(self._key, args, kwargs, refused))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        refused = sorted(checks.refused_names())  # a property is computed now
        return self._found(self._peer.call("get", (self, name), {}, refused))

    def _found(self, value: Any) -> Any:
        if isinstance(value, Remote):
            value.looked_up = self.looked_up
        return value

    def __repr__(self) -> str:
        return f"<{self.__name__}, in the sandbox>"


class _Letter:
    """One message being written: what holds numbers is listed in ``things``, each object once."""

    def __init__(self, peer: Peer, known: Sequence[Any] = ()) -> None:
        self.peer, self.known = peer, {id(thing): place for place, thing in enumerate(known)}
        self.things: list[Tensor | Generator] = []
        self.places: dict[int, int] = {}

    def write(self, value: Any) -> Any:
        if type(value) in _EXACTLY_PLAIN:
            return value
        if isinstance(value, Tensor | Generator):
            if value is torch.default_generator:
                return {"kind": "default generator"}
            if id(value) in self.known:
                return {"kind": "argument", "at": self.known[id(value)]}
            at = self.places.setdefault(id(value), len(self.things))
            if at == len(self.things):
                self.things.append(value)
            return {"kind": "tensor" if isinstance(value, Tensor) else "generator", "at": at}
        if isinstance(value, _PLAIN):  # a number of NumPy, for one
            return next(kind(value) for kind in _PLAIN if isinstance(value, kind))
        for kind, sequence in _SEQUENCES.items():
            if isinstance(value, sequence):
                return {"kind": kind, "items": [self.write(item) for item in value]}
        if isinstance(value, dict):
            return {"kind": "dict", "items": [self.write(pair) for pair in value.items()]}
        if isinstance(value, torch.dtype):
            return {"kind": "dtype", "name": str(value)}
        if isinstance(value, Remote) and value._peer is self.peer:
            return {"kind": "yours", "key": value._key}
        return {"kind": "remote", "key": self.peer.export(value), "about": _about(value)}


class _Received(NamedTuple):
    """One message that came: its structure, its tensors, and the buffer that they lie in."""

    message: dict[str, Any]
    tensors: list[Tensor]
    buffer: bytearray

    @property
    def random(self) -> bytes:
        """The new state of the default generator, if the message brought one."""
        size = self.message.get("random", 0)
        return bytes(self.buffer[-size:]) if size else b""


class Peer:
    """One end of the connection.

    Args:
        connection: a stream socket.
        offers: what the other end may ask for by name.
        around: what to enter around a call that the other end makes, from the names it refuses
            and its advice what to use instead.
        while_waiting: called ten times a second while the other end is silent.
        limits: what a message may have.
    """

    def __init__(
        self,
        connection: socket.socket,
        offers: Mapping[str, Any] | None = None,
        around: Callable[[Sequence[str], str], AbstractContextManager[Any]] | None = None,
        while_waiting: Callable[[], None] = lambda: None,
        limits: Limits = Limits(),
    ) -> None:
        self.connection = connection
        for direction in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
            connection.setsockopt(socket.SOL_SOCKET, direction, _TURN)
        self.unread = bytearray()
        self.random = b""  # the state of the default generator, as both ends know it
        self.around = around or (lambda refused, instead: nullcontext())
        self.while_waiting = while_waiting
        self.limits = limits
        self.approve: Callable[[Remote, Sequence[str]], None] = lambda function, refused: None
        self.refuse: Callable[[Sequence[str]], None] = lambda refused: None
        self.deadline = math.inf
        self.exported: dict[Any, Any] = dict(offers or {})
        self.keys: dict[int, int] = {}  # of what is exported, by its id
        self.numbers = itertools.count()
        self.pulls: list[int] = []  # numbers of the functions that hold the graphs of past calls

    # --- Frames ---

    def send(
        self,
        message: dict[str, Any],
        things: Sequence[Tensor | Generator] = (),
        random: bytes = b"",
    ) -> None:
        """Send one message.

        Args:
            message: the structure.
            things: what its numbers come from.
            random: the state of the default generator, where it has changed.
        """
        tensors = list(map(_numbers, things))
        try:
            numbers = [part for tensor in tensors for part in _packed(tensor)]
        except Exception as error:  # of torch and NumPy, by dtype and layout
            raise WireError(f"a tensor that cannot travel: {error}") from error
        specs = [[str(tensor.dtype), list(tensor.shape)] for tensor in tensors]
        told = message | {"tensors": specs, "random": len(random)}
        text, blob = json.dumps(told).encode(), b"".join([*numbers, random])
        limits = self.limits
        if len(text) > limits.structure or len(blob) > limits.numbers:
            raise WireError(
                f"too large to travel: {len(blob)} bytes of numbers (at most {limits.numbers}), "
                f"{len(text)} of structure (at most {limits.structure})"
            )
        self._write(_HEADER.pack(len(text), len(blob)) + text + blob)
        if random:
            self.random = random

    def _write(self, data: bytes) -> None:
        left = memoryview(data)
        while left:
            try:
                left = left[self.connection.send(left) :]
            except BlockingIOError as error:  # the other end does not even listen
                if time.monotonic() > self.deadline:
                    raise Gone("time") from error
            except OSError as error:
                raise Gone("crash") from error

    def receive(self) -> _Received:
        """Receive one message, and not more than the limits allow."""
        sizes = _HEADER.unpack(self._read(_HEADER.size))
        if sizes[0] > self.limits.structure or sizes[1] > self.limits.numbers:
            raise Gone("nonsense")
        text, blob = map(self._read, sizes)
        with sense():
            message = dict(json.loads(text.decode()))
            end = len(blob) - int(message.get("random", 0))
            return _Received(message, _unpacked(message.get("tensors", ()), blob, end), blob)

    def _read(self, count: int) -> bytearray:
        while len(self.unread) < count:
            if time.monotonic() > self.deadline:
                raise Gone("time")
            try:
                data = self.connection.recv(max(_CHUNK, count - len(self.unread)))
            except BlockingIOError:
                self.while_waiting()
                continue
            except OSError as error:
                raise Gone("crash") from error
            if not data:
                raise Gone("crash")
            self.unread += data
        found = self.unread[:count]
        del self.unread[:count]
        return found

    def serve(self) -> None:
        """Answer until the other end hangs up."""
        while True:
            try:
                request = self.receive()
            except Gone:
                return
            self._answer(request)

    def _answer(self, request: _Received) -> None:
        try:
            self.send(*self._called(request))
        except Gone:
            raise
        except BaseException as error:  # a student's function may raise SystemExit, too
            self.send({"raised": _described(error, self.limits.message)})

    def _exchange(
        self, message: dict[str, Any], things: Sequence[Tensor | Generator]
    ) -> tuple[dict[str, Any], list[Tensor]]:
        self._refuse(message)
        self.send(message, things, self._changed_random())
        while True:
            reply = self.receive()
            if "target" in reply.message:  # it calls back before it answers
                self._answer(reply)
                self._refuse(message)  # who was called may have made calls of its own
            elif "raised" in reply.message:
                raise _rebuilt(reply.message["raised"], self.limits.message)
            else:
                with sense():
                    self._set_random(reply.random)
                return reply.message, reply.tensors

    def _changed_random(self) -> bytes:
        """Return the state of the default generator if it is news for the other end."""
        state: bytes = torch.default_generator.get_state().numpy().tobytes()
        return b"" if state == self.random else state

    def _set_random(self, state: bytes) -> None:
        if state:
            numbers = torch.frombuffer(bytearray(state), dtype=torch.uint8)
            torch.default_generator.set_state(numbers)
            self.random = state

    def _refuse(self, message: Any) -> None:
        """Say what the other end may not use now; between the calls of a test that stays."""
        if message["guard"][0] is not None:
            self.refuse(message["guard"][0])

    # --- Values ---

    def read(self, value: Any, things: list[Any], known: Sequence[Any] = ()) -> Any:
        """Turn the structure of a message back into values; generators replace their states."""
        if value is None or isinstance(value, _PLAIN):
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
        if kind == "yours":
            return self.exported[value["key"]]
        if kind == "remote":
            return Remote(self, int(value["key"]), value["about"])
        raise ValueError(f"a value of unknown kind {kind!r}")

    def export(self, thing: Any) -> int:
        """Remember a thing that the other end may name, and return its number."""
        key = self.keys.get(id(thing))
        if key is None:
            key = self.keys[id(thing)] = next(self.numbers)
            self.exported[key] = thing
        return key

    # --- Calls, and gradients through them ---

    def ask(self, name: str, *args: Any, refused: Sequence[str] | None = None) -> Any:
        """Call what the other end offers under a name."""
        return self.call(name, args, {}, refused)

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
                "dtype": str(torch.get_default_dtype()),
                "guard": [refused, checks.advice()],
            }
            if leaves:
                box: dict[str, Any] = {}
                given = [things[i] for i in leaves]
                outputs = _Through.apply(self, message, things, box, *given)
                reply, news = box["reply"], box["news"]
            else:  # nothing is followed, and a node of the graph would take its time for nothing
                reply, tensors = self._exchange(message, things)
                with sense():
                    outputs, news = _split(reply, tensors)
            with sense(), torch.no_grad():
                for place, new in zip(reply["changed"], news, strict=True):
                    _overwrite(things[place], new)
                return self.read(reply["value"], list(outputs), things)

    def _called(self, request: _Received) -> tuple[dict[str, Any], list[Tensor | Generator], bytes]:
        """Call what a message asks for; return the reply, and what its numbers come from."""
        message, tensors, _ = request
        function = self.exported[message["target"]]
        # What was drawn here between two calls, the other end does not know.
        self._set_random(request.random or (self._changed_random() and self.random))
        leaves = [tensors[i].requires_grad_() for i in message["leaves"]]
        before = _Before(request)
        things: list[Tensor | Generator] = [*tensors]
        args, kwargs = self.read(message["arguments"], things)
        refused, instead = message["guard"]
        with (
            _default_dtype(_DTYPES[message["dtype"]]),
            torch.set_grad_enabled(bool(message["recording"])),
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
        numbers = [*letter.things, *(things[place] for place in reply["changed"])]
        return reply, numbers, self._changed_random()

    def forget(self) -> None:
        """Forget the graphs of past calls."""
        while self.pulls:
            pull = self.exported.pop(self.pulls.pop())
            del self.keys[id(pull)]


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


def _about(value: Any) -> dict[str, Any]:
    try:
        parameters = list(inspect.signature(value).parameters)
    except (TypeError, ValueError):
        parameters = []
    return {"name": str(getattr(value, "__name__", type(value).__name__)), "parameters": parameters}


def _packed(tensor: Tensor) -> tuple[bytes, bytes]:
    """Return a tensor's numbers, row by row, and bytes up to the next one's place."""
    plain = tensor.detach()
    if type(plain) is not Tensor:
        plain = plain.as_subclass(Tensor)
    if plain.dtype not in _NUMPYS:
        plain = plain.resolve_conj().resolve_neg().contiguous().reshape(-1).view(torch.uint8)
    data = plain.numpy().tobytes()
    return data, bytes(-len(data) % _ALIGNED)


def _unpacked(specs: Iterable[Sequence[Any]], blob: bytearray, end: int) -> list[Tensor]:
    """Return tensors, by the name of their dtype and their shape, whose numbers lie in a buffer.

    Raises:
        ValueError: the numbers do not end where they should.
    """
    found, place = [], 0
    for name, shape in specs:
        dtype, count = _DTYPES[name], math.prod(shape)
        if any(type(length) is not int or length < 0 for length in shape):
            raise ValueError(f"a shape of {shape}")
        size = count * dtype.itemsize
        if size:
            flat = torch.frombuffer(blob, dtype=dtype, count=count, offset=place)
            found.append(flat.reshape(shape))
        else:
            found.append(torch.empty(shape, dtype=dtype))
        place += size + -size % _ALIGNED
    if place != end:
        raise ValueError(f"{end} bytes of numbers in place of {place}")
    return found


class _Before:
    """What came with a call, as it was before: to tell what the call changed in place."""

    def __init__(self, request: _Received) -> None:
        self.tensors, self.buffer = request.tensors, request.buffer
        self.numbers = bytes(self.buffer)
        self.forms = list(map(_form, self.tensors))

    def changed(self, things: Sequence[Tensor | Generator]) -> list[int]:
        """Return the places of what has changed, shape and dtype included; nan equals nan."""
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
    """How a tensor lies in memory."""

    address: int
    dtype: torch.dtype
    shape: torch.Size
    strides: tuple[int, ...]
    bytes: int


def _form(tensor: Tensor) -> _Form:
    return _Form(tensor.data_ptr(), tensor.dtype, tensor.shape, tensor.stride(), tensor.nbytes)


def _split(reply: dict[str, Any], tensors: list[Tensor]) -> tuple[list[Tensor], list[Tensor]]:
    """Return what a call returned, and what it changed."""
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


def _described(error: BaseException, most: int) -> dict[str, Any]:
    try:
        message = str(error)
    except Exception:
        message = "an error that cannot be shown"
    types = [kind.__name__ for kind in type(error).__mro__]
    return {"types": types, "message": message[:most]}


def _rebuilt(raised: Any, most: int) -> Exception:
    """Return an exception of the nearest kind known here, with the text of the other end's."""
    with sense():
        types, text = [str(name) for name in raised["types"]], str(raised["message"])[:most]
        kind = next((_RAISED[name] for name in types if name in _RAISED), RuntimeError)
        if kind.__name__ != types[0]:
            text = f"{types[0][:100]}: {text}"
    try:
        return kind(text)
    except TypeError:  # UnicodeError and its kin want more arguments
        return RuntimeError(text)
