"""The by-hand guard: it refuses torch's own operators while a learner's function runs."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from types import TracebackType
from typing import Any, NoReturn

import torch
from torch import Tensor
from torch.overrides import TorchFunctionMode, resolve_name
from torch.utils._python_dispatch import TorchDispatchMode

from lossutil import crashes
from lossutil.checks.assertions import expect_close
from lossutil.checks.messages import (
    STATE,
    ExpectationFailed,
    NotByHand,
    as_text,
    describe_call,
    format_message,
    headline_of,
    stopped,
)
from lossutil.checks.names import PYTHON_VERSIONS, normalized, with_operators
from lossutil.checks.reach import torchs_own
from lossutil.steps import Steps

_INSTEAD = "arithmetic, exp, log, abs, sum, mean, amax, where, gather and indexing"
_NOT_YET = "not yet implemented"  # what the stub of a released exercise raises


def by_hand(*names: str, instead: str = _INSTEAD, steps: Sequence[str] = ()) -> ByHand:
    """Refuse torch's own operators while a learner's function runs, however they are called.

    Use it as a context manager, or call it with a function to get the guarded function. Two modes
    intercept every call: one torch's Python functions and methods under any alias, the other the
    operators below them, whatever calls them. When a function is wrapped, its bytecode is searched
    for what the modes cannot intercept: threads, TorchScript, code that switches modes off. The
    guard prevents accidental use; it is not a sandbox.

    An exception of a guarded function becomes a message: the error, the learner's own line, the
    input, and a hint.

    Args:
        names: functions to refuse, by any of their names: ``"log_softmax"``, ``"LogSoftmax"``,
            ``"aten::_log_softmax"``. A loss of the catalog includes its operators.
        instead: what to use instead; ends the message.
        steps: for each step of the exercise its functions, separated by spaces. A failure then says
            which step to mend first.

    Returns:
        The guard. Called with a function, it returns the guarded function.

    Raises:
        ValueError: no name was given.

    >>> guard = by_hand("log_softmax", "logsumexp")
    >>> guard(lambda x: x - x.exp().sum().log())(torch.zeros(2))
    tensor([-0.6931, -0.6931])
    >>> guard(lambda x: x - x.logsumexp(0))(torch.zeros(2))
    Traceback (most recent call last):
    lossutil.checks.NotByHand: x.logsumexp is torch's own: here you build it by hand.
      it calls:    torch.Tensor.logsumexp
      use instead: arithmetic, exp, log, abs, sum, mean, amax, where, gather and indexing
    """
    if not names:
        raise ValueError('by_hand() needs the names to refuse, e.g. by_hand("cross_entropy")')
    return ByHand(frozenset(map(normalized, with_operators(names))), instead, Steps(steps))


def on_copies(guard: Callable[[Any], Callable[..., Any]]) -> Callable[[Any], Callable[..., Any]]:
    """Make the functions of a guard compute on copies of the tensors that a test passes.

    So a function cannot overwrite what the test compares with. Gradients flow through the copies.
    ``expect_unchanged`` passes the tensors themselves. Do not use this for functions that fill a
    tensor.

    Args:
        guard: wraps a learner's function, as ``by_hand("cross_entropy")`` does.

    Returns:
        A guard. Its functions get copies of tensors, and of tensors in lists and tuples; dicts and
        other objects are passed unchanged.

    >>> given = torch.zeros(2)
    >>> on_copies(by_hand("softmax"))(lambda x: x.add_(1))(given), given
    (tensor([1., 1.]), tensor([0., 0.]))
    """

    def guard_on_copies(function: Any) -> Callable[..., Any]:
        guarded = guard(function)

        @functools.wraps(guarded)
        def called(*args: Any, **kwargs: Any) -> Any:
            copies = {name: _copied(value) for name, value in kwargs.items()}
            return guarded(*map(_copied, args), **copies)

        called.on_originals = guarded  # type: ignore[attr-defined]
        return called

    return guard_on_copies


def _copied(value: Any) -> Any:
    if isinstance(value, Tensor):
        return value.clone()
    if type(value) in (list, tuple):
        return type(value)(map(_copied, value))
    return value


_in_force: list[ByHand] = []


def warm_up() -> None:
    """Load what the guard and the comparisons load at first use; call it once before a fork.

    Afterwards torch uses one thread, because a fork after a parallel region hangs.

    >>> warm_up()
    """
    torch.set_num_threads(1)
    ones = torch.ones(2, requires_grad=True)
    by_hand("softmax")(lambda x: (x * x).exp().sum())(ones).backward()
    expect_close(ones.detach().exp(), ones.exp(), on="two ones")


def refused_names() -> frozenset[str]:
    """Return the names that are refused now, for callers that forward calls to another process.

    Returns:
        The names in normalized form, as in ``crossentropy``; none outside of a guard.

    >>> with by_hand("log_softmax"):
    ...     print(*refused_names())
    logsoftmax
    """
    return frozenset[str]().union(*(guard._refused for guard in _in_force))


def advice() -> str:
    """Return the advice of the active guard: what to use instead.

    Returns:
        The text of the guard's ``instead``; empty outside of a guard.

    >>> with by_hand("softmax", instead="exp and sum"):
    ...     print(advice())
    exp and sum
    """
    return _in_force[-1]._instead if _in_force else _INSTEAD


class ByHand:
    """The result of ``by_hand``: a context manager and a decorator."""

    def __init__(
        self, refused: frozenset[str], instead: str = _INSTEAD, steps: Steps | None = None
    ) -> None:
        self._refused, self._instead = refused, instead
        self._steps = steps or Steps()
        self._told: dict[str, str] = {}  # first line of a refusal → its first test cell
        self._entered: list[AbstractContextManager[None]] = []

    def __call__(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return the guarded function; refuse one whose code names a refused function."""
        if not callable(function):
            raise TypeError(f"expected a function to guard, got {as_text(function)}")
        STATE.steps = self._steps
        STATE.steps.begin(function)
        STATE.called = None
        found = torchs_own(function, self._refused)
        if found:
            raise self._once(refusal(*found, self._instead))

        @functools.wraps(function)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            self._steps.called(function)
            STATE.called = function, len(args)
            try:
                with self._watch():
                    return function(*args, **kwargs)
            except NotByHand as refused:
                raise self._once(str(refused)) from None
            except Exception as error:
                if not STATE.explains or isinstance(error, ExpectationFailed) or _is_stub(error):
                    raise
                on = describe_call(function, args, kwargs)
                raise stopped(error, headline_of(function), on) from None

        return guarded

    def _once(self, text: str) -> NotByHand:
        """Return a refusal, without the advice if another test has shown it before."""
        first, _, rest = text.partition("\n")
        if self._told.setdefault(first, STATE.steps.cell) != STATE.steps.cell:
            rest = "  (A test above says what to use instead.)"
        return NotByHand(f"{format_message(first, {})}\n{rest}".rstrip())

    def __enter__(self) -> ByHand:
        self._entered.append(self._watch())
        self._entered[-1].__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool | None:
        return self._entered.pop().__exit__(kind, error, trace)

    @contextmanager
    def _watch(self) -> Iterator[None]:
        refusals: list[NotByHand] = []

        def refuse(name: str) -> NoReturn:
            refusals.append(NotByHand(name))
            raise refusals[-1]

        _in_force.append(self)
        try:
            with _Functions(self._refused, refuse), _Operators(self._refused, refuse):
                yield
        except NotImplementedError as error:
            if str(error) == _NOT_YET:
                raise ExpectationFailed(_NOT_YET) from None
            raise
        except Exception:
            if not refusals:
                raise
        finally:
            _in_force.pop()
        # TorchScript and a learner's own try … except may hide a refusal: find it in the chain.
        if refusals:
            own = str(refusals[0])
            raise NotByHand(refusal(own, crashes.typed(refusals[0]), self._instead)) from None


