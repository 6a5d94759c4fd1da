"""Comparisons, assertions with explanations, and the by-hand guard."""

from __future__ import annotations

import concurrent.futures
import contextlib
import functools
import math
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.nn.functional import cross_entropy as renamed_loss

from lossutil import catalog
from lossutil.checks import (
    ExpectationFailed,
    NotByHand,
    Stopped,
    by_hand,
    compare,
    expect_close,
    expect_gradient,
    expect_raises,
    expect_unchanged,
    on_copies,
    refused_names,
)
from lossutil.checks.comparison import agree

LOGITS = torch.tensor([[1.0, 2.0], [1.0, 3.0], [1.0, 3.0]])
LABELS = torch.tensor([0, 1, 1])


def by_definition(input: Tensor, target: Tensor) -> Tensor:
    shifted = input - input.amax(1, keepdim=True)
    log_p = shifted - shifted.exp().sum(1, keepdim=True).log()
    return -log_p.gather(1, target[:, None]).mean()


def failure(call: Callable[[], object]) -> str:
    with pytest.raises(ExpectationFailed) as caught:
        call()
    return str(caught.value)


# --- compare -------------------------------------------------------------------------------------


def test_an_equal_function_agrees_in_value_and_gradient() -> None:
    result = compare(by_definition, F.cross_entropy, LOGITS, LABELS)
    assert [row.what for row in result.rows] == ["value", "gradient of input"]
    assert result.agrees


def test_a_detached_function_agrees_in_value_and_not_in_gradient() -> None:
    result = compare(lambda x: (2 * x.detach() - x).sum(), torch.sum, LOGITS)
    assert [row.agrees for row in result.rows] == [True, False]
    assert result.rows[1].difference == 2.0
    assert not result.agrees


def test_a_missing_gradient_does_not_agree() -> None:
    result = compare(lambda x: x.detach().sum(), torch.sum, LOGITS)
    assert [row.agrees for row in result.rows] == [True, False]


def test_a_wrong_gradient_that_cancels_in_the_sum_is_found() -> None:
    # Both rows of gradients add up to 1, so a plain .sum() would not see the difference.
    result = compare(lambda x: x, lambda x: x.flip(0), torch.tensor([2.0, 2.0]))
    assert [row.agrees for row in result.rows] == [True, False]


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(lambda x: x.sum().double(), id="dtype"),
        pytest.param(lambda x: x.sum().reshape(1), id="shape"),
        pytest.param(lambda x: x.sum() * 1.0001, id="value"),
        pytest.param(lambda x: x.sum() * math.nan, id="nan"),
    ],
)
def test_a_difference_does_not_agree(wrong: Callable[[Tensor], Tensor]) -> None:
    assert not compare(wrong, torch.sum, LOGITS).rows[0].agrees


def test_float64_is_held_to_a_tighter_tolerance_than_float32() -> None:
    def nearly(x: Tensor) -> Tensor:
        return x.sum() * (1 + 1e-6)

    assert compare(nearly, torch.sum, LOGITS).agrees
    assert not compare(nearly, torch.sum, LOGITS.double()).agrees


def test_the_inputs_of_a_comparison_stay_as_they_were() -> None:
    def doubled(x: Tensor, *, factor: Tensor) -> Tensor:
        return (x * factor.mul_(2)).sum()

    x, factor = LOGITS.clone(), torch.ones(2)
    assert compare(doubled, doubled, x, factor=factor).agrees
    assert torch.equal(x, LOGITS)
    assert torch.equal(factor, torch.ones(2))
    assert x.grad is None
    assert not x.requires_grad


def test_the_table_shows_both_values_without_rounding_errors() -> None:
    table = str(compare(by_definition, F.cross_entropy, LOGITS, LABELS)).splitlines()
    # 0.5224: FACTS, CrossEntropy on these three samples.
    assert table[1].split("  ")[0] == "value"
    assert table[1].count("0.5224") == 2
    assert [line.split()[-1] for line in table] == ["agrees", "yes", "yes"]
    assert all("< 1e-05" in line for line in table[1:])


