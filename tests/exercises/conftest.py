"""Running an exercise's cells without a kernel: one namespace, one verdict per test cell."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
import torch

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Cell:
    """A code cell of an exercise; grade_id is '' where nbgrader does not know the cell."""

    source: str
    grade_id: str
    points: float
    is_solution: bool

    @property
    def functions(self) -> frozenset[str]:
        """The names of the functions that the cell defines."""
        return functions_of(self.source)


def functions_of(source: str) -> frozenset[str]:
    body = ast.parse(source).body
    return frozenset(node.name for node in body if isinstance(node, ast.FunctionDef))


def cells_of(notebook: Path) -> list[Cell]:
    cells = []
    for cell in nbformat.read(notebook, as_version=4).cells:
        if cell.cell_type == "code":
            meta = cell.metadata.get("nbgrader", {})
            points = meta.get("points", 0) if meta.get("grade") else 0
            cells.append(
                Cell(cell.source, meta.get("grade_id", ""), points, meta.get("solution", False))
            )
    return cells


def run_cells(cells: list[Cell], answer: str = "") -> dict[str, str]:
    """Run cells in a fresh namespace; return test cell → its error, '' where it passed.

    Where a solution cell defines a function that the answer defines, too, the answer runs in its
    place; the other solution cells run as they are.
    """
    namespace: dict[str, object] = {"__name__": "__main__"}
    verdicts = {}
    for cell in cells:
        replaced = cell.is_solution and cell.functions & functions_of(answer)
        source = answer if replaced else cell.source
        error = ""
        try:
            exec(compile(source, f"<{cell.grade_id}>", "exec"), namespace)
        except Exception as raised:
            error = f"{type(raised).__name__}: {raised}"
        if cell.points:
            verdicts[cell.grade_id] = error
        elif error and (cell.is_solution or cell.grade_id):
            pytest.fail(f"cell {cell.grade_id} is no test, and failed: {error}")
    return verdicts


@pytest.fixture(scope="session", autouse=True)
def one_thread() -> None:
    """Threads cost more than they give on tensors of a dozen numbers."""
    torch.set_num_threads(1)


@pytest.fixture(scope="session")
def exercise_cells() -> Callable[[Path], list[Cell]]:
    """The code cells of a notebook."""
    return cells_of


@pytest.fixture(scope="session")
def run_exercise() -> Callable[..., dict[str, str]]:
    """Run cells, with an answer in place of the solutions that it defines."""
    return run_cells


@pytest.fixture(scope="session")
def reference() -> Callable[[str, str], Callable[..., object]]:
    """Return a function that gives the reference solution by its assignment and its name."""

    def named(assignment: str, name: str) -> Callable[..., object]:
        notebooks = sorted((ROOT / "solutions" / assignment).glob("*.ipynb"))
        defining = [
            cells
            for notebook in notebooks
            if notebook.stem == name or not any(other.stem == name for other in notebooks)
            for cells in [cells_of(notebook)]
            if any(name in cell.functions for cell in cells if cell.is_solution)
        ]
        assert len(defining) == 1, f"{assignment}: {len(defining)} notebooks define {name}()"
        namespace: dict[str, object] = {"__name__": "__main__"}
        for cell in defining[0]:
            if not cell.points:
                exec(cell.source, namespace)
        function = namespace[name]
        assert callable(function)
        return function

    return named
