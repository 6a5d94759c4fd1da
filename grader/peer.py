"""Calls between two processes that do not trust each other: tensors go in, tensors come out.

Both ends run the same ``Peer`` over a socket. A message is JSON for the structure and safetensors
for the numbers; nothing is ever unpickled. A function of the other end is a ``Remote``: calling it
sends the arguments, and autograd works through it, because the answer offers a function that turns
gradients of the results into gradients of the arguments. What the call changed in place comes
back: tensors, generators, and torch's own random numbers, which travel with each call.
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
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

import safetensors.torch
import torch
from torch import Generator, Tensor
from torch.utils._python_dispatch import _disable_current_modes

from lossutil import checks, crashes, steps

MOST_JSON = 4 * 2**20
"""Bytes of structure that one message may have."""
MOST_NUMBERS = 256 * 2**20
"""Bytes of tensors that one message may have."""
MOST_TEXT = 10_000
"""Characters of an error message that are kept."""
_HEADER = struct.Struct(">II")
_PLAIN = (bool, int, float, str)
_SEQUENCES: dict[str, Any] = {"list": list, "size": torch.Size, "tuple": tuple}
_DTYPES = {str(dtype): dtype for dtype in vars(torch).values() if isinstance(dtype, torch.dtype)}
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
        self.reaches = [str(name)[:100] for name in about["reaches"][:1000]]
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
        if value is None or isinstance(value, _PLAIN):  # a subclass too, as NumPy's numbers are
            return next((kind(value) for kind in _PLAIN if isinstance(value, kind)), None)
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
        return {"kind": "remote", "key": self.peer.export(value), "about": _about(value)}


class Peer:
    """One end of the connection.

    Args:
        connection: a stream socket.
        offers: what the other end may ask for by name.
        around: what to enter around a call that the other end makes, from the names it refuses
            and its advice what to use instead.
        while_waiting: called ten times a second while the other end is silent.
    """

    def __init__(
        self,
        connection: socket.socket,
        offers: Mapping[str, Any] | None = None,
        around: Callable[[Sequence[str], str], AbstractContextManager[Any]] | None = None,
        while_waiting: Callable[[], None] = lambda: None,
    ) -> None:
        self.connection = connection
        self.around = around or (lambda refused, instead: nullcontext())
        self.while_waiting = while_waiting
        self.approve: Callable[[Remote, Sequence[str]], None] = lambda function, refused: None
        self.refuse: Callable[[Sequence[str]], None] = lambda refused: None
        self.deadline = math.inf
        self.exported: dict[Any, Any] = dict(offers or {})
        self.numbers = itertools.count()
        self.pulls: list[int] = []  # numbers of the functions that hold the graphs of past calls

    # --- Frames ---

    def send(self, message: Any, things: Sequence[Tensor | Generator] = ()) -> None:
        """Send one message."""
        plain = [_numbers(thing).detach().as_subclass(Tensor).contiguous() for thing in things]
        specs = {str(i): _spec(tensor) for i, tensor in enumerate(plain)}
        try:
            blob = safetensors.serialize(specs) if specs else b""
        except Exception as error:  # of safetensors and of torch, by dtype and layout
            raise WireError(f"a tensor that cannot travel: {error}") from error
        text = json.dumps(message).encode()
        if len(text) > MOST_JSON or len(blob) > MOST_NUMBERS:
            raise WireError(
                f"too large to travel: {len(blob)} bytes of numbers (at most {MOST_NUMBERS}), "
                f"{len(text)} of structure (at most {MOST_JSON})"
            )
        left = self.deadline - time.monotonic()
        try:
            self.connection.settimeout(max(left, 0.1) if math.isfinite(left) else None)
            self.connection.sendall(_HEADER.pack(len(text), len(blob)) + text + blob)
        except TimeoutError as error:  # the other end does not even listen
            raise Gone("time") from error
        except OSError as error:
            raise Gone("crash") from error

    def receive(self) -> tuple[dict[str, Any], list[Tensor]]:
        """Receive one message, and not more than the limits allow."""
        sizes = _HEADER.unpack(self._read(_HEADER.size))
        if sizes[0] > MOST_JSON or sizes[1] > MOST_NUMBERS:
            raise Gone("nonsense")
        text, blob = map(self._read, sizes)
        with sense():
            named = safetensors.torch.load(bytes(blob)) if blob else {}
            return dict(json.loads(text)), [named[str(i)] for i in range(len(named))]

    def _read(self, count: int) -> bytearray:
        data = bytearray(count)
        view = memoryview(data)
        self.connection.settimeout(0.1)
        while view:
            if time.monotonic() > self.deadline:
                raise Gone("time")
            try:
                size = self.connection.recv_into(view)
            except TimeoutError:
                self.while_waiting()
                continue
            except OSError as error:
                raise Gone("crash") from error
            if not size:
                raise Gone("crash")
            view = view[size:]
        return data

    def serve(self) -> None:
        """Answer until the other end hangs up."""
        while True:
            try:
                message, tensors = self.receive()
            except Gone:
                return
            self._answer(message, tensors)

    def _answer(self, message: dict[str, Any], tensors: list[Tensor]) -> None:
        try:
            self.send(*self._called(message, tensors))
        except Gone:
            raise
        except BaseException as error:  # a student's function may raise SystemExit, too
            self.send({"raised": _described(error)})

    def _exchange(
        self, message: Any, things: Sequence[Tensor | Generator]
    ) -> tuple[dict[str, Any], list[Tensor]]:
        self._refuse(message)
        self.send(message, things)
        while True:
            reply, tensors = self.receive()
            if "target" in reply:  # it calls back before it answers
                self._answer(reply, tensors)
                self._refuse(message)  # who was called may have made calls of its own
            elif "raised" in reply:
                raise _rebuilt(reply["raised"])
            else:
                return reply, tensors

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

    def export(self, thing: Any) -> int:
        """Remember a thing that the other end may name, and return its number."""
        for key, known in self.exported.items():
            if known is thing and isinstance(key, int):
                return key
        key = next(self.numbers)
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
                "tracing": torch.is_anomaly_enabled(),
                "dtype": str(torch.get_default_dtype()),
                "guard": [refused, checks.advice()],
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
            crashes.tracing_backward() if message["tracing"] else nullcontext(),
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


def _about(value: Any) -> dict[str, Any]:
    try:
        parameters = list(inspect.signature(value).parameters)
    except (TypeError, ValueError):
        parameters = []
    name = str(getattr(value, "__name__", type(value).__name__))
    return {"name": name, "parameters": parameters, "reaches": sorted(steps.calls(value))}


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


def _described(error: BaseException) -> dict[str, Any]:
    types = [kind.__name__ for kind in type(error).__mro__]
    text, line = crashes.text_of(error)[:MOST_TEXT], crashes.own_line(error)[:MOST_TEXT]
    return {"types": types, "message": text, "line": line}


def _rebuilt(raised: Any) -> Exception:
    """Return an exception of the nearest kind known here, with the text of the other end's."""
    with sense():
        types, text = [str(name) for name in raised["types"]], str(raised["message"])[:MOST_TEXT]
        learners = types[0][:100], text, str(raised["line"])[:MOST_TEXT]
        kind = next((_RAISED[name] for name in types if name in _RAISED), RuntimeError)
        if kind.__name__ != types[0]:
            text = f"{types[0][:100]}: {text}"
    try:
        error = kind(text)
    except TypeError:  # UnicodeError and its kin want more arguments
        error = RuntimeError(text)
    crashes.mark(error, *learners)
    return error