def test_a_table_distinguishes_dtypes_and_shapes() -> None:
    wider = str(compare(lambda x: x.sum().double(), torch.sum, torch.ones(2, 3)))
    assert "float64 tensor of shape ()  float32 tensor of shape ()" in wider
    longer = str(compare(lambda x: x.sum(0), torch.sum, torch.ones(2, 3)))
    assert "float32 tensor of shape (3,)  float32 tensor of shape ()" in longer


def test_a_table_marks_each_disagreement_with_no() -> None:
    table = str(compare(lambda x: 2 * x.sum(), torch.sum, LOGITS))
    assert [line.split()[-1] for line in table.splitlines()] == ["agrees", "NO", "NO"]


@pytest.mark.parametrize(
    ("wrt", "message"), [((1,), "int64 tensor"), ((5,), "position 5"), ((2,), "'mean'")]
)
def test_wrt_must_name_a_floating_point_tensor(wrt: tuple[int, ...], message: str) -> None:
    def reduced(x: Tensor, y: Tensor, reduction: str) -> Tensor:
        return F.cross_entropy(x, y, reduction=reduction)

    with pytest.raises(ValueError, match=message):
        compare(reduced, reduced, LOGITS, LABELS, "mean", wrt=wrt)


def test_a_function_that_returns_no_tensor_is_named() -> None:
    def number(x: Tensor) -> Any:
        return 3

    with pytest.raises(TypeError, match="your function returned 3"):
        compare(number, torch.sum, LOGITS)


# --- assertions ----------------------------------------------------------------------------------


def test_a_right_result_passes_without_output() -> None:
    expect_close(torch.tensor([1.0, math.nan, -math.inf]), [1.0, math.nan, -math.inf], on="x")
    expect_close(torch.tensor(5), 5.0, on="x")
    expect_close(torch.tensor(0.5224), 0.52237, on="x", atol=1e-4)


def test_a_wrong_result_is_shown_with_expected_came_and_input() -> None:
    message = failure(
        lambda: expect_close(
            torch.tensor(0.607), 0.3642, on={"target": LABELS}, what="the mean", likely="haste"
        )
    )
    assert message.splitlines() == [
        "the mean is not right.",
        "  expected:     0.3642",
        "  came:         0.607",
        "  on:           target = [0, 1, 1]",
        "  likely cause: haste",
    ]


def test_the_mistake_whose_value_came_is_the_diagnosis() -> None:
    mistakes = {"you summed": 6.0, "you halved": 1.5}
    for value, diagnosis in [(6.0, "you summed"), (1.5, "you halved")]:
        came = torch.tensor(value)
        check = functools.partial(expect_close, came, 3.0, on="x", mistakes=mistakes)
        message = failure(functools.partial(check, likely="a guess"))
        assert f"diagnosis: {diagnosis}" in message
        assert "a guess" not in message


def test_a_mistake_of_another_shape_is_recognized() -> None:
    mistakes = {"you averaged": torch.tensor(1.5, dtype=torch.float64)}
    message = failure(
        lambda: expect_close(torch.tensor(1.5), torch.ones(2), on="x", mistakes=mistakes)
    )
    assert "wrong shape" in message
    assert "you averaged" in message


@pytest.mark.parametrize(
    ("got", "phrase"),
    [
        pytest.param(None, "does its last line say return?", id="None"),
        pytest.param(0.5, ".item()", id="number"),
        pytest.param([0.5], "of type list", id="list"),
        pytest.param(torch.ones(2), "came:     shape (2,)", id="shape"),
        pytest.param(torch.tensor(0.5).double(), "float64 tensor of shape ()", id="dtype"),
        pytest.param(torch.tensor(math.nan), "nan comes from", id="nan"),
        pytest.param(torch.tensor(0), "int64 tensor of shape ()", id="integer"),
    ],
)
def test_a_result_of_the_wrong_kind_is_explained(got: object, phrase: str) -> None:
    assert phrase in failure(lambda: expect_close(got, torch.tensor(0.5), on="x"))


