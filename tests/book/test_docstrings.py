"""Public functions state their arguments and results.

On the reference page every function states both. Elsewhere the summary may explain a single
argument, and the result if it begins with "Return".
"""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tools.notebooks import ROOT

Function = ast.FunctionDef | ast.AsyncFunctionDef

REFERENCE = re.findall(
    r"automodule:: (\S+)", (ROOT / "chapters" / "6-reference" / "lossutil.md").read_text("utf-8")
)
# What implements an interface: its functions are explained there.
INTERFACES = {"Nothing": "Guard", "lossutil.grader_guard": "Guard"}
RETURNS = re.compile(r"(?:Return|Yield|Whether|Read|Open)\b")


@cache
def modules() -> dict[str, Path]:
    """Return the modules of both packages; a function of ``explained`` is named for its test."""
    paths = [path for package in ("lossutil", "grader") for path in (ROOT / package).rglob("*.py")]
    names = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in paths]
    found = {n.removesuffix(".__init__"): path for n, path in zip(names, paths, strict=True)}
    return {n: found[n] for n in sorted(found) if not n.startswith("lossutil.explained.")}


def is_shown(module: str, name: str) -> bool:
    """Whether the reference page shows a function or a class of a module.

    A package on the page shows what its ``__all__`` lists, wherever it is defined.
    """
    package = module if module in REFERENCE else module.rpartition(".")[0]
    if package not in REFERENCE:
        return False
    listed = getattr(importlib.import_module(package), "__all__", None)
    return listed is None or name in listed


def public(tree: ast.Module) -> Iterator[tuple[str, Function, list[str]]]:
    """Yield public functions and methods by dotted name, with the bases of a method's class."""
    for node in tree.body:
        if isinstance(node, Function) and node.name[0] != "_":
            yield node.name, node, []
        elif isinstance(node, ast.ClassDef) and node.name[0] != "_":
            bases = [ast.unparse(base).rpartition(".")[2] for base in node.bases]
            for part in node.body:
                if isinstance(part, Function) and part.name[0] != "_":
                    yield f"{node.name}.{part.name}", part, bases


@cache
def methods() -> frozenset[str]:
    """Return every public method, as ``Class.method``."""
    trees = [ast.parse(path.read_text("utf-8")) for path in modules().values()]
    return frozenset(name for tree in trees for name, _, _ in public(tree) if "." in name)


def parameters(function: Function, decorators: str, *, is_method: bool) -> list[str]:
    """Return the names of a function's parameters, without ``self`` and ``cls``."""
    found = function.args
    names = [arg.arg for arg in (*found.posonlyargs, *found.args)]
    if is_method and "staticmethod" not in decorators:
        del names[0]
    return names + [arg.arg for arg in (found.vararg, *found.kwonlyargs, found.kwarg) if arg]


def gaps(module: str, source: str) -> list[str]:
    """Return what the docstrings of a module leave out, as sentences."""
    problems = []
    for name, function, bases in public(ast.parse(source)):
        owner, _, short = name.rpartition(".")
        shown = is_shown(module, owner or short)
        decorators = " ".join(map(ast.unparse, function.decorator_list))
        inherited = {f"{base}.{short}" for base in (*bases, INTERFACES.get(owner or module))}
        if inherited & methods() or re.search(r"\b(?:command|group|\w*property)\b", decorators):
            continue
        text = inspect.cleandoc(ast.get_docstring(function) or "")
        names = parameters(function, decorators, is_method=bool(owner))
        if len(names) >= (1 if shown else 2):
            stated = text.partition("Args:\n")[2]
            missing = [one for one in names if not re.search(rf"\b{one}\b.*:", stated)]
            problems += [f"{name}: Args lacks {one}" for one in missing]
        result = ast.unparse(function.returns) if function.returns else "None"
        told = re.search(r"^(?:Returns|Yields):", text, re.M) or (not shown and RETURNS.match(text))
        if result not in {"None", "Never", "NoReturn", "Iterator[None]"} and not told:
            problems.append(f"{name}: Returns is missing")
    return problems


@pytest.mark.parametrize("module", modules())
def test_docstrings_state_arguments_and_results(module: str) -> None:
    assert gaps(module, modules()[module].read_text("utf-8")) == []


def test_every_module_of_the_reference_page_is_checked() -> None:
    assert {"lossutil.checks", "lossutil.figures", "lossutil.propagation"} <= set(REFERENCE)
    assert set(REFERENCE) <= modules().keys()
    assert is_shown("lossutil.curves", "Curves")
    assert is_shown("lossutil.catalog.model", "Loss")
    assert is_shown("lossutil.checks.guard", "by_hand")
    assert not is_shown("lossutil.checks.guard", "torchs_own")
    assert not is_shown("lossutil.gates", "install")


ONE = 'def f(x) -> int:\n    """Return x."""'
TWO = 'def f(x, y):\n    """Add."""'
ARGS = ".\n\n    Args:\n        x, y: numbers.\n    "
METHOD = 'class A:\n    def f(self, x):\n        """Note x."""'


@pytest.mark.parametrize(
    ("source", "shown", "expected"),
    [
        (ONE, False, []),
        (ONE, True, ["f: Args lacks x", "f: Returns is missing"]),
        (ONE.replace("Return x", "Count"), False, ["f: Returns is missing"]),
        (ONE.replace("f(", "_f("), True, []),
        (TWO, False, ["f: Args lacks x", "f: Args lacks y"]),
        (TWO.replace(".", ".\n\n    Args:\n        x, y: numbers.\n    "), True, []),
        (
            TWO.replace(".", ".\n\n    Args:\n        x: a number.\n    "),
            False,
            ["f: Args lacks y"],
        ),
        (METHOD, False, []),
        (METHOD, True, ["A.f: Args lacks x"]),
        (METHOD.replace("class A", "class Nothing").replace("f(", "mark("), True, []),
    ],
)
def test_a_gap_in_a_docstring_is_found(source: str, shown: bool, expected: list[str]) -> None:
    assert gaps("lossutil.curves" if shown else "lossutil.gates", source) == expected
