"""Parameters in another order than the brief's cost a point, and the first message says so."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from lossutil.explained.orders import ORDERS
from tools.answers import Cell, verdicts
from tools.bank import NOTEBOOKS, ROOT, cells_in, name_of

CAUSE = "arguments come by position here; the brief's order is "


def definitions(cell: Cell) -> Iterator[tuple[str, ast.FunctionDef, int]]:
    """The functions that a solution cell asks for: name, definition, and 1 for a constructor."""
    for node in ast.parse(cell.source).body if cell.is_solution else []:
        match node:
            case ast.FunctionDef():
                yield node.name, node, 0
            case ast.ClassDef():
                inside = (one for one in node.body if isinstance(one, ast.FunctionDef))
                yield node.name, next(one for one in inside if one.name == "__init__"), 1


def swapped(source: str, function: ast.FunctionDef, first: int) -> str:
    """The source with a parameter and the next one in each other's places, defaults included."""
    tree = ast.parse(source)
    found = next(
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.lineno == function.lineno
    )
    names, values = found.args.args, found.args.defaults
    behind = first - (len(names) - len(values))
    names[first], names[first + 1] = names[first + 1], names[first]
    values[behind], values[behind + 1] = values[behind + 1], values[behind]
    return ast.unparse(tree)


def swaps(notebook: Path) -> Iterator[tuple[str, str]]:
    """Each swap of two neighboring parameters with defaults: what, and the source of its cell."""
    for cell in cells_in(notebook):
        for name, function, _ in definitions(cell):
            names = [one.arg for one in function.args.args]
            for first in range(len(names) - len(function.args.defaults), len(names) - 1):
                what = f"{name}: {names[first]}, {names[first + 1]}"
                yield what, swapped(cell.source, function, first)


def orders(notebook: Path) -> tuple[str, ...]:
    """The functions of a master that take two or more arguments by position, and these."""
    found = (
        (name, [one.arg for one in function.args.args][own:])
        for cell in cells_in(notebook)
        for name, function, own in definitions(cell)
    )
    return tuple(f"{name}({', '.join(names)})" for name, names in found if len(names) > 1)


each_master = pytest.mark.parametrize("notebook", NOTEBOOKS, ids=name_of)


@each_master
def test_the_stated_orders_are_those_of_the_master(notebook: Path) -> None:
    assert ORDERS.get(name_of(notebook), ()) == orders(notebook)


@each_master
def test_two_parameters_in_each_others_places_are_named(notebook: Path) -> None:
    for what, source in swaps(notebook):
        failed = [error for error in verdicts(cells_in(notebook), source).values() if error]
        assert failed, f"{what}: keeps full marks"
        assert CAUSE in failed[0], f"{what}: the first message is about something else"
        assert f"{what.partition(':')[0]}(" in failed[0].partition(CAUSE)[2]


def test_the_masters_have_a_hundred_such_swaps() -> None:
    assert sum(1 for notebook in NOTEBOOKS for _ in swaps(notebook)) > 100


def test_other_names_in_the_right_places_are_no_swap() -> None:
    cells = cells_in(ROOT / "solutions/regression/huber_loss.ipynb")
    found = verdicts(cells, "def huber(error, width):\n    return error.abs() * width")
    assert "test_huber_values" in {test for test, error in found.items() if error}
    assert not any(CAUSE in error for error in found.values())
