"""The names of tests: what is tested, under which condition, with which result; and their style."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

from tools.notebooks import ROOT

LONGEST = 60


def names_of_tests(source: str) -> list[str]:
    """Return the names of the test functions and methods that a module defines."""
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    nodes = (node for node in ast.walk(ast.parse(source)) if isinstance(node, functions))
    return [node.name for node in nodes if node.name.startswith("test_")]


def test_name_of_a_test_has_at_most_60_characters() -> None:
    modules = sorted((ROOT / "tests").rglob("test_*.py"))
    names = {path: names_of_tests(path.read_text("utf-8")) for path in modules}
    assert sum(map(len, names.values())) > 800
    assert [name for found in names.values() for name in found if len(name) > LONGEST] == []


def test_names_of_functions_and_methods_are_found() -> None:
    source = (
        "def test_a(): pass\n"
        "def helper(): pass\n"
        "class TestB:\n    def test_c(self): pass\n"
        "async def test_d(): pass\n"
    )
    assert sorted(names_of_tests(source)) == ["test_a", "test_c", "test_d"]


def test_style_is_checked_in_every_test_area_but_the_bank() -> None:
    ruff = [sys.executable, "-m", "ruff", "check", "--show-files", "."]
    listed = subprocess.run(ruff, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    checked = {Path(path) for path in listed.split()}
    modules = set((ROOT / "tests").rglob("*.py"))
    assert {path.relative_to(ROOT / "tests").parts[0] for path in modules - checked} == {"bank"}
