"""Test cells are short: the explanations of their failures are in ``lossutil.explained``."""

from __future__ import annotations

import ast
import importlib
import inspect
import statistics
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import nbformat
import pytest

from lossutil import explained
from tools.answers import Cell, cells_of, verdicts
from tools.bank import name_of

ROOT = Path(__file__).resolve().parents[2]
MASTERS = sorted((ROOT / "solutions").glob("*/*.ipynb"))
MOST_LINES = 15
LONGER = {
    "test_linear_cross_entropy_memory": "measures what is allocated, here and in the sandbox",
    "test_linear_cross_entropy_gradient": "a function that puts four tensors first",
    "test_linear_cross_entropy_refused": "every argument that torch refuses",
    "test_ctc_loss_refused": "every argument that torch refuses",
    "test_fitted_variance_forms": "the table of the forms is the claim",
    "test_gradient_report_kinds": "the table of the losses is the claim",
    "test_first_parameters_draws": "shapes, moments and random numbers of one network",
    "test_log_alpha_gradient": "two functions that turn a table into a loss",
    "test_supcon_loss_random": "the definition of both averages, anchor by anchor",
}
"""A test cell of more lines, and why; nobody should have to scroll past one."""

each_master = pytest.mark.parametrize(
    "master", MASTERS, ids=lambda path: f"{path.parent.name}-{path.stem}"
)


def module_of(master: Path) -> ModuleType:
    return importlib.import_module(f"lossutil.explained.{name_of(master).replace('/', '.')}")


def functions(module: ModuleType) -> dict[str, Callable[..., dict[str, Any]]]:
    found = inspect.getmembers(module, inspect.isfunction)
    return {name: one for name, one in found if one.__module__ == module.__name__}


def calls(source: str) -> list[str]:
    """The names that a cell gives to ``explain``, in order."""
    found = []
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Name("explain"), args=[ast.Constant(str(name))]):
                found.append((node.lineno, name))
    return [name for _, name in sorted(found)]


def stored(source: str) -> set[str]:
    """The names that a cell defines at its top level."""
    nodes = list(ast.walk(ast.parse(source)))
    variables = (node for node in nodes if isinstance(node, ast.Name))
    names = {node.id for node in variables if isinstance(node.ctx, ast.Store)}
    return names | {node.name for node in nodes if isinstance(node, ast.FunctionDef)}


def strict(exercise: str, variables: Mapping[str, Any]) -> Callable[[str], dict[str, Any]]:
    """Like ``explained.explanations``, but errors are raised."""
    module = importlib.import_module(f"lossutil.explained.{exercise.replace('/', '.')}")

    def explain(name: str) -> dict[str, Any]:
        function = functions(module)[name]
        told = function(
            **{each: variables[each] for each in inspect.signature(function).parameters}
        )
        assert told
        assert told.keys() <= {"on", "what", "mistakes", "likely"}
        return told

    return explain


@each_master
def test_each_explanation_belongs_to_one_assertion(master: Path) -> None:
    cells = cells_of(master)
    named = Counter(name for cell in cells for name in calls(cell.source))
    assert named == Counter(functions(module_of(master)).keys())
    setup = cells[0].source
    assert f'explain = explanations("{name_of(master)}", globals())' in setup.splitlines()


@each_master
def test_an_explanation_is_named_for_its_test(master: Path) -> None:
    for cell in cells_of(master):
        test = cell.grade_id.removeprefix("test_").removeprefix(f"{master.stem}_")
        names = list(calls(cell.source))
        numbered = [f"{test}_{number}" for number in range(1, len(names) + 1)]
        assert names == ([test] if len(names) == 1 else numbered), cell.grade_id


@each_master
def test_an_explanation_reads_variables_of_its_own_test(master: Path) -> None:
    cells, known = cells_of(master), functions(module_of(master))
    given = set().union(*(stored(cell.source) for cell in cells if not cell.points))
    for cell in cells:
        for name in calls(cell.source):
            parameters = set(inspect.signature(known[name]).parameters)
            assert parameters <= stored(cell.source) | given, (cell.grade_id, name)


@each_master
def test_every_explanation_is_computed_without_an_error(
    master: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(explained, "explanations", strict)
    found = verdicts(cells_of(master), seconds=120)
    assert set(found.values()) == {""}, {test: error for test, error in found.items() if error}


def test_a_visible_test_has_few_lines() -> None:
    lines = {
        cell.metadata.nbgrader.grade_id: len(cell.source.splitlines())
        for path in sorted((ROOT / "exercises").glob("*/*.ipynb"))
        for cell in nbformat.read(path, as_version=4).cells
        if cell.metadata.get("nbgrader", {}).get("grade")
    }
    assert {test for test, count in lines.items() if count > MOST_LINES} == LONGER.keys()
    assert statistics.median(lines.values()) <= 8


def of_another_release(cell: Cell) -> Cell:
    return replace(cell, source=cell.source.replace('explain("', 'explain("older_'))


def test_a_notebook_of_another_release_needs_no_explanation() -> None:
    cells = [
        of_another_release(cell)
        for cell in cells_of(ROOT / "solutions/regression/huber_loss.ipynb")
    ]
    assert set(verdicts(cells).values()) == {""}
    wrong = verdicts(cells, "def huber(d, delta):\n    return d.abs()")
    assert wrong["test_huber_values"].startswith("ExpectationFailed: the result is not right.\n")
    assert "diagnosis" not in wrong["test_huber_values"]


def test_an_explanation_that_fails_costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    module = importlib.import_module("lossutil.explained.regression.huber_loss")
    monkeypatch.setattr(module, "refused_1", lambda d: 1 / d)
    assert explained.explanations("regression/huber_loss", {"d": 0})("refused_1") == {}
    assert explained.explanations("regression/huber_loss", {})("refused_1") == {}
    assert explained.explanations("regression/of_another_release", {})("refused_1") == {}
