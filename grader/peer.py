"""Calls between two processes that do not trust each other: tensors go in, tensors come out.

Both ends run the same ``Peer`` over a socket. A message is JSON for the structure and safetensors
for the numbers; nothing is ever unpickled. A function of the other end is a ``Remote``: calling it
sends the arguments, and autograd works through it, because the other end is asked for
vector-Jacobian products. Arguments changed in place come back, and so does the state of torch's
random numbers.
"""

from __future__ import annotations

import builtins
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

import safetensors
import torch
from torch import Tensor
from torch.utils._python_dispatch import _disable_current_modes

from lossutil import checks

MOST_JSON = 4 * 2**20
"""Bytes of structure that one message may have."""
MOST_NUMBERS = 256 * 2**20
"""Bytes of tensors that one message may have."""
MOST_TEXT = 10_000
"""Characters of an error message that are kept."""
_DTYPES = {
    "BOOL": torch.bool, "U8": torch.uint8, "I8": torch.int8, "I16": torch.int16,
    "I32": torch.int32, "I64": torch.int64, "F16": torch.float16, "BF16": torch.bfloat16,
    "F32": torch.float32, "F64": torch.float64,
}  # fmt: skip
_NAMED_DTYPES = {
    str(dtype).removeprefix("torch."): dtype
    for dtype in (*_DTYPES.values(), torch.complex64, torch.complex128)
}
_HEADER = struct.Struct(">II")
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
    except (
        ArithmeticError,
        AttributeError,
        LookupError,
        RuntimeError,
        TypeError,
        ValueError,
        safetensors.SafetensorError,
    ) as error:
        raise Gone("nonsense") from error


