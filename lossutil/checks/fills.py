"""Assertions about initializers: in place, from the given generator, rightly distributed."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor

from lossutil.checks.assertions import causes
from lossutil.checks.messages import (
    ExpectationFailed,
    describe,
    fail,
    headline_of,
    stopped,
    unexplained,
)

_STANDARD_ERRORS = 5.0  # a right sample exceeds them once in 1.7 million draws
_FALSE_ALARM = 1e-6


def filled(
    initializer: Callable[..., object],
    shape: Sequence[int],
    *args: object,
    dtype: torch.dtype = torch.float32,
    **kwargs: object,
) -> Tensor:
    """Return a tensor that an initializer filled in place; its return value is ignored.

    Args:
        initializer: the learner's function; its first argument is a tensor full of nan.
        shape: shape of the tensor.
        args: positional arguments after the tensor.
        dtype: dtype of the tensor.
        kwargs: keyword arguments.

    Returns:
        The tensor, of the given shape and dtype.

    Raises:
        ExpectationFailed: an entry is still nan.

    >>> filled(torch.nn.init.constant_, (2,), 7.0)
    tensor([7., 7.])
    """
    tensor = torch.full(tuple(shape), torch.nan).to(dtype)  # becomes 0 in an integer tensor
    initializer(tensor, *args, **kwargs)
    if tensor.isnan().any():
        lines = {
            "expected": "a number in every entry",
            "came": f"{int(tensor.isnan().sum())} of {tensor.numel()} entries are nan, as before",
            "on": describe({"shape": tuple(shape)} | kwargs),
            "hint": "a new tensor that is returned leaves the one that was given as it was; and "
            "arithmetic with the old entries keeps them (0 · nan is nan)",
        }
        fail("the tensor is not filled.", lines)
    return tensor


def expect_in_place(
    initializer: Callable[..., object], shape: Sequence[int], *args: object, **kwargs: object
) -> None:
    """Assert that an initializer fills a parameter in place, without a graph, and returns it.

    If the shape has two dimensions or more, a transposed view is filled, too.

    Args:
        initializer: the learner's function.
        shape: shape of the parameter.
        args: positional arguments after the tensor.
        kwargs: keyword arguments.

    Raises:
        ExpectationFailed: the message says which of the rules is broken.

    >>> expect_in_place(lambda tensor: tensor.fill_(0.0), (2, 2))
    Traceback (most recent call last):
    lossutil.checks.ExpectationFailed: a parameter cannot be filled.
      came: RuntimeError: a leaf Variable that requires grad is being used in an in-place ...
      on:   a parameter of shape (2, 2)
      hint: autograd records what happens to a parameter; fill it under torch.no_grad()
    """
    on = f"a parameter of shape {tuple(shape)}"
    parameter = torch.nn.Parameter(torch.full(tuple(shape), torch.nan))
    try:
        with unexplained():
            returned = initializer(parameter, *args, **kwargs)
    except (ExpectationFailed, NotImplementedError):
        raise
    except Exception as error:
        if "leaf Variable" not in str(error):
            raise stopped(error, headline_of(initializer), on) from None
        hint = "autograd records what happens to a parameter; fill it under torch.no_grad()"
        came = f"RuntimeError: {error}"
        fail("a parameter cannot be filled.", {"came": came, "on": on, "hint": hint})
    if returned is not parameter:
        hint = "end with the tensor that you were given: return tensor"
        came = "None" if returned is None else "something else"
        lines = {"expected": "the tensor itself", "came": came, "on": on, "hint": hint}
        fail("the function does not return the tensor that it was given.", lines)
    if not (parameter.is_leaf and parameter.requires_grad):
        lines = {"expected": "requires_grad=True and no grad_fn, as before", "on": on}
        lines["came"] = f"requires_grad={parameter.requires_grad}, grad_fn={parameter.grad_fn}"
        fail("the parameter is no parameter any more.", lines)
    storage = torch.full(tuple(shape), torch.nan)
    if storage.dim() >= 2:
        storage = storage.mT.contiguous()
    initializer(storage.mT if storage.dim() >= 2 else storage, *args, **kwargs)
    for name, tensor in (("the parameter", parameter), ("a transposed view", storage)):
        if tensor.isnan().any():
            lines = {"on": on, "hint": ".data = …, flatten() and reshape() can make a new tensor"}
            fail(f"{name} is not filled in place.", lines)


def expect_generator(
    initializer: Callable[..., object], shape: Sequence[int], *args: object, **kwargs: object
) -> None:
    """Assert that the random numbers of an initializer come from its argument ``generator``.

    The same seed gives the same tensor and another seed another one, torch's global random state
    does not change, and without a generator the global one is used.

    Args:
        initializer: the learner's function.
        shape: shape of the tensor, with enough entries that two draws differ.
        args: positional arguments after the tensor.
        kwargs: keyword arguments, without ``generator``.

    Raises:
        ExpectationFailed: the message says which of the rules is broken.

    >>> expect_generator(lambda t, generator=None: t.normal_(), (3,))
    Traceback (most recent call last):
    lossutil.checks.ExpectationFailed: one seed gave two tensors.
      on:   generator=torch.Generator().manual_seed(1), shape (3,), twice
      hint: the argument generator is not handed to every draw
    """

    def drawn(seed: int | None, global_seed: int | None = None) -> Tensor:
        if global_seed is not None:
            torch.manual_seed(global_seed)
        named: dict[str, Any] = dict(kwargs)
        if seed is not None:
            named["generator"] = torch.Generator().manual_seed(seed)
        return filled(initializer, shape, *args, **named)

    on = f"generator=torch.Generator().manual_seed(1), shape {tuple(shape)}"
    with torch.random.fork_rng(devices=[]):
        if not torch.equal(drawn(1, 10), drawn(1, 11)):
            hint = "the argument generator is not handed to every draw"
            fail("one seed gave two tensors.", {"on": f"{on}, twice", "hint": hint})
        before = torch.get_rng_state()
        first = drawn(1)
        if not torch.equal(torch.get_rng_state(), before):
            hint = "a draw without the generator, or torch.manual_seed inside the function"
            fail("torch's global random state moved.", {"on": on, "hint": hint})
        if torch.equal(first, drawn(2)):
            hint = "a generator or a seed of your own in place of the one that was given"
            fail("two seeds gave one tensor.", {"on": on, "hint": hint})
        if torch.equal(drawn(None, 10), drawn(None)):
            hint = "a fixed seed: torch.manual_seed belongs into the caller's hands"
            on = "two calls, one after the other, without a generator"
            fail("the same numbers came twice.", {"on": on, "hint": hint})
        if not torch.equal(drawn(None, 10), drawn(None, 10)):
            hint = "a generator of your own; None means torch's global one"
            on = "torch.manual_seed(10) before each of two calls, no generator"
            fail("torch.manual_seed does not repeat the numbers.", {"on": on, "hint": hint})


def expect_moments(
    sample: Tensor,
    mean: float,
    std: float,
    *,
    on: str | Mapping[str, object] = "",
    kurtosis: float = 3.0,
    what: str = "the fill",
    likely: str = "",
    mistakes: Mapping[str, tuple[float, float]] | None = None,
) -> None:
    r"""Assert that entries are draws of a distribution with this mean and this std.

    The mean of n independent draws has the standard error σ/√n; their std has, for large n,
    σ·√((κ − 1)/(4n)), where κ is the kurtosis E[(x − μ)⁴]/σ⁴. The tolerance is five standard
    errors. A right sample exceeds it by chance about once in a million.

    Args:
        sample: the entries; at least some thousand.
        mean: μ.
        std: σ, above 0.
        on: the input, as text or as name → value.
        kurtosis: κ; 3 for normal, 1.8 for uniform draws.
        what: the subject of the headline.
        likely: a possible cause, shown if no mistake matches.
        mistakes: mistake → the wrong mean and std that it leads to.

    Raises:
        ExpectationFailed: mean or std is too far off.

    >>> sample = torch.empty(40_000).normal_(generator=torch.Generator().manual_seed(0))
    >>> expect_moments(sample, 0.0, 1.0, on="N(0, 1)")
    >>> expect_moments(sample**2, 0.0, 1.0, on="squares", mistakes={"no square here": (1, 2**0.5)})
    Traceback (most recent call last):
    lossutil.checks.ExpectationFailed: the fill has the wrong mean or std.
      expected:  mean 0 ± 0.025, std 1 ± 0.01768
      came:      mean 1.004, std 1.416
      on:        squares
      diagnosis: no square here
    """
    values = sample.detach().double()
    came = values.mean().item(), values.std(correction=0).item()

    def allowed(sigma: float) -> tuple[float, float]:
        error = _STANDARD_ERRORS * sigma / values.numel() ** 0.5
        return error, error * (kurtosis - 1) ** 0.5 / 2

    def fits(mu: float, sigma: float) -> bool:
        pairs = zip(came, (mu, sigma), allowed(sigma), strict=True)
        return all(abs(got - right) <= error for got, right, error in pairs)

    if fits(mean, std):
        return
    errors = allowed(std)
    lines = {
        "expected": f"mean {mean:.4g} ± {errors[0]:.4g}, std {std:.4g} ± {errors[1]:.4g}",
        "came": f"mean {came[0]:.4g}, std {came[1]:.4g}",
        "on": describe(on),
    }
    known = [name for name, moments in (mistakes or {}).items() if fits(*moments)]
    lines |= causes(known, likely, ["value"])
    fail(f"{what} has the wrong mean or std.", lines)


def expect_distribution(
    sample: Tensor,
    cdf: Callable[[Tensor], Tensor],
    *,
    on: str | Mapping[str, object] = "",
    what: str = "the fill",
    likely: str = "",
    mistakes: Mapping[str, Callable[[Tensor], Tensor]] | None = None,
) -> None:
    """Assert that entries are draws of a distribution: the Kolmogorov-Smirnov test.

    The largest distance between the fraction of entries below x and the cumulative distribution
    F(x) exceeds √(ln(2/α) / (2n)) with a probability of at most α, for any F and any n. Here α is
    one in a million.

    Args:
        sample: the n entries.
        cdf: F, for a tensor of float64 numbers.
        on: the input, as text or as name → value.
        what: the subject of the headline.
        likely: a possible cause, shown if no mistake matches and the result has its kind of error.
        mistakes: mistake → the wrong F that it leads to.

    Raises:
        ExpectationFailed: the distance is too large.

    References:
        Massart, "The tight constant in the Dvoretzky-Kiefer-Wolfowitz inequality", Annals of
        Probability 18 (1990).

    >>> sample = torch.rand(1000, generator=torch.Generator().manual_seed(0))
    >>> expect_distribution(sample, lambda x: x.clamp(0, 1), on="rand(1000)")
    >>> expect_distribution(sample.sqrt(), lambda x: x.clamp(0, 1), on="roots")
    Traceback (most recent call last):
    lossutil.checks.ExpectationFailed: the fill has the wrong distribution.
      expected: at most 0.08517 between the fraction of entries below x and the probability of it
      came:     0.2517 at x = 0.5057
      on:       roots
    """
    x = sample.detach().double().flatten().sort().values
    count = x.numel()
    steps = torch.arange(count + 1, dtype=torch.float64) / count
    most = math.sqrt(math.log(2 / _FALSE_ALARM) / (2 * count))

    def farthest(function: Callable[[Tensor], Tensor]) -> tuple[float, float]:
        p = function(x)
        distances = torch.maximum(steps[1:] - p, p - steps[:-1])
        place = distances.argmax()
        return distances[place].item(), x[place].item()

    distance, place = farthest(cdf)
    if distance <= most:
        return
    lines = {
        "expected": f"at most {most:.4g} between the fraction of entries below x and the "
        "probability of it",
        "came": f"{distance:.4g} at x = {place:.4g}",
        "on": describe(on),
    }
    known = [name for name, wrong in (mistakes or {}).items() if farthest(wrong)[0] <= most]
    lines |= causes(known, likely, ["value"])
    fail(f"{what} has the wrong distribution.", lines)