def test_a_dimension_of_length_1_is_no_wrong_dimension() -> None:
    def said(came: Tensor) -> str:
        return failure(lambda: expect_close(came, torch.ones(3), likely="the wrong dimension"))

    assert "only dimensions of length 1 differ" in said(torch.ones(3, 1))
    assert "the wrong dimension" not in said(torch.ones(3, 1))
    assert "the wrong dimension" in said(torch.ones(2))
    assert "length 1" not in said(torch.ones(2))


def test_one_number_in_place_of_several_is_explained() -> None:
    message = failure(lambda: expect_close(torch.tensor(2.0), torch.ones(2)))
    assert ".sum() and .mean() without dim take all" in message


def test_the_word_before_a_dtype_has_its_article() -> None:
    message = failure(lambda: expect_close(torch.tensor(0), torch.tensor(0.0)))
    assert "came:     an int64 tensor of shape ()" in message
    assert "expected: a float32 tensor of shape ()" in message


def test_an_integer_is_not_rounded_before_it_is_compared() -> None:
    assert "0.5" in failure(lambda: expect_close(torch.tensor(0), 0.5, on="x"))


def test_close_numbers_are_shown_with_enough_digits_to_differ() -> None:
    message = failure(lambda: expect_close(torch.tensor(1.00002), 1.0, on="x"))
    assert "1.00002" in message


def test_a_large_tensor_is_shown_at_its_worst_entry() -> None:
    right = torch.zeros(4, 5)
    wrong = right.clone()
    wrong[2, 3] = 7.0
    message = failure(lambda: expect_close(wrong, right, on={"x": right}))
    assert "7 at [2, 3]" in message
    assert "x = a float32 tensor of shape (4, 5)" in message


def test_a_gradient_that_was_cut_is_explained() -> None:
    message = failure(lambda: expect_gradient(lambda x: x.detach().sum(), torch.sum, LOGITS))
    assert "the gradient of x is missing" in message
    assert ".detach()" in message


def test_a_wrong_gradient_is_diagnosed_by_a_wrong_function() -> None:
    message = failure(
        lambda: expect_gradient(
            lambda x: (x * x.detach()).sum(),
            lambda x: x.square().sum(),
            LOGITS,
            mistakes={"you held one factor constant": lambda x: (x * x.detach()).sum()},
        )
    )
    assert "the gradient of x is not right" in message
    assert "diagnosis: you held one factor constant" in message


def test_a_right_gradient_passes_and_the_input_is_unchanged() -> None:
    x = LOGITS.clone()
    expect_gradient(by_definition, F.cross_entropy, x, LABELS)
    assert not x.requires_grad


def refuse_negative(x: float) -> float:
    if x < 0:
        raise ValueError(f"x = {x} is negative")
    return x


def test_an_error_of_the_right_kind_passes() -> None:
    expect_raises((TypeError, ValueError), refuse_negative, -1.0)


def test_a_returned_value_in_place_of_an_error_is_shown() -> None:
    message = failure(lambda: expect_raises(ValueError, refuse_negative, 2.0, likely="no check"))
    assert "the value 2" in message
    assert "x = 2" in message
    assert "no check" in message


def test_an_error_of_another_kind_is_shown() -> None:
    assert "came:     ValueError: x = -1.0" in failure(
        lambda: expect_raises(TypeError, refuse_negative, -1.0)
    )


def test_not_implemented_never_counts_as_the_right_error() -> None:
    def stub(x: float) -> float:
        raise NotImplementedError("not yet implemented")

    with pytest.raises(NotImplementedError):  # it is a RuntimeError, too
        expect_raises(RuntimeError, stub, 1.0)


def test_a_changed_argument_is_named() -> None:
    def clamp(x: Tensor, low: Tensor) -> Tensor:
        return x.sub_(low)

    message = failure(lambda: expect_unchanged(clamp, torch.ones(2), low=torch.ones(2)))
    assert "changed its argument x" in message
    assert "after:  [0, 0]" in message


def test_unchanged_arguments_pass_even_with_nan() -> None:
    expect_unchanged(torch.exp, torch.tensor([math.nan, 1.0]))


def spoil(tensor: Tensor, *more: Tensor) -> Tensor:
    for given in (tensor, *more):
        given.detach().fill_(torch.nan)
    return tensor