class Remote:
    """A function or object of the other end."""

    def __init__(self, peer: Peer, key: int, about: Mapping[str, Any]) -> None:
        self._peer, self._key = peer, key
        self.looked_up = ""
        self.__name__ = self.__qualname__ = str(about.get("name", ""))[:100]
        parameters = [str(name) for name in about.get("parameters", [])][:100]
        self.__signature__ = inspect.Signature(
            [
                inspect.Parameter(name, inspect.Parameter.POSITIONAL_OR_KEYWORD)
                for name in dict.fromkeys(parameters)
                if name.isidentifier()
            ]
        )

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call it there."""
        return self._peer.call(self, args, kwargs)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self._peer.ask("get", target=self._key, name=name)

    def __repr__(self) -> str:
        return f"<{self.__name__}, in the sandbox>"


class _Letter:
    """One message being written: tensors are numbered, each object once."""

    def __init__(self, peer: Peer, known: Sequence[Tensor] = ()) -> None:
        self.peer = peer
        self.known = {id(tensor): i for i, tensor in enumerate(known)}
        self.tensors: list[Tensor] = []
        self.places: dict[int, int] = {}

    def write(self, value: Any) -> Any:
        if value is None or type(value) in (bool, int, float, str):
            return value
        if isinstance(value, Tensor):
            if id(value) in self.known:
                return {"kind": "argument", "at": self.known[id(value)]}
            return {"kind": "tensor", "at": self.place(value)}
        if isinstance(value, torch.Size):
            return {"kind": "size", "items": list(value)}
        if isinstance(value, list | tuple):
            kind = "list" if isinstance(value, list) else "tuple"
            return {"kind": kind, "items": [self.write(item) for item in value]}
        if isinstance(value, dict):
            items = [[self.write(key), self.write(item)] for key, item in value.items()]
            return {"kind": "dict", "items": items}
        if isinstance(value, torch.dtype):
            return {"kind": "dtype", "name": str(value).removeprefix("torch.")}
        if isinstance(value, torch.Generator):
            return {"kind": "generator", "at": self.place(value.get_state())}
        if isinstance(value, bool | int | float | str):  # a subclass, NumPy's numbers among them
            return next(k(value) for k in (bool, int, float, str) if isinstance(value, k))
        if isinstance(value, Remote) and value._peer is self.peer:
            return {"kind": "yours", "key": value._key}
        return {"kind": "remote", "key": self.peer.export(value), "about": _about(value)}

    def place(self, tensor: Tensor) -> int:
        if id(tensor) not in self.places:
            self.places[id(tensor)] = len(self.tensors)
            self.tensors.append(tensor)
        return self.places[id(tensor)]


def _about(value: Any) -> dict[str, Any]:
    name = str(getattr(value, "__name__", type(value).__name__))
    try:
        parameters = list(inspect.signature(value).parameters)
    except (TypeError, ValueError):
        parameters = []
    return {"name": name, "parameters": parameters}


class Peer:
    """One end of the connection.

    Args:
        connection: a stream socket.
        answers: what this end does when asked, by name; ``call`` and ``pull`` are always there.
        around: what to enter around a call that the other end makes, from the names it refuses,
            its advice what to use instead, and the function.
    """

    def __init__(
        self,
        connection: socket.socket,
        answers: Mapping[str, Callable[..., Any]] | None = None,
        around: Callable[[Sequence[str], str, Any], AbstractContextManager[Any]] | None = None,
        while_waiting: Callable[[], None] = lambda: None,
    ) -> None:
        self.connection = connection
        self.answers = dict(answers or {}) | {"call": self._called, "pull": self._pulled}
        self.around = around or (lambda refused, instead, function: nullcontext())
        self.while_waiting = while_waiting
        self.approve: Callable[[Remote, Sequence[str]], None] = lambda function, refused: None
        self.deadline = math.inf
        self.exported: dict[int, Any] = {}
        self.graphs: dict[int, tuple[list[Tensor], list[Tensor]]] = {}
        self.numbers = itertools.count()
        self.random = torch.empty(0)  # the state of the random numbers that both ends know

    # --- Frames ---

    def send(self, message: Any, tensors: Sequence[Tensor]) -> None:
        """Send one message."""
        blob = b""
        if tensors:
            try:
                plain = [t.detach().as_subclass(Tensor).contiguous() for t in tensors]
                blob = bytes(safetensors.serialize({str(i): _spec(t) for i, t in enumerate(plain)}))
            except (KeyError, ValueError, RuntimeError, safetensors.SafetensorError) as error:
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

    def receive(self) -> tuple[Any, list[Tensor]]:
        """Receive one message, and not more than the limits allow."""
        text_size, blob_size = _HEADER.unpack(self._read(_HEADER.size))
        if text_size > MOST_JSON or blob_size > MOST_NUMBERS:
            raise Gone("nonsense")
        text, blob = self._read(text_size), self._read(blob_size)
        with sense():
            message = json.loads(text)
            named = dict(safetensors.deserialize(bytes(blob))) if blob else {}
            return message, [_unpacked(named[str(i)]) for i in range(len(named))]

    def _read(self, count: int) -> bytearray:
        data = bytearray(count)
        view = memoryview(data)
        got = 0
        self.connection.settimeout(0.1)
        while got < count:
            if time.monotonic() > self.deadline:
                raise Gone("time")
            try:
                size = self.connection.recv_into(view[got:])
            except TimeoutError:
                self.while_waiting()
                continue
            except OSError as error:
                raise Gone("crash") from error
            if not size:
                raise Gone("crash")
            got += size
        return data

    # --- Requests and answers ---

    def ask(self, do: str, **fields: Any) -> Any:
        """Ask the other end for something, and return its answer."""
        letter = _Letter(self)
        message = {"do": do, "fields": letter.write(fields)}
        reply, tensors = self._exchange(message, letter.tensors)
        with sense():
            return self.read(reply["value"], tensors)

    def _exchange(self, message: Any, tensors: Sequence[Tensor]) -> tuple[Any, list[Tensor]]:
        self.send(message, tensors)
        while True:
            reply, numbers = self.receive()
            if not isinstance(reply, dict):
                raise Gone("nonsense")
            if "do" in reply:
                self._answer(reply, numbers)
            elif "raised" in reply:
                raise _rebuilt(reply["raised"])
            else:
                return reply, numbers

    def serve(self) -> None:
        """Answer until the other end hangs up."""
        while True:
            try:
                message, tensors = self.receive()
            except Gone:
                return
            self._answer(message, tensors)

    def _answer(self, message: Any, tensors: list[Tensor]) -> None:
        try:
            answer = self.answers[message["do"]]
            if message["do"] in ("call", "pull"):
                reply, numbers = answer(message, tensors)
            else:
                fields = self.read(message["fields"], tensors)
                letter = _Letter(self)
                reply = {"value": letter.write(answer(**fields))}
                numbers = letter.tensors
            self.send(reply, numbers)
        except Gone:
            raise
        except BaseException as error:  # a student's function may raise SystemExit, too
            self.send({"raised": _described(error)}, [])

    def read(self, value: Any, tensors: Sequence[Tensor], known: Sequence[Tensor] = ()) -> Any:
        """Turn the structure of a message back into values."""
        if value is None or isinstance(value, bool | int | float | str):
            return value
        kind = value["kind"]
        if kind == "tensor":
            return tensors[value["at"]]
        if kind == "argument":
            return known[value["at"]]
        if kind in ("list", "tuple"):
            items = [self.read(item, tensors, known) for item in value["items"]]
            return items if kind == "list" else tuple(items)
        if kind == "size":
            return torch.Size(value["items"])
        if kind == "dict":
            return {
                self.read(key, tensors, known): self.read(item, tensors, known)
                for key, item in value["items"]
            }
        if kind == "dtype":
            return _NAMED_DTYPES[value["name"]]
        if kind == "generator":
            return torch.Generator().set_state(tensors[value["at"]])
        if kind == "yours":
            return self.exported[value["key"]]
        if kind == "remote":
            return Remote(self, int(value["key"]), value["about"])
        raise ValueError(f"a value of unknown kind {kind!r}")

    def export(self, thing: Any) -> int:
        """Remember a thing that the other end may name, and return its number."""
        for key, known in self.exported.items():
            if known is thing:
                return key
        key = next(self.numbers)
        self.exported[key] = thing
        return key

    # --- Calls, and gradients through them ---

    def call(self, function: Remote, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        """Call a function of the other end; the result takes part in autograd."""
        refused = sorted(checks.refused_names())
        self.approve(function, refused)
        # The guard of a test watches the student's function, not this end's own work.
        with torch._C.DisableTorchFunction(), _disable_current_modes():
            return self._call(function._key, args, kwargs, refused)

    def _call(
        self, target: int, args: Sequence[Any], kwargs: Mapping[str, Any], refused: Sequence[str]
    ) -> Any:
        letter = _Letter(self)
        arguments = letter.write([list(args), dict(kwargs)])
        given = list(letter.tensors)  # each tensor among the arguments, once
        generators = [g for g in (*args, *kwargs.values()) if isinstance(g, torch.Generator)]
        recording = torch.is_grad_enabled()
        leaves = [recording and tensor.requires_grad for tensor in given]
        state = torch.get_rng_state()
        known = torch.equal(state, self.random)
        message = {
            "do": "call",
            "target": target,
            "arguments": arguments,
            "leaves": leaves,
            "recording": recording,
            "dtype": str(torch.get_default_dtype()).removeprefix("torch."),
            "refused": refused,
            "instead": checks.advice(),
            "random": None if known else len(given),
        }
        sent = given if known else [*given, state]
        outputs: Sequence[Tensor]
        if any(leaves):
            box: dict[str, Any] = {}
            outputs = _Through.apply(self, message, sent, box, *given)
            reply, fresh = box["reply"], box["fresh"]
        else:
            reply, fresh = self._exchange(message, sent)
            with sense():
                outputs = fresh[: reply["outputs"]]
        with sense(), torch.no_grad():
            rest = fresh[reply["outputs"] :]
            self.random = rest.pop() if reply["random"] else state
            torch.set_rng_state(self.random)
            for generator in generators:
                generator.set_state(rest.pop())
            for place, new in zip(reply["changed"], rest, strict=True):
                if new.shape == given[place].shape and new.dtype == given[place].dtype:
                    given[place].copy_(new)
                else:
                    given[place].data = new
            return self.read(reply["value"], outputs, given)

    def _called(self, message: Any, tensors: list[Tensor]) -> tuple[Any, list[Tensor]]:
        function = self.exported[message["target"]]
        leaves: list[Tensor] = []
        for i, tensor in enumerate(tensors):
            leaf = i < len(message["leaves"]) and message["leaves"][i]
            leaves.append(tensor.requires_grad_() if leaf else tensor)
        given = leaves[: len(message["leaves"])]
        before = [tensor.detach().clone() for tensor in given]
        args, kwargs = self.read(message["arguments"], leaves)
        generators = [g for g in (*args, *kwargs.values()) if isinstance(g, torch.Generator)]
        state = self.random if message["random"] is None else tensors[message["random"]]
        torch.set_rng_state(state)
        with (
            _default_dtype(_NAMED_DTYPES[message["dtype"]]),
            torch.set_grad_enabled(bool(message["recording"])),
            self.around(message["refused"], message["instead"], function),
        ):
            value = function(*args, **kwargs)
        letter = _Letter(self, known=given)
        reply = {"value": letter.write(value)}
        outputs = list(letter.tensors)
        reply["outputs"] = len(outputs)
        reply["differentiable"] = [bool(t.requires_grad) for t in outputs]
        reply["graph"] = None
        if any(reply["differentiable"]):
            reply["graph"] = next(self.numbers)
            self.graphs[reply["graph"]] = (given, outputs)
        reply["changed"] = [
            i for i, (old, new) in enumerate(zip(before, given, strict=True)) if _differ(old, new)
        ]
        self.random = torch.get_rng_state()
        reply["random"] = not torch.equal(state, self.random)
        numbers = [*outputs, *(given[i].detach().clone() for i in reply["changed"])]
        numbers += [g.get_state() for g in reversed(generators)]
        return reply, numbers + ([self.random] if reply["random"] else [])

    def _pulled(self, message: Any, tensors: list[Tensor]) -> tuple[Any, list[Tensor]]:
        given, outputs = self.graphs[message["graph"]]
        pairs = [
            (outputs[i], cotangent)
            for i, cotangent in zip(message["outputs"], tensors, strict=True)
        ]
        leaves = [tensor for tensor in given if tensor.requires_grad]
        gradients = torch.autograd.grad(
            [output for output, _ in pairs],
            leaves,
            [cotangent for _, cotangent in pairs],
            allow_unused=True,
            retain_graph=True,
        )
        found = dict(zip(map(id, leaves), gradients, strict=True))
        by_place = [found.get(id(tensor)) for tensor in given]
        places = [i for i, gradient in enumerate(by_place) if gradient is not None]
        return {"places": places}, [g for g in by_place if g is not None]


class _Through(torch.autograd.Function):
    """A call of the other end, as a node of this end's graph."""

    @staticmethod
    def forward(
        ctx: Any, peer: Peer, message: Any, sent: list[Tensor], box: dict[str, Any], *given: Tensor
    ) -> tuple[Tensor, ...]:
        reply, fresh = peer._exchange(message, sent)
        box["reply"], box["fresh"] = reply, fresh
        with sense():
            outputs = fresh[: reply["outputs"]]
            ctx.peer, ctx.graph, ctx.count = peer, reply["graph"], len(given)
            ctx.outputs = [i for i, follows in enumerate(reply["differentiable"]) if follows]
            ctx.mark_non_differentiable(*(t for i, t in enumerate(outputs) if i not in ctx.outputs))
            return tuple(outputs)

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(ctx: Any, *cotangents: Tensor) -> tuple[Tensor | None, ...]:
        message = {"do": "pull", "graph": ctx.graph, "outputs": ctx.outputs}
        reply, numbers = ctx.peer._exchange(message, [cotangents[i] for i in ctx.outputs])
        gradients: list[Tensor | None] = [None] * ctx.count
        with sense():
            for place, gradient in zip(reply["places"], numbers, strict=True):
                gradients[place] = gradient
        return None, None, None, None, *gradients


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


