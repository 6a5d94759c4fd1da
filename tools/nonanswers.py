"""Find answers that get points without computing: ``python -m tools.nonanswers [NOTEBOOK ...]``.

A non-answer replaces all functions of a notebook at once, and the notebook's own tests run on it.
It must get no points. The exceptions, where the cell asks for exactly what the non-answer does, are
listed with the reason in ``tests/bank/nonanswers.toml``.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import io
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from unittest import mock

import torch
from torch import Tensor
from tqdm import tqdm

from lossutil import checks
from tools.answers import Cell, cells_of, verdicts, warm_up
from tools.bank import name_of

ROOT = Path(__file__).resolve().parent.parent
LISTED = ROOT / "tests" / "bank" / "nonanswers.toml"

# The body of each function. FIRST stands for its first parameter, ALL for a tuple of all
# parameters, and NUMBER(x) for x as a tensor of shape (), of the first parameter's dtype if that is
# floating.
_FILL = """
for given in ALL:
    if isinstance(given, torch.Tensor) and given.is_floating_point():
        given.detach().fill_({})
"""
_NAN, _ZEROS = _FILL.format("torch.nan"), _FILL.format("0.0")
BODIES = {
    "raise ValueError": "raise ValueError",
    "raise anything": (
        "raise type('Any', (ValueError, TypeError, IndexError, RuntimeError), {})('any')"
    ),
    "raise AssertionError": "raise AssertionError",
    "bare ...": "...",
    "return None": "return None",
    "return True": "return True",
    "return a number": "return 0.0",
    "return a word": "return 'mean'",
    "an input": "return FIRST",
    "the last input": "return (*ALL,)[-1]",
    "zeros": "return torch.zeros_like(FIRST)",
    "ones": "return torch.ones_like(FIRST)",
    "nans": "return torch.full_like(FIRST, torch.nan)",
    "zero": "return NUMBER(0.0)",
    "one": "return NUMBER(1.0)",
    "nan": "return NUMBER(torch.nan)",
    "zero with a gradient": "return FIRST.sum() * 0",
    "zeros with a gradient": "return FIRST * 0",
    "a fresh leaf": "return torch.zeros((), requires_grad=True)",
    "nan into the inputs, an input": f"{_NAN}\nreturn FIRST",
    "nan into the inputs, nan": f"{_NAN}\nreturn NUMBER(torch.nan)",
    "nan into the inputs, their sum": f"{_NAN}\nreturn FIRST.sum()",
    "zeros into the inputs, an input": f"{_ZEROS}\nreturn FIRST",
    "zeros into the inputs, zero": f"{_ZEROS}\nreturn NUMBER(0.0)",
}
_DTYPE = (
    "dtype=FIRST.dtype if isinstance(FIRST, torch.Tensor) and FIRST.is_floating_point() else None"
)
CONSTANT = "the first expected constant"
KINDS = (*BODIES, CONSTANT)


def sources(cells: Sequence[Cell], kind: str, constants: Mapping[str, str]) -> str:
    """Return an answer that defines every function of the solution cells, with one non-answer.

    A class keeps its methods; its ``__init__`` first calls that of its base class.

    Args:
        cells: those of one notebook, in order.
        kind: one of ``KINDS``.
        constants: solution cell → expression of the constant that its tests expect first.

    >>> print(sources([Cell("def f(x, y=1):\\n    return x * y", "f", 0, True)], "zeros", {}))
    def f(x, y=1):
        return torch.zeros_like(x)
    """
    answers = []
    for cell in cells:
        if cell.is_solution:
            body = BODIES.get(kind) or f"return {constants.get(cell.grade_id, 'None')}"
            tree = ast.parse(cell.source)
            for node in ast.walk(tree):
                if isinstance(node, ast.FunctionDef):
                    _gut(node, body)
            answers.append(ast.unparse(tree))
    return "\n".join(answers)


def _gut(function: ast.FunctionDef, body: str) -> None:
    arguments = function.args
    names = [argument.arg for argument in arguments.posonlyargs + arguments.args]
    given = [name for name in names if name != "self"]
    text = re.sub(r"NUMBER\((.+?)\)", rf"torch.tensor(\1, {_DTYPE})", body)
    text = text.replace("FIRST", given[0] if given else "None")
    text = text.replace("ALL", f"({''.join(f'{name}, ' for name in given)})")
    if function.name == "__init__":
        text = "super().__init__()\n" + re.sub(r"return .*", "", text)
    function.body = ast.parse(text).body


def constants_of(cells: Sequence[Cell]) -> dict[str, str]:
    """Return solution cell → the first expected value of the tests after it, as Python code.

    The tests run on the reference solution, without their hidden part, as students see them.
    """
    found: dict[str, str] = {}
    asked = ""

    def note(got: object, expected: object, **_: object) -> None:
        found.setdefault(asked, _expression(expected))

    namespace: dict[str, object] = {"__name__": "__main__"}
    with mock.patch.object(checks, "expect_close", note):
        last = max(place for place, cell in enumerate(cells) if cell.points)
        for cell in cells[: last + 1]:
            asked = cell.grade_id if cell.is_solution else asked
            with contextlib.redirect_stdout(io.StringIO()):
                exec(_visible(cell.source), namespace)
    return found


def _visible(source: str) -> str:
    return re.sub(r"### BEGIN HIDDEN TESTS.*?### END HIDDEN TESTS", "", source, flags=re.DOTALL)


def _expression(expected: object) -> str:
    tensor = expected.detach() if isinstance(expected, Tensor) else torch.tensor(expected)
    text = re.sub(r"\b(nan|inf)\b", r"torch.\1", repr(tensor.tolist()))
    return f"torch.tensor({text}, dtype={tensor.dtype}).reshape({tuple(tensor.shape)})"


def earned(cells: Sequence[Cell], kind: str, constants: Mapping[str, str]) -> list[str]:
    """Return the test cells that a non-answer passes."""
    found = verdicts(cells, sources(cells, kind, constants))
    return [test for test, error in found.items() if not error]


def listed() -> dict[tuple[str, str, str], str]:
    """Return (notebook, test cell, non-answer) → why it may pass."""
    entries = tomllib.loads(LISTED.read_text(encoding="utf-8")).get("nonanswer", [])
    return {
        (entry["notebook"], entry["test"], kind): entry["why"]
        for entry in entries
        for kind in entry["kinds"]
    }


def passed(notebook: Path) -> Iterator[tuple[str, str, str]]:
    """Yield (notebook, test cell, non-answer) for each test cell that a non-answer passes."""
    cells = cells_of(notebook)
    constants = constants_of(cells)
    for kind in KINDS:
        for test in earned(cells, kind, constants):
            yield name_of(notebook), test, kind


def main() -> int:
    """Print what passes and is not listed; return 1 if there is any."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("notebooks", type=Path, nargs="*")
    notebooks = parser.parse_args().notebooks or sorted(ROOT.glob("solutions/*/*.ipynb"))
    warm_up()
    found = {one for notebook in tqdm(notebooks, leave=False) for one in passed(notebook.resolve())}
    known = listed()
    for one in sorted(found - known.keys()):
        print(*one, sep=" · ")
    print(f"{len(found)} passed, {len(found & known.keys())} of them listed")
    return bool(found - known.keys())


if __name__ == "__main__":
    sys.exit(main())