def test_a_guarded_function_changes_only_its_copies() -> None:
    x, pair, weight = torch.ones(2), [torch.ones(2), torch.ones(2)], torch.ones(2)

    def spoil_all(x: Tensor, pair: list[Tensor], weight: Tensor) -> Tensor:
        return spoil(x, *pair, weight)

    came = on_copies(by_hand("softmax"))(spoil_all)(x, pair, weight=weight)
    assert came.isnan().all()
    assert all(tensor.equal(torch.ones(2)) for tensor in (x, *pair, weight))


def test_gradients_flow_through_the_copies() -> None:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    guard = on_copies(by_hand("softmax"))
    guard(lambda x: (x**2).sum())(x).backward()
    assert x.grad is not None
    assert x.grad.tolist() == [2.0, 4.0]
    expect_gradient(guard(torch.sin), torch.sin, torch.ones(2))


def test_a_change_in_place_is_still_seen_behind_copies() -> None:
    guarded = on_copies(by_hand("softmax"))(spoil)
    assert "changed its argument tensor" in failure(lambda: expect_unchanged(guarded, LOGITS))


def test_a_function_on_copies_is_still_guarded_and_named() -> None:
    with pytest.raises(NotByHand):
        on_copies(by_hand("softmax"))(lambda x: F.softmax(x, 0))(torch.ones(2))
    message = failure(lambda: expect_raises(ValueError, on_copies(by_hand("l1_loss"))(spoil), 1))
    assert "tensor = 1" in message


def test_a_notebook_shows_the_message_without_a_stack_trace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell(ipython_dir=str(tmp_path))
    shown: list[str] = []
    monkeypatch.setattr(shell, "_showtraceback", lambda kind, error, lines: shown.extend(lines))
    shell.run_cell("from lossutil.checks import expect_close\nimport torch")
    shell.run_cell("expect_close(torch.tensor(2.0), 1.0, on='x = 3', what='the loss')")
    assert shown == [
        "AssertionError: the loss is not right.\n  expected: 1\n  came:     2\n  on:       x = 3"
    ]


# --- the by-hand guard ---------------------------------------------------------------------------

GUARD = by_hand("cross_entropy", "softmax", "logsumexp", "kl_div")
HELPERS = by_hand("log_softmax", "softmax", "logsumexp")
Loss = Callable[[Tensor, Tensor], Tensor]


def picked(log_p: Tensor, target: Tensor) -> Tensor:
    return -log_p.gather(1, target[:, None]).mean()


def one_hot(input: Tensor, target: Tensor) -> Tensor:
    return F.one_hot(target, input.shape[1]).to(input.dtype)


def subclassed(x: Tensor, y: Tensor) -> Tensor:
    class Mine(nn.CrossEntropyLoss):
        pass

    return Mine()(x, y)


def through_modes_off(x: Tensor, y: Tensor) -> Tensor:
    with torch._C.DisableTorchFunction():
        return F.cross_entropy(x, y)


def swallowed(x: Tensor, y: Tensor) -> Tensor:
    with contextlib.suppress(Exception):
        return F.cross_entropy(x, y)
    return by_definition(x, y)


def imported_inside(x: Tensor, y: Tensor) -> Tensor:
    from torch.nn.functional import cross_entropy as mine

    return mine(x, y)


MEAN: Any = 1  # the annotation has the word of a reduction, the operator takes its number


class OwnBackward(torch.autograd.Function):
    @staticmethod
    def forward(ctx: object, x: Tensor, y: Tensor) -> Tensor:
        return torch._C._nn.cross_entropy_loss(x, y, None, MEAN)


aten = torch.ops.aten
COMPILED = torch.compile(F.cross_entropy, backend="eager")
PARTIAL = functools.partial(F.cross_entropy, reduction="mean")
MODULE = nn.CrossEntropyLoss()

