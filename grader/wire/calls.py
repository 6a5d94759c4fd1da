"""Remote calls between two processes that do not trust each other, with plain values.

Both processes run the same ``Peer`` over a socket. A message is JSON, and nothing is ever
unpickled. A function of the other process is a ``Remote``: calling it sends the arguments.
Arguments that the call changed in place are sent back. ``grader.wire.tensors`` adds tensors and
gradients, for the exercises that need them.
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

from grader.guard import Guard, Nothing
from grader.limits import Limits

HEADER = struct.Struct(">II")
CHUNK = 2**16
"""Smallest number of bytes to receive at once."""
TURN = struct.pack("ll", 0, 100_000)
"""A tenth of a second as a ``timeval``: how long a system call waits for the other process."""
PLAIN = (bool, int, float, str)
SEQUENCES: dict[str, Any] = {
    "list": list, "tuple": tuple, "set": set, "frozenset": frozenset,
}  # fmt: skip
_RAISED = {
    name: kind
    for name, kind in vars(builtins).items()
    if isinstance(kind, type) and issubclass(kind, Exception)
}


class WireError(Exception):
    """A value cannot be sent; the message says why."""


class Gone(Exception):
    """The other process ended, timed out, or sent an invalid message; ``reason`` is one word."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@contextmanager
def sense() -> Iterator[None]:
    """Raise ``Gone`` if the other process sent an invalid message."""
    try:
        yield
    except Exception as error:
        raise Gone("nonsense") from error


class Remote:
    """A function or object of the other process."""

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
        """Call it in the other process, with the guard's names that are refused here."""
        refused = sorted(self._peer.guard.in_force()[0])
        self._peer.approve(self, refused)
        return self._found(self._peer.call(self._key, args, kwargs, refused))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        refused = sorted(self._peer.guard.in_force()[0])  # a property is computed now
        return self._found(self._peer.call("get", (self, name), {}, refused))

    def _found(self, value: Any) -> Any:
        if isinstance(value, Remote):
            value.looked_up = self.looked_up
        return value

    def __repr__(self) -> str:
        return f"<{self.__name__}, in the sandbox>"