def _unpacked(packed: dict[str, Any]) -> Tensor:
    dtype = _DTYPES[packed["dtype"]]
    if not packed["data"]:
        return torch.empty(packed["shape"], dtype=dtype)
    return torch.frombuffer(packed["data"], dtype=dtype).reshape(packed["shape"])


def _differ(old: Tensor, new: Tensor) -> bool:
    """Whether a tensor was changed, shape and dtype included; nan equals nan."""
    if old.shape != new.shape or old.dtype != new.dtype:
        return True
    old, new = old.contiguous(), new.detach().contiguous()
    if old.numel() == 0:
        return False
    return not torch.equal(old.reshape(-1).view(torch.uint8), new.reshape(-1).view(torch.uint8))


def _described(error: BaseException) -> dict[str, Any]:
    types = [kind.__name__ for kind in type(error).__mro__]
    try:
        message = str(error)
    except Exception:
        message = "an error that cannot be shown"
    return {"types": types, "message": message[:MOST_TEXT]}


def _rebuilt(raised: Any) -> Exception:
    """Return an exception of the nearest kind known here, with the text of the other end's."""
    with sense():
        types, message = [str(name) for name in raised["types"]], str(raised["message"])
    kind = next((_RAISED[name] for name in types if name in _RAISED), RuntimeError)
    text = message[:MOST_TEXT]
    if kind is Exception or types[0] != kind.__name__:
        text = f"{types[0][:100]}: {text}" if types else text
    try:
        return kind(text)
    except TypeError:  # UnicodeError and its kin want more arguments
        return RuntimeError(text)