# Every way to call torch's own loss that the modes intercept, whatever the source looks like.
ROUTES: dict[str, Loss] = {
    "torch.nn.functional": lambda x, y: F.cross_entropy(x, y),
    "getattr": lambda x, y: getattr(F, "cross" + "_entropy")(x, y),
    "renamed import": lambda x, y: renamed_loss(x, y),
    "local import": lambda x, y: __import__("torch.nn.functional").nn.functional.nll_loss(
        x.log_softmax(1), y
    ),
    "torch.nn module": lambda x, y: nn.CrossEntropyLoss()(x, y),
    "subclass of the module": subclassed,
    "torch.nn.NLLLoss and LogSoftmax": lambda x, y: nn.NLLLoss()(nn.LogSoftmax(1)(x), y),
    "torch._C._nn": lambda x, y: torch._C._nn.cross_entropy_loss(x, y, None, MEAN),
    "aten, composite": lambda x, y: aten.cross_entropy_loss(x, y),
    "aten, overload": lambda x, y: aten.cross_entropy_loss.default(x, y),
    "aten, leaf": lambda x, y: aten.nll_loss_forward(
        aten._log_softmax(x, 1, False), y, None, 1, -1
    )[0],
    "several dimensions": lambda x, y: F.cross_entropy(x.T[None], y[None]),
    "Tensor.log_softmax": lambda x, y: picked(x.log_softmax(1), y),
    "torch.special": lambda x, y: picked(torch.special.log_softmax(x, 1), y),
    "Tensor.logsumexp": lambda x, y: picked(x - x.logsumexp(1, keepdim=True), y),
    "log of torch.softmax": lambda x, y: picked(torch.softmax(x, 1).log(), y),
    "softmin": lambda x, y: picked(F.softmin(-x, 1).log(), y),
    "sparse softmax": lambda x, y: picked(
        torch.sparse.softmax(x.to_sparse(), 1).to_dense().log(), y
    ),
    "distributions": lambda x, y: -torch.distributions.Categorical(logits=x).log_prob(y).mean(),
    "another loss": lambda x, y: F.kl_div(
        x - x.exp().sum(1, keepdim=True).log(), one_hot(x, y), reduction="batchmean"
    ),
    "linear_cross_entropy": lambda x, y: F.linear_cross_entropy(x, torch.eye(x.shape[1]), y),
    "torch.compile, compiled before": lambda x, y: COMPILED(x, y),
    "torch.compile, compiled inside": lambda x, y: torch.compile(
        lambda a, b: F.cross_entropy(a, b), backend="eager"
    )(x, y),
    "torch.vmap": lambda x, y: torch.vmap(F.cross_entropy)(x, y).mean(),
    "torch.func": lambda x, y: torch.func.grad_and_value(F.cross_entropy)(x, y)[1],
    "torch._refs": lambda x, y: picked(torch._refs.log_softmax(x, 1), y),
    "autograd.Function": lambda x, y: OwnBackward.apply(x, y),
    "functools.partial": lambda x, y: PARTIAL(x, y),
    "a module built before": lambda x, y: MODULE(x, y),
    "torch function modes off": through_modes_off,
    "in a try block": swallowed,
}


@pytest.mark.parametrize("route", ROUTES.values(), ids=list(ROUTES))
def test_the_modes_refuse_torchs_own_loss_by_every_route(route: Loss) -> None:
    free = route(LOGITS, LABELS)
    torch.testing.assert_close(free, F.cross_entropy(LOGITS, LABELS))  # it is the loss
    with pytest.raises(NotByHand), GUARD:
        route(LOGITS, LABELS)


def torchs_loss() -> Loss:
    return vars(F)["cross_" + "entropy"]  # the name is not in the code


def in_a_thread(x: Tensor, y: Tensor) -> Tensor:
    results: list[Tensor] = []
    worker = threading.Thread(target=lambda: results.append(torchs_loss()(x, y)))
    worker.start()
    worker.join()
    return results[0]


def in_a_pool(x: Tensor, y: Tensor) -> Tensor:
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        return pool.submit(torchs_loss(), x, y).result()


def in_a_thread_imported_inside(x: Tensor, y: Tensor) -> Tensor:
    from multiprocessing.pool import ThreadPool

    with ThreadPool(1) as pool:
        return pool.apply(torchs_loss(), (x, y))


