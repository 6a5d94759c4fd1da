"""The step to mend first: two steps of an exercise, in a kernel's namespace."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from lossutil import checks

STEPS = ("one", "two", "three")
RIGHT = {
    "one": "def one(x): return x + 1",
    "two": "def two(x): return one(x) + 1",
    "three": "def three(x): return x + 3",
}


class Kernel:
    """Runs cells in one namespace, as a kernel does; a cell's file is named after its test."""

    def __init__(self) -> None:
        self.space: dict[str, Any] = {"torch": torch, "guard": checks.by_hand("erf", steps=STEPS)}
        self.space["expect_close"] = checks.expect_close
        for source in RIGHT.values():
            self.run(source)

    def run(self, source: str) -> None:
        exec(compile(source, "<ipython-input-1>", "exec"), self.space)

    def test(self, name: str, expected: float, cell: str = "", **more: object) -> str:
        """Test a function at 0 in a cell of its own; return the message."""
        self.space["more"] = {"on": "x = 0", "likely": "haste"} | more
        source = f"expect_close(guard({name})(torch.zeros(())), {expected}, **more)"
        try:
            exec(compile(source, f"<test {cell or name}>", "exec"), self.space)
        except checks.ExpectationFailed as failed:
            return str(failed)
        return ""


@pytest.fixture
def kernel() -> Kernel:
    return Kernel()


def test_a_step_that_calls_a_failing_one_says_which_to_mend(kernel: Kernel) -> None:
    kernel.run("def one(x): return x + 5")
    assert "likely cause: haste" in kernel.test("one", 1.0)
    message = kernel.test("two", 2.0, mistakes={"you added 6": 6.0})
    assert message.splitlines() == [
        "mend step 1 first: one fails its tests, and two calls it.",
        "the result is not right.",
        "  expected: 2",
        "  came:     6",
        "  on:       x = 0",
    ]


def test_a_step_that_does_not_call_it_keeps_its_diagnosis(kernel: Kernel) -> None:
    kernel.run("def one(x): return x + 5")
    kernel.test("one", 1.0)
    kernel.run("def three(x): return x + 6")
    message = kernel.test("three", 3.0, mistakes={"you doubled": 6.0})
    assert message.startswith("the result is not right.")
    assert "diagnosis: you doubled" in message


def test_a_second_failed_test_of_a_step_refers_to_the_first(kernel: Kernel) -> None:
    kernel.run("def one(x): return x + 5")
    kernel.test("one", 1.0, "first")
    message = kernel.test("one", 2.0, "second")
    assert message.startswith("mend the failed test above first: one fails it, too (step 1).")
    assert "haste" not in message
    assert "haste" in kernel.test("one", 1.0, "first")


def test_a_mended_step_is_no_longer_named(kernel: Kernel) -> None:
    kernel.run("def one(x): return x + 5")
    kernel.test("one", 1.0)
    kernel.run(RIGHT["one"])
    assert kernel.test("two", 7.0).startswith("the result is not right.")


def test_a_test_that_passes_when_it_is_run_again_is_forgotten(kernel: Kernel) -> None:
    kernel.run("offset = 5\ndef one(x): return x + offset")
    kernel.test("one", 1.0)
    kernel.space["offset"] = 1
    assert kernel.test("one", 1.0) == ""
    assert kernel.test("two", 7.0).startswith("the result is not right.")


def test_a_restarted_kernel_tests_without_earlier_results(kernel: Kernel) -> None:
    kernel.run("def one(x): return x + 5")
    kernel.test("one", 1.0)
    fresh = Kernel()
    fresh.run("def one(x): return x + 5")
    assert fresh.test("two", 2.0).startswith("the result is not right.")


def test_an_error_in_an_earlier_step_counts_too(kernel: Kernel) -> None:
    kernel.run("def one(x): return x.sum(4)")
    assert kernel.test("one", 1.0).startswith("one stopped with an error.")
    assert kernel.test("two", 2.0).startswith("mend step 1 first: one fails")


def test_an_error_that_is_asked_for_is_no_failure(kernel: Kernel) -> None:
    kernel.run("def one(x): return x.sum(4)")
    kernel.space["expect_raises"] = checks.expect_raises
    kernel.run("expect_raises(IndexError, guard(one), torch.zeros(()))")
    assert kernel.test("two", 2.0).startswith("two stopped with an error.")


def test_a_refusal_is_explained_at_length_once(kernel: Kernel) -> None:
    kernel.run("def one(x): return torch.erf(x)")
    first, second = kernel.test("one", 1.0, "first"), kernel.test("one", 1.0, "second")
    assert first.splitlines() == [
        "torch.erf is torch's own: here you build it by hand.",
        "  use instead: arithmetic, exp, log, abs, sum, mean, amax, where, gather and indexing",
    ]
    assert "use instead:" not in second
    assert "A test above says what to use instead." in second
    assert kernel.test("one", 1.0, "first") == first