class Peer:
    """One of the two processes of a connection.

    Args:
        connection: a stream socket.
        offers: functions that the other process may call by name.
        around: makes a context manager for each call by the other process, from the refused names
            and the advice on what to use instead.
        while_waiting: called ten times a second while waiting for the other process.
        limits: the largest sizes of a message.
        guard: the guard of the exercise.
    """

    def __init__(
        self,
        connection: socket.socket,
        offers: Mapping[str, Any] | None = None,
        around: Callable[[Sequence[str], str], AbstractContextManager[Any]] | None = None,
        while_waiting: Callable[[], None] = lambda: None,
        limits: Limits = Limits(),
        guard: Guard = Nothing(),
    ) -> None:
        self.connection = connection
        for direction in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
            connection.setsockopt(socket.SOL_SOCKET, direction, TURN)
        self.unread = bytearray()
        self.around = around or (lambda refused, instead: nullcontext())
        self.while_waiting = while_waiting
        self.limits, self.guard = limits, guard
        self.approve: Callable[[Remote, Sequence[str]], None] = lambda function, refused: None
        self.refuse: Callable[[Sequence[str]], None] = lambda refused: None
        self.deadline = math.inf
        self.exported: dict[Any, Any] = dict(offers or {})
        self.keys: dict[int, int] = {}  # keys of exported objects, by ``id``
        self.numbers = itertools.count()

    # --- Frames ---

    def send(self, message: Any, things: Sequence[Any] = ()) -> None:
        """Send one message.

        Args:
            message: the structure: what JSON can hold.
            things: objects that hold numbers; none here.
        """
        self.send_frame(json.dumps(message).encode())

    def send_frame(self, text: bytes, blob: bytes = b"") -> None:
        """Send a message's structure (JSON) and its numbers (bytes).

        Args:
            text: the structure, as JSON.
            blob: the numbers.

        Raises:
            WireError: they are too large.
            Gone: the other process has ended, or does not read.
        """
        limits = self.limits
        if len(text) > limits.structure or len(blob) > limits.numbers:
            raise WireError(
                f"too large to travel: {len(blob)} bytes of numbers (at most {limits.numbers}), "
                f"{len(text)} of structure (at most {limits.structure})"
            )
        left = memoryview(HEADER.pack(len(text), len(blob)) + text + blob)
        while left:
            try:
                left = left[self.connection.send(left) :]
            except BlockingIOError as error:  # the other process does not read
                if time.monotonic() > self.deadline:
                    raise Gone("time") from error
            except OSError as error:
                raise Gone("crash") from error

    def receive(self) -> tuple[dict[str, Any], list[Any]]:
        """Receive one message: its structure, and its decoded numbers.

        Returns:
            The structure, and the objects that hold its numbers.
        """
        text, blob = self.receive_frame()
        with sense():
            if blob:
                raise ValueError("numbers, where none travel")
            return dict(json.loads(text)), []

    def receive_frame(self) -> tuple[bytearray, bytearray]:
        """Receive structure and numbers, up to the limits.

        Returns:
            The structure, as JSON, and the numbers.
        """
        sizes = HEADER.unpack(self._read(HEADER.size))
        if sizes[0] > self.limits.structure or sizes[1] > self.limits.numbers:
            raise Gone("nonsense")
        text, blob = map(self._read, sizes)
        return text, blob

    def _read(self, count: int) -> bytearray:
        while len(self.unread) < count:
            if time.monotonic() > self.deadline:
                raise Gone("time")
            try:
                data = self.connection.recv(max(CHUNK, count - len(self.unread)))
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
        """Answer calls until the other process closes the connection."""
        while True:
            try:
                message, tensors = self.receive()
            except Gone:
                return
            self._answer(message, tensors)

    def _answer(self, message: dict[str, Any], tensors: list[Any]) -> None:
        try:
            self.send(*self._called(message, tensors))
        except Gone:
            raise
        except BaseException as error:  # a student's function may also raise SystemExit
            self.send({"raised": described(error, self.limits.message, self.guard)})

    def _exchange(self, message: Any, things: Sequence[Any]) -> tuple[dict[str, Any], list[Any]]:
        self._refuse(message)
        self.send(message, things)
        while True:
            reply, tensors = self.receive()
            if "target" in reply:  # a callback before the answer
                self._answer(reply, tensors)
                self._refuse(message)  # the callback may have changed what is refused
            elif "raised" in reply:
                raise rebuilt(reply["raised"], self.limits.message, self.guard)
            else:
                return reply, tensors

    def _refuse(self, message: Any) -> None:
        """Set which names the other process refuses from now on."""
        if message["guard"][0] is not None:
            self.refuse(message["guard"][0])

    # --- Values ---

    def write(self, value: Any) -> Any:
        """Return a value as the structure of a message."""
        if value is None or isinstance(value, PLAIN):  # also subclasses, such as NumPy's numbers
            return next((kind(value) for kind in PLAIN if isinstance(value, kind)), None)
        for kind, sequence in SEQUENCES.items():
            if isinstance(value, sequence):
                return {"kind": kind, "items": [self.write(item) for item in value]}
        if isinstance(value, dict):
            return {"kind": "dict", "items": [self.write(pair) for pair in value.items()]}
        if isinstance(value, Remote) and value._peer is self:
            return {"kind": "yours", "key": value._key}
        return {"kind": "remote", "key": self.export(value), "about": about(value, self.guard)}

    def read(self, value: Any, things: list[Any], known: Sequence[Any] = ()) -> Any:
        """Turn the structure of a message back into values.

        Args:
            value: a part of the structure.
            things: objects that hold the numbers of the message.
            known: objects that the message may refer to.

        Returns:
            The value.
        """
        if value is None or isinstance(value, PLAIN):
            return value
        kind = value["kind"]
        if kind in SEQUENCES:
            return SEQUENCES[kind](self.read(item, things, known) for item in value["items"])
        if kind == "dict":
            return dict(self.read(pair, things, known) for pair in value["items"])
        if kind == "yours":
            return self.exported[value["key"]]
        if kind == "remote":
            return Remote(self, int(value["key"]), value["about"])
        raise ValueError(f"a value of unknown kind {kind!r}")

    def export(self, thing: Any) -> int:
        """Register an object that the other process may refer to, and return its key.

        Returns:
            The key; the same object keeps its key.
        """
        key = self.keys.get(id(thing))
        if key is None:
            key = self.keys[id(thing)] = next(self.numbers)
            self.exported[key] = thing
        return key

    # --- Calls ---

    def ask(self, name: str, *args: Any, refused: Sequence[str] | None = None) -> Any:
        """Call a function that the other process offers by name.

        Args:
            name: the name.
            args: positional arguments.
            refused: names that the function may not use; None keeps the present ones.

        Returns:
            The result.
        """
        return self.call(name, args, {}, refused)

    def call(
        self,
        target: str | int,
        args: Sequence[Any],
        kwargs: Mapping[str, Any],
        refused: Sequence[str] | None = None,
    ) -> Any:
        """Call a function of the other process.

        Args:
            target: the key of the function, or the name of an offered one.
            args: positional arguments.
            kwargs: keyword arguments.
            refused: names that the function may not use; None keeps the present ones.

        Returns:
            The result.
        """
        given = [*args, *kwargs.values()]
        message = {
            "target": target,
            "arguments": self.write([list(args), dict(kwargs)]),
            "guard": [refused, self.guard.in_force()[1]],
        }
        reply, _ = self._exchange(message, [])
        with sense():
            for place, new in reply["changed"]:
                _overwrite(given[place], self.read(new, []))
            return self.read(reply["value"], [])

    def _called(
        self, message: dict[str, Any], things: list[Any]
    ) -> tuple[dict[str, Any], list[Any]]:
        """Make the call that a message asks for; return the reply."""
        function = self.exported[message["target"]]
        args, kwargs = self.read(message["arguments"], things)
        given = [*args, *kwargs.values()]
        before = list(map(self.write, given))
        refused, instead = message["guard"]
        with self.around(refused or (), instead):
            value = function(*args, **kwargs)
        after = list(map(self.write, given))
        changed = [
            [place, after[place]] for place in range(len(given)) if after[place] != before[place]
        ]
        return {"value": self.write(value), "changed": changed}, []

    def forget(self) -> None:
        """Release the state of past calls; there is none here."""