def behind_the_modes(x: Tensor, y: Tensor) -> Tensor:
    from torch.utils._python_dispatch import _disable_current_modes

    with _disable_current_modes(), torch._C.DisableTorchFunction():
        return torchs_loss()(x, y)


def past_the_dispatcher(x: Tensor, y: Tensor) -> Tensor:
    cpu = torch._C.DispatchKeySet(torch._C.DispatchKey.CPU)
    return picked(aten._log_softmax.default.redispatch(cpu, x, 1, False), y)


def in_a_helper(x: Tensor, y: Tensor) -> Tensor:
    return in_a_thread(x, y)


def in_an_inner_function(x: Tensor, y: Tensor) -> Tensor:
    def inner() -> Tensor:
        return in_a_thread(x, y)

    return inner()


class Helper:
    def loss(self, x: Tensor, y: Tensor) -> Tensor:
        return in_a_thread(x, y)

    @staticmethod
    def static(x: Tensor, y: Tensor) -> Tensor:
        return in_a_thread(x, y)


def in_a_method(x: Tensor, y: Tensor) -> Tensor:
    return Helper().loss(x, y)


def in_a_static_method(x: Tensor, y: Tensor) -> Tensor:
    return Helper().static(x, y)


def script(input: Tensor, target: Tensor) -> Tensor:
    return F.cross_entropy(input, target)


with pytest.warns(DeprecationWarning, match="torch.jit.script"):
    SCRIPTED = torch.jit.script(script)


def in_torchscript(x: Tensor, y: Tensor) -> Tensor:
    return SCRIPTED(x, y)


def by_default(x: Tensor, y: Tensor, loss: Loss = in_a_thread) -> Tensor:
    return loss(x, y)


OUT_OF_SIGHT: dict[str, Loss] = {
    "thread": in_a_thread,
    "thread pool": in_a_pool,
    "thread imported inside": in_a_thread_imported_inside,
    "modes switched off": behind_the_modes,
    "operator redispatched": past_the_dispatcher,
    "helper function": in_a_helper,
    "inner function": in_an_inner_function,
    "method": in_a_method,
    "static method": in_a_static_method,
    "closure": (lambda loss: lambda x, y: loss(x, y))(in_a_thread),
    "default argument": by_default,
    "partial": functools.partial(in_a_thread),
    "bound method": Helper().loss,
    "wrapped": functools.wraps(in_a_thread)(lambda *args: in_a_thread(*args)),
    "TorchScript": in_torchscript,
}


@pytest.mark.parametrize("route", OUT_OF_SIGHT.values(), ids=list(OUT_OF_SIGHT))
def test_what_the_modes_cannot_intercept_is_found_in_the_code(route: Loss) -> None:
    free = route(LOGITS, LABELS)
    torch.testing.assert_close(free, F.cross_entropy(LOGITS, LABELS))  # it is the loss
    with pytest.raises(NotByHand):
        GUARD(route)


@pytest.mark.parametrize(
    "route",
    [
        pytest.param(F.cross_entropy, id="function"),
        pytest.param(MODULE, id="module"),
        pytest.param(PARTIAL, id="partial"),
        pytest.param(COMPILED, id="compiled"),
        pytest.param(torch.log_softmax, id="built-in"),
        pytest.param(aten.nll_loss_forward, id="aten"),
        pytest.param(ROUTES["torch.nn.functional"], id="attribute of a module"),
        pytest.param(ROUTES["renamed import"], id="renamed"),
        pytest.param(imported_inside, id="imported inside"),
    ],
)
def test_torchs_own_function_is_refused_before_any_call(route: Loss) -> None:
    with pytest.raises(NotByHand, match=r"is torch's own"):
        GUARD(route)


