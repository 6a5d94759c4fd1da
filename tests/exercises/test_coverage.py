"""Every loss and every fill of torch, and each function of the first part, has its exercise."""

from __future__ import annotations

import inspect
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from torch.nn import functional, init
from torch.nn.modules import loss

from lossutil import catalog
from tools.answers import cells_of

ROOT = Path(__file__).resolve().parents[2]

# torch lists its losses as classes; the function of one has its name in small letters.
MODULES_ONLY = {"NLLLoss2d"}  # a deprecated alias of NLLLoss
FUNCTIONALS = sorted(
    function
    for name in loss.__all__
    if name not in MODULES_ONLY and (function := catalog.loss(name).functional)
)
FILLS = sorted(
    name
    for name, function in vars(init).items()
    if inspect.isfunction(function)
    and not name.startswith("_")
    and (name.endswith("_") or name == "calculate_gain")
)
INFORMATION = {
    "self_information": ["p"],
    "entropy": ["p", "dim"],
    "kl_divergence": ["p", "q", "dim"],
    "cross_entropy": ["p", "q", "dim"],
    "js_divergence": ["p", "q", "dim"],
    "mutual_information": ["joint"],
    "softmax": ["x", "dim"],
    "log_softmax": ["x", "dim"],
    "logsumexp": ["x", "dim"],
    "sigmoid": ["x"],
    "logsigmoid": ["x"],
}
ASSIGNMENTS = {
    "information", "anatomy", "regression", "classification", "multilabel", "ranking",
    "sequence", "initialization", "practice", "today",
}  # fmt: skip


def asked(assignment: str) -> dict[str, list[str]]:
    """Function → its graded tests, for the functions of an assignment."""
    found: dict[str, list[str]] = {}
    for notebook in sorted((ROOT / "solutions" / assignment).glob("*.ipynb")):
        cells = cells_of(notebook)
        tests = [cell.grade_id for cell in cells if cell.points]
        for cell in cells:
            if cell.is_solution:
                for name in cell.functions:
                    found.setdefault(name, []).extend(tests)
    return found


def test_torch_has_the_functions_that_the_lists_name() -> None:
    assert len(FUNCTIONALS) >= 22
    assert len(FILLS) >= 15
    assert all(hasattr(functional, name) for name in FUNCTIONALS)


@pytest.mark.parametrize("name", FUNCTIONALS)
def test_a_loss_has_its_exercise(name: str) -> None:
    entry = next(one for one in catalog.LOSSES if one.functional == name)
    assert entry.exercise is not None
    assert (ROOT / "solutions" / f"{entry.exercise}.ipynb").is_file()
    assert asked(entry.exercise.partition("/")[0])[name]


@pytest.mark.parametrize("name", FILLS)
def test_a_fill_has_its_exercise(name: str) -> None:
    assert asked("initialization")[name]


@pytest.mark.parametrize("entry", catalog.INITIALIZERS, ids=lambda entry: entry.name)
def test_a_fill_is_asked_for_where_the_catalog_says(entry: Any) -> None:
    cells = cells_of(ROOT / "solutions" / f"{entry.exercise}.ipynb")
    assert any(entry.name in cell.functions for cell in cells if cell.is_solution)


@pytest.mark.parametrize(("name", "parameters"), INFORMATION.items())
def test_a_function_of_the_first_part_has_its_exercise(
    name: str, parameters: list[str], reference: Any
) -> None:
    assert asked("information")[name]
    signature = inspect.signature(reference("information", name)).parameters
    assert list(signature) == parameters
    assert all(p.default == -1 for p in signature.values() if p.name == "dim")


def test_the_instructors_page_lists_every_assignment() -> None:
    notebooks = Counter(path.parent.name for path in (ROOT / "solutions").glob("*/*.ipynb"))
    assert set(notebooks) == ASSIGNMENTS
    page = (ROOT / "chapters" / "0-start" / "instructors.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\w+) \| .*[A-Za-z].* \| (\d+) \|$", page, re.MULTILINE)
    assert {name: int(count) for name, count in rows} == notebooks
