"""Answers that compute nothing get no points; a test of an error also asks for a right value."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from tools import nonanswers
from tools.answers import Cell, cells_of
from tools.bank import name_of

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "solutions").glob("*/*.ipynb"))
CONTROLS = {"expect_close", "expect_gradient", "expect_moments", "expect_report"}

SETUP = Cell("import torch\nfrom lossutil.checks import *", "", 0, False)
HALF = Cell("def half(x):\n    return x / 2", "half", 0, True)


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=name_of)
def test_a_nonanswer_earns_no_point_that_is_not_listed(notebook: Path) -> None:
    known = {one for one in nonanswers.listed() if one[0] == name_of(notebook)}
    assert set(nonanswers.passed(notebook)) == known


def test_the_list_names_notebooks_that_exist_and_says_why() -> None:
    listed = nonanswers.listed()
    assert {notebook for notebook, *_ in listed} <= set(map(name_of, NOTEBOOKS))
    assert all(len(why.split()) >= 5 for why in listed.values())


@pytest.mark.parametrize(
    ("test", "kinds"),
    [
        ("expect_raises((ValueError, TypeError), half, 'x')", {"raise ValueError"}),
        ("expect_unchanged(half, torch.ones(2))", {"return None", "zeros", "bare ..."}),
        (
            "x = torch.ones(2)\nexpect_close(half(x), x / 2, on='ones')",
            {"nan into the inputs, an input", "zeros into the inputs, an input"},
        ),
        ("expect_close(half(torch.tensor(3.0)), 1.5, on='3')", {nonanswers.CONSTANT}),
        ("expect_close(half(torch.tensor(0.0)), 0.0, on='0')", {"an input", "zero"}),
    ],
)
def test_a_weak_test_is_passed_by_the_nonanswers(test: str, kinds: set[str]) -> None:
    cells = [SETUP, HALF, Cell(test, "test_half", 1, False)]
    constants = nonanswers.constants_of(cells)
    passing = {kind for kind in kinds if nonanswers.earned(cells, kind, constants)}
    assert passing == kinds


def test_a_nonanswer_stands_in_for_every_function_and_method() -> None:
    source = (
        "class A(B):\n    def __init__(self, x): self.x = x\n    def forward(self, y): return y"
    )
    cells = [HALF, Cell(source, "A", 0, True)]
    tree = ast.parse(nonanswers.sources(cells, "return None", {}))
    bodies = [
        "\n".join(map(ast.unparse, f.body))
        for f in ast.walk(tree)
        if isinstance(f, ast.FunctionDef)
    ]
    assert sorted(bodies) == ["return None", "return None", "super().__init__()"]


# --- Positive controls ---------------------------------------------------------------------------


def names(*nodes: ast.AST) -> set[str]:
    return {n.id for node in nodes for n in ast.walk(node) if isinstance(n, ast.Name)}


def calls(nodes: Iterable[ast.AST], kinds: set[str]) -> Iterator[ast.Call]:
    for call in nodes:
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in kinds:
            yield call


def always_run(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes below a node that run unconditionally; loops count as unconditional."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.If | ast.Try | ast.FunctionDef | ast.Lambda):
            yield child
            yield from always_run(child)


def uncontrolled(source: str) -> set[str]:
    """Return the functions of a test cell that only have to raise or to change nothing."""
    tree = ast.parse(source)
    origin: dict[str, set[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            for name in names(*node.targets):
                origin[name] = origin.get(name, set()) | names(node.value)
        elif isinstance(node, ast.FunctionDef):
            origin[node.name] = names(node)
    refused = {
        name
        for call in calls(ast.walk(tree), {"expect_raises", "expect_unchanged"})
        for name in names(call.args[1 if call.func.id == "expect_raises" else 0])  # type: ignore
    }
    computed = {
        name
        for call in calls(always_run(tree), CONTROLS)
        for name in names(*call.args, *(keyword.value for keyword in call.keywords))
    }
    for name in (todo := list(computed)):  # grows in the loop
        todo += origin.get(name, set()) - computed
        computed |= origin.get(name, set())
    return refused - computed - {"guard"}


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=name_of)
def test_a_cell_with_a_refusal_asks_for_a_value(notebook: Path) -> None:
    tests = [cell for cell in cells_of(notebook) if cell.points]
    assert tests
    found = {cell.grade_id: missing for cell in tests if (missing := uncontrolled(cell.source))}
    assert found == {}


@pytest.mark.parametrize(
    ("source", "missing"),
    [
        ("mine = guard(f)\nexpect_raises(ValueError, mine, x)", {"mine"}),
        ("expect_unchanged(guard(f), x)\nexpect_close(guard(g)(x), 1, on=x)", {"f"}),
        ("expect_unchanged(f, x)\nif x:\n    expect_close(f(x), 1, on=x)", {"f"}),
        ("expect_raises(ValueError, f, x)\nexpect_close(x, 1, on=x)", {"f"}),
        ("expect_raises(ValueError, f, x)\nexpect_close(f(x), 1, on=x)", set()),
        ("for x in xs:\n    expect_unchanged(f, x)\n    expect_gradient(f, g, x)", set()),
        ("expect_unchanged(f, x)\ncame = f(x)\nexpect_close(came, 1, on=x)", set()),
        ("expect_unchanged(f, x)\ndef h(x): return f(x)\nexpect_close(h(x), 1, on=x)", set()),
    ],
)
def test_a_missing_control_is_found(source: str, missing: set[str]) -> None:
    assert uncontrolled(source) == missing


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=name_of)
def test_a_function_gets_copies_unless_it_fills_tensors(notebook: Path) -> None:
    setup = next(cell.source for cell in cells_of(notebook) if "by_hand(" in cell.source)
    assert ("on_copies(" in setup) == (notebook.parent.name != "initialization")