ELEMENTARY: dict[str, Callable[[Tensor], Tensor]] = {
    "exp, sum, log": lambda x: x.exp().sum(1).log(),
    "max": lambda x: x.max(1).values,
    "amax": lambda x: x - x.amax(1, keepdim=True),
    "gather": lambda x: x.gather(1, LABELS[:, None]),
    "indexing": lambda x: x[torch.arange(3), LABELS],
    "where": lambda x: torch.where(x > 1, x, 0.0),
    "masked_fill": lambda x: x.masked_fill(x > 1, 0.0),
    "matmul": lambda x: x @ x.T,
    "einsum": lambda x: torch.einsum("nc,nc->n", x, x),
    "one_hot": lambda x: one_hot(x, LABELS),
    "movedim and reshape": lambda x: x[None].movedim(1, -1).reshape(-1, 3),
    "mean": lambda x: x.mean(),
    "stack": lambda x: torch.stack(list(x)),
}


@pytest.mark.parametrize("operation", ELEMENTARY.values(), ids=list(ELEMENTARY))
def test_elementary_operations_pass(operation: Callable[[Tensor], Tensor]) -> None:
    assert torch.equal(GUARD(operation)(LOGITS), operation(LOGITS))


def test_a_guarded_function_keeps_its_gradient() -> None:
    expect_gradient(GUARD(by_definition), F.cross_entropy, LOGITS, LABELS)


def log_softmax(x: Tensor, dim: int = -1) -> Tensor:
    return x - x.exp().sum(dim, keepdim=True).log()


def uses_own_log_softmax(x: Tensor) -> Tensor:
    return log_softmax(x, 1)


@torch.no_grad()
def decorated_softmax(x: Tensor) -> Tensor:
    return log_softmax(x, 1).exp()


def test_a_learners_function_may_have_the_name_of_torchs() -> None:
    for mine in (uses_own_log_softmax, log_softmax, HELPERS(log_softmax), decorated_softmax):
        assert HELPERS(mine)(LOGITS).shape == LOGITS.shape


def test_a_proxy_for_a_remote_function_is_accepted() -> None:
    class StandIn:
        __name__ = "log_softmax"

        def __call__(self, x: Tensor) -> Tensor:
            return x

    assert HELPERS(StandIn())(LOGITS) is LOGITS


@pytest.mark.parametrize("entry", catalog.LOSSES, ids=lambda entry: entry.name)
def test_every_loss_of_the_catalog_can_be_refused(entry: catalog.Loss) -> None:
    draw = entry.draw(torch.Generator().manual_seed(0))
    function = getattr(F, entry.functional) if entry.functional else None
    if function is None:
        function = getattr(nn, entry.name)(
            **draw.module.constructor if draw.module else draw.kwargs
        )
        draw = catalog.Draw(draw.module.args if draw.module else draw.args, {}, draw.differentiable)
    function(*draw.args, **draw.kwargs)
    with pytest.raises(NotByHand), by_hand(entry.name):
        function(*draw.args, **draw.kwargs)


def test_the_message_names_the_function_and_what_to_use_instead() -> None:
    guard = by_hand("cross_entropy", instead="exp and log")
    message = failure(lambda: guard(lambda x: F.cross_entropy(x, LABELS))(LOGITS))
    assert message.splitlines() == [
        "F.cross_entropy is torch's own: here you build it by hand.",
        "  it calls:    torch.nn.functional.cross_entropy",
        "  use instead: exp and log",
    ]


def test_the_message_names_the_operator_if_nothing_else_matched() -> None:
    with pytest.raises(NotByHand, match=r"torch\.ops\.aten\._log_softmax\.default"), GUARD:
        through_modes_off(LOGITS, LABELS)


def test_the_guard_ends_with_its_block_and_can_be_nested() -> None:
    guard = by_hand("log_softmax")
    with guard, guard:
        assert refused_names() == {"logsoftmax"}
    assert refused_names() == frozenset()
    with GUARD:
        forwarded = refused_names()
    assert by_hand(*forwarded)._refused == forwarded
    assert F.log_softmax(LOGITS, 1).shape == LOGITS.shape


def test_another_error_passes_through_the_guard() -> None:
    with pytest.raises(ZeroDivisionError), GUARD:
        _ = 1 / 0
    assert refused_names() == frozenset()


def test_a_stub_fails_with_one_line() -> None:
    @GUARD
    def stub(x: Tensor) -> Tensor:
        raise NotImplementedError("not yet implemented")

    assert failure(lambda: stub(LOGITS)) == "not yet implemented"