def _overwrite(thing: Any, new: Any) -> None:
    """Replace the content of a list, a set or a dictionary by that of another."""
    if not any(isinstance(thing, kind) and isinstance(new, kind) for kind in (list, set, dict)):
        raise ValueError("a change of what cannot be changed")
    thing.clear()
    thing.extend(new) if isinstance(thing, list) else thing.update(new)


def about(value: Any, guard: Guard) -> dict[str, Any]:
    """Describe an object for the other process: its name, its parameters, the names it uses.

    Args:
        value: the object.
        guard: the guard of the exercise.

    Returns:
        ``name``, ``parameters`` and ``reaches``.
    """
    try:
        parameters = list(inspect.signature(value).parameters)
    except (TypeError, ValueError):
        parameters = []
    name = str(getattr(value, "__name__", type(value).__name__))
    return {"name": name, "parameters": parameters, "reaches": guard.reaches(value)}


def described(error: BaseException, most: int, guard: Guard) -> dict[str, Any]:
    """Return an error as the structure of a message.

    Args:
        error: the error.
        most: characters of the message and of the line to keep.
        guard: the guard of the exercise.
    """
    try:
        message = str(error)
    except Exception:
        message = "an error that cannot be shown"
    types = [kind.__name__ for kind in type(error).__mro__]
    return {"types": types, "message": message[:most], "line": guard.line(error)[:most]}


def rebuilt(raised: Any, most: int, guard: Guard) -> Exception:
    """Return an exception of the nearest known type, with the text of the other process's.

    Args:
        raised: the structure, as ``described`` returns it.
        most: characters of the message and of the line to keep.
        guard: the guard of the exercise.
    """
    with sense():
        types, text = [str(name) for name in raised["types"]], str(raised["message"])[:most]
        told = types[0][:100], text, str(raised["line"])[:most]
        known = _RAISED | dict(guard.ERRORS)
        kind = next((known[name] for name in types if name in known), RuntimeError)
        if kind.__name__ != types[0]:
            text = f"{types[0][:100]}: {text}"
    try:
        error = kind(text)
    except TypeError:  # UnicodeError and its subclasses need more arguments
        error = RuntimeError(text)
    guard.mark(error, *told)
    return error