def refusal(own: str, typed: str, instead: str, library: str = "torch") -> str:
    """Return the message that something is a library's own, by the name that a learner typed.

    Args:
        own: the full name in the library.
        typed: what the learner typed, or ''.
        instead: what to use instead.
        library: the library's name.

    Returns:
        One or several lines, as a learner sees them.
    """
    calls = f"\n  it calls:    {own}" if typed and typed != own else ""
    return (
        f"{typed or own} is {library}'s own: here you build it by hand.{calls}"
        f"\n  use instead: {instead}"
    )


def _is_stub(error: Exception) -> bool:
    return isinstance(error, NotImplementedError) and not str(error)


class _Functions(TorchFunctionMode):
    """Intercepts calls of torch's Python functions and Tensor methods, under any name."""

    def __init__(self, refused: frozenset[str], refuse: Callable[[str], NoReturn]) -> None:
        super().__init__()
        self.refused, self.refuse = refused, refuse

    def __torch_function__(
        self, func: Any, types: Any, args: Any = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        if normalized(getattr(func, "__name__", "")) in self.refused:
            self.refuse(resolve_name(func) or f"{func.__module__}.{func.__name__}")
        caller = sys._getframe(1).f_globals.get("__name__", "")
        if caller.startswith(PYTHON_VERSIONS):
            self.refuse(caller)
        return func(*args, **(kwargs or {}))


class _Operators(TorchDispatchMode):
    """Intercepts the operators below, also those called from C++."""

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        return False  # otherwise torch loads its compiler at the first call: two seconds

    def __init__(self, refused: frozenset[str], refuse: Callable[[str], NoReturn]) -> None:
        super().__init__()
        self.refused, self.refuse = refused, refuse

    def __torch_dispatch__(
        self, func: Any, types: Any, args: Any = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        if normalized(func._schema.name) in self.refused:
            self.refuse(f"torch.ops.{func}")
        return func(*args, **(kwargs or {}))