def test_torchs_own_not_implemented_error_is_kept() -> None:
    def missing(x: Tensor) -> Tensor:
        raise NotImplementedError("'amax' not implemented for 'Half'")

    with pytest.raises(Stopped, match="NotImplementedError: 'amax' not implemented"):
        GUARD(missing)(LOGITS)


def test_the_guard_needs_names_and_a_function() -> None:
    with pytest.raises(ValueError, match="names to refuse"):
        by_hand()
    with pytest.raises(TypeError, match="expected a function to guard, got 3"):
        GUARD(3)  # type: ignore[arg-type]


def test_the_guard_does_not_load_torchs_compiler() -> None:
    code = (
        "import sys, torch\n"
        "from lossutil.checks import by_hand\n"
        "by_hand('softmax')(lambda x: x.exp())(torch.zeros(2))\n"
        "print('torch._dynamo' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


DTYPES = [
    *(torch.float16, torch.bfloat16, torch.float32, torch.float64),
    *(torch.complex64, torch.complex128, torch.int8, torch.uint8, torch.int64, torch.bool),
]
TOLERANCES = [(None, None), (0.0, 0.5), (0.1, 0.0), (0.1, None), (None, 0.5)]


@pytest.mark.filterwarnings("ignore:Casting complex values to real:UserWarning")
@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@pytest.mark.parametrize("other", [None, torch.float64, torch.int64], ids=str)
@pytest.mark.parametrize("tolerance", TOLERANCES, ids=str)
def test_agreement_is_that_of_assert_close(
    dtype: torch.dtype, other: torch.dtype | None, tolerance: tuple[float | None, float | None]
) -> None:
    rtol, atol = tolerance
    exact = dtype in (torch.int8, torch.uint8, torch.int64, torch.bool)
    if dtype is torch.bool:
        rtol = atol = None  # neither of the two takes a tolerance for truth values
    values = torch.tensor([0.0, 1.0, 2.0, 100.0]).to(dtype)
    if not exact:
        values = torch.cat([values, torch.tensor([torch.nan, torch.inf, -torch.inf]).to(dtype)])
    verdicts = set()
    for step in (0.0, 1e-8, 1e-6, 3e-6, 2e-5, 2e-3, 3e-2, 0.3, 1.0):
        moved = (values ^ (step > 0) if dtype is torch.bool else values + step).to(other or dtype)
        for got in (values, values[:-1], values[None]):
            both = (None, None) if rtol is atol is None else (rtol or 0.0, atol or 0.0)
            try:
                torch.testing.assert_close(got, moved, rtol=both[0], atol=both[1], equal_nan=True)
                expected = True
            except AssertionError:
                expected = False
            assert agree(got, moved, rtol, atol) == expected, (step, got, moved)
            verdicts.add(expected)
    assert verdicts == ({False, True} if other in (None, dtype) else {False})


def test_comparing_does_not_load_what_distributed_tensors_need() -> None:
    program = (
        "import sys, torch; from lossutil import checks; checks.warm_up(); "
        "print(*{'sympy', 'torch.distributed.tensor'} & {*sys.modules})"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert run.stdout == "\n"


def test_a_cause_of_a_finite_value_needs_an_expected_infinity() -> None:
    likely = {"finite": "a clamp"}
    finite = failure(lambda: expect_close(torch.tensor([9.0]), [torch.inf], likely=likely))
    assert "likely cause: a clamp" in finite
    wrong = torch.tensor([torch.inf, 2.0])
    assert "clamp" not in failure(lambda: expect_close(wrong, [torch.inf, 1.0], likely=likely))
    assert "haste" in failure(lambda: expect_close(torch.tensor(9.0), torch.inf, likely="haste"))


def test_the_message_about_a_large_tensor_does_not_load_sympy() -> None:
    program = (
        "import sys, torch; from lossutil.checks import expect_close\n"
        "try: expect_close(torch.ones(4, 5), torch.zeros(4, 5), on='nothing')\n"
        "except AssertionError as error: print('1 at [0, 0]' in str(error))\n"
        "print('sympy' in sys.modules)"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert run.stdout == "True\nFalse\n"
