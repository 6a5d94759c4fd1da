"""Hints for common errors, and the learner's own line."""

from __future__ import annotations

import linecache
import re
from pathlib import Path
from typing import Any

import pytest
import torch

from lossutil import checks, crashes

PAGE = Path(__file__).resolve().parents[2] / "chapters" / "0-start" / "students.md"
CELL = "<ipython-input-3>"


def stopped(source: str, argument: object) -> str:
    """The message about an exception in a guarded function f that a notebook's cell defines."""
    linecache.cache[CELL] = len(source), None, source.splitlines(keepends=True), CELL
    space: dict[str, Any] = {"torch": torch}
    exec(compile(source, CELL, "exec"), space)
    with pytest.raises(checks.Stopped) as caught:
        checks.by_hand("softmax")(space["f"])(argument)
    return str(caught.value)


@pytest.mark.parametrize(
    ("error", "phrase"),
    [
        ("RuntimeError: The size of tensor a (3) must match the size of tensor b (2)", "shapes do"),
        ("RuntimeError: shape '[-1, 4]' is invalid for input of size 6", "shapes do not fit"),
        ("TypeError: len() of a 0-d tensor", "it is one number"),
        ("RuntimeError: Boolean value of Tensor with more than one value is ambiguous", "clamp"),
        ("TypeError: full_like(): argument 'input' must be Tensor, not float", "a Python number"),
        ("RuntimeError: stack expects a non-empty TensorList", "nothing to stack"),
        ("NameError: name 'F' is not defined", "no line before"),
        ("TypeError: '<=' not supported between instances of 'str' and 'int'", "order of the def"),
        ("TypeError: '<' not supported between instances of 'float' and 'str'", "order of the def"),
        ("ValueError: math domain error", "torch's gives -inf"),
        ("ZeroDivisionError: division by zero", "divides by 0"),
        ("RuntimeError: index 5 is out of bounds for dimension 1 with size 2", "count from 0"),
        ("IndexError: Dimension out of range (expected to be in range of [-1, 0])", "dim names"),
        ("RuntimeError: Expected size for first two dimensions of batch2 tensor", "shapes do not"),
        (
            "RuntimeError: the input and the written-to tensor refer to a single memory",
            "wrote into",
        ),
        (
            "TypeError: can't multiply sequence by non-int of type 'list'",
            "a tuple or a list stands",
        ),
        ("RuntimeError: mean(): could not infer output dtype. Got: Long", "whole numbers"),
    ],
)
def test_a_common_error_has_its_hint(error: str, phrase: str) -> None:
    assert phrase in crashes.hint(error)


def test_an_unknown_error_has_no_hint() -> None:
    assert crashes.hint("KeyError: 'mean'") == ""


def test_a_learners_own_raise_is_distinguished_from_a_crash() -> None:
    message = stopped("def f(x):\n    raise ValueError('no such x')", 1.0)
    assert message.splitlines() == [
        "f stopped with an error.",
        "  error: ValueError: no such x",
        "  at:    line 2 of its cell, in f: raise ValueError('no such x')",
        "  on:    x = 1",
        "  hint:  your own raise stopped it: this input is a right one, so let it through",
    ]


def test_the_line_is_the_learners_and_not_torchs() -> None:
    source = "def g(x):\n    return torch.nn.functional.one_hot(x, 2)\n\ndef f(x):\n    return g(x)"
    message = stopped(source, torch.tensor([7]))
    assert "at:    line 2 of its cell, in g: return torch.nn.functional.one_hot(x, 2)" in message


def test_torchs_advice_on_anomaly_detection_is_left_out() -> None:
    error = RuntimeError("modified by an inplace operation. Hint: enable anomaly detection")
    assert crashes.told(error) == "RuntimeError: modified by an inplace operation."


def test_every_label_stands_on_the_students_page() -> None:
    page = PAGE.read_text(encoding="utf-8")
    table = [line for line in page.splitlines() if line.startswith("| `")]
    told = {label for line in table for label in re.findall(r"`([^`]+)`", line.split("|")[1])}
    assert told == set(checks.LABELS)


def test_a_label_that_is_not_listed_is_refused() -> None:
    with pytest.raises(ValueError, match="no label 'smells of'; there are: expected, came"):
        checks.fail("no.", {"smells of": "haste"})
