"""An exception in a learner's code gets the same explanation in Jupyter and by ``grader check``."""

from __future__ import annotations

import os

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from grader.check import check
from grader.sandbox import Sandbox

SETUP = """
import math
import torch
from lossutil.checks import by_hand, expect_close, expect_gradient, on_copies
raw = by_hand("softmax")
guard = on_copies(raw)
x = torch.tensor([1.0, 2.0])
""".strip()

VALUE = "expect_close(guard({name})(x), 0.0, on='x')"
GRADIENT = "expect_gradient(guard({name}), torch.sum, x)"
FILL = "raw({name})(torch.nn.Parameter(x.clone()))"

ERRORS = {
    "written_in_place": (
        "    y = x.exp()\n    total = y.sum()\n    y[0] = 0\n    return total + y.sum()",
        GRADIENT,
        "line 2 of its cell, in written_in_place: y = x.exp()",
        "collect the rows in a list and torch.stack them",
    ),
    "logarithm_of_a_number": (
        "    return math.log(x)",
        VALUE,
        "line 2 of its cell, in logarithm_of_a_number: return math.log(x)",
        "torch.log and torch.exp take each entry",
    ),
    "through_numpy": (
        "    return torch.tensor(x.numpy())",
        GRADIENT,
        "line 2 of its cell, in through_numpy: return torch.tensor(x.numpy())",
        "NumPy knows no gradients",
    ),
    "leaf_overwritten": (
        "    return x.add_(1)",
        FILL,
        "line 2 of its cell, in leaf_overwritten: return x.add_(1)",
        "under torch.no_grad()",
    ),
    "dim_that_is_none": (
        "    return x.sum(3)",
        VALUE,
        "line 2 of its cell, in dim_that_is_none: return x.sum(3)",
        "dim=-1 is the last one",
    ),
    "index_too_large": (
        "    return x[5]",
        VALUE,
        "line 2 of its cell, in index_too_large: return x[5]",
        "count from 0",
    ),
    "float_as_mask": (
        "    return x[(x > 0).float()]",
        VALUE,
        "line 2 of its cell, in float_as_mask: return x[(x > 0).float()]",
        "a mask holds True and False",
    ),
    "whole_numbers": (
        "    y = torch.arange(2)\n    y /= 2\n    return y",
        VALUE,
        "line 3 of its cell, in whole_numbers: y /= 2",
        "whole numbers cannot hold fractions",
    ),
    "helper_without_return": (
        "    def doubled(x):\n        2 * x\n    return doubled(x) + 1",
        VALUE,
        "line 4 of its cell, in helper_without_return: return doubled(x) + 1",
        "a function that you call has no return",
    ),
    "wrong_argument_name": (
        "    def scaled(x, factor):\n        return factor * x\n    return scaled(x, scale=2)",
        VALUE,
        "line 4 of its cell, in wrong_argument_name: return scaled(x, scale=2)",
        "compare the call with its def line",
    ),
    "two_devices": (
        "    return x + torch.zeros(2, device='meta')",
        VALUE,
        "line 2 of its cell, in two_devices: return x + torch.zeros(2, device='meta')",
        "device=x.device",
    ),
    "dtype_in_backward": (
        "    class Doubled(torch.autograd.Function):\n"
        "        @staticmethod\n"
        "        def forward(ctx, x):\n"
        "            return 2 * x\n"
        "        @staticmethod\n"
        "        def backward(ctx, g):\n"
        "            return g @ torch.eye(2).double()\n"
        "    return Doubled.apply(x).sum()",
        GRADIENT,
        "line 8 of its cell, in backward: return g @ torch.eye(2).double()",
        "dtype=x.dtype",
    ),
}
"""Name of a function → its body, its test, the line and the hint that must come."""


def exercise(*, solved: bool) -> NotebookNode:
    """Return an exercise of twelve functions: all right, or each with its error."""
    cells = [graded("setup", SETUP, {"locked": True, "grade": False, "solution": False})]
    for name, (body, test, *_) in ERRORS.items():
        body = "    return x.sum() * 0" if solved else body
        solution: dict[str, object] = {"locked": False, "grade": False, "solution": True}
        cells.append(graded(name, f"def {name}(x):\n{body}", solution))
        tested: dict[str, object] = {"locked": True, "grade": True, "solution": False, "points": 1}
        cells.append(graded(f"test_{name}", test.format(name=name), tested))
    kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernel})


def graded(name: str, source: str, about: dict[str, object]) -> NotebookNode:
    metadata = {"grade_id": name, "schema_version": 3, "task": False} | about
    return new_code_cell(source, metadata={"nbgrader": metadata}, id=name)


@pytest.fixture(scope="module")
def in_jupyter() -> dict[str, str]:
    """Test → its message in a kernel."""
    notebook = exercise(solved=False)
    NotebookClient(notebook, allow_errors=True, timeout=120).execute(env=os.environ)
    return {
        cell.id: output.evalue
        for cell in notebook.cells
        for output in cell.outputs
        if output.output_type == "error"
    }


@pytest.fixture(scope="module")
def in_check(tmp_path_factory: pytest.TempPathFactory, sandbox: Sandbox) -> dict[str, str]:
    """Test → its message in ``grader check``."""
    folder = tmp_path_factory.mktemp("errors")
    master = folder / "solutions" / "demo" / "errors.ipynb"
    handed_in = folder / "errors.ipynb"
    master.parent.mkdir(parents=True)
    nbformat.write(exercise(solved=True), master)
    nbformat.write(exercise(solved=False), handed_in)
    _, verdicts = check(handed_in, sandbox, folder / "solutions")
    assert {verdict.outcome for verdict in verdicts} == {"error"}
    return {verdict.name: verdict.message for verdict in verdicts}


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_is_explained_equally_by_jupyter_and_check(
    name: str, in_jupyter: dict[str, str], in_check: dict[str, str]
) -> None:
    *_, line, hint = ERRORS[name]
    message = in_jupyter[f"test_{name}"]
    assert message == in_check[f"test_{name}"]
    assert f"at:    {line}" in message
    assert hint in message.partition("hint:")[2]
    assert "  on:    x = [1, 2]" in message
