"""Mutation tests of the exercises: ``python -m tools.mutants [NOTEBOOK ...]``.

Each reference solution is changed in one place at a time (an operator, a constant, a comparison,
a dropped term or call), and the exercise's own tests run on it. A mutant that gets full marks has
survived; ``tests/bank/survivors.toml`` explains each. Without arguments all notebooks are tested.
With ``--write`` the table of scores goes into the page of the reference.
"""

from __future__ import annotations

import argparse
import ast
import copy
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tqdm import tqdm

from tools.answers import Cell, cells_of, verdicts, warm_up
from tools.bank import name_of
from tools.pages import with_part

ROOT = Path(__file__).resolve().parent.parent
SURVIVORS = ROOT / "tests" / "bank" / "survivors.toml"
PAGE = ROOT / "chapters" / "6-reference" / "checked.md"
BEGIN, END = "<!-- mutation scores: begin -->", "<!-- mutation scores: end -->"

BINARY: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
OTHER_CALL = {
    "sum": "mean",
    "mean": "sum",
    "amax": "amin",
    "amin": "amax",
    "max": "min",
    "min": "max",
    "log1p": "log",
    "expm1": "exp",
    "maximum": "minimum",
    "minimum": "maximum",
    "all": "any",
    "any": "all",
    "zeros_like": "ones_like",
    "ones_like": "zeros_like",
}
DEFINITIONS = (ast.FunctionDef, ast.ClassDef)
KEPT = {"append", "item", "format", "join", "reshape", "expand", "new_tensor", "dim", "numel", "to"}


@dataclass(frozen=True)
class Mutant:
    """One changed place of one solution.

    Attributes:
        function: the function that was changed.
        change: ``old → new``, as Python writes the two expressions or statements.
        source: the solution cell with the change.
    """

    function: str
    change: str
    source: str


def mutants(source: str) -> list[Mutant]:
    """Return every mutant of a cell that defines one function or class; no two are the same.

    Signatures are not changed, because the exercise gives them; nor are error messages and
    docstrings.

    >>> [m.change for m in mutants("def f(x):\\n    return 2 * x.abs()")]
    ['2 * x.abs() → 2 / x.abs()', '2 → 3', '2 → 0', 'x.abs() → x']
    >>> [m.change for m in mutants("class A(B):\\n    def f(self, x=1): return -x")]
    ['-x → x']
    """
    tree = ast.parse(source)
    (function,) = (node for node in tree.body if isinstance(node, DEFINITIONS))
    found: dict[str, Mutant] = {ast.unparse(tree): Mutant("", "", "")}
    for path in _places(function):
        original = _at(function, path)
        for replacement in _replacements(original):
            changed = copy.deepcopy(tree)
            (target,) = (node for node in changed.body if isinstance(node, DEFINITIONS))
            _put(target, path, replacement)
            text = ast.unparse(ast.fix_missing_locations(changed))
            if text not in found:
                before, after = (" ".join(ast.unparse(n).split()) for n in (original, replacement))
                found[text] = Mutant(function.name, f"{before} → {after}", text)
    return list(found.values())[1:]


Path_ = tuple[tuple[str, int | None], ...]


def _places(function: ast.FunctionDef | ast.ClassDef) -> Iterator[Path_]:
    """Paths to the places that can be changed: field names and list indices."""
    handed_out = [function, *(function.body if isinstance(function, ast.ClassDef) else [])]

    def walk(node: ast.AST, path: Path_) -> Iterator[Path_]:
        for field, value in ast.iter_fields(node):
            signature = node in handed_out and field in ("args", "bases")
            if signature or field in ("decorator_list", "annotation", "returns", "ctx"):
                continue
            children = value if isinstance(value, list) else [value]
            for position, child in enumerate(children):
                here = (*path, (field, position if isinstance(value, list) else None))
                if isinstance(child, ast.AST) and not _is_docstring(child):
                    yield here
                    if not isinstance(child, ast.Raise | ast.JoinedStr):
                        yield from walk(child, here)

    yield from walk(function, ())


def _is_docstring(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def _at(node: ast.AST, path: Path_) -> ast.AST:
    for field, position in path:
        value = getattr(node, field)
        node = value if position is None else value[position]
    return node


def _put(node: ast.AST, path: Path_, new: ast.AST) -> None:
    parent = _at(node, path[:-1])
    field, position = path[-1]
    if position is None:
        setattr(parent, field, new)
    else:
        getattr(parent, field)[position] = new


def _replacements(node: ast.AST) -> Iterator[ast.AST]:
    def changed(**fields: object) -> ast.AST:
        new = copy.copy(node)
        for field, value in fields.items():
            setattr(new, field, value)
        return new

    match node:
        case ast.BinOp():
            if type(node.op) in BINARY:
                yield changed(op=BINARY[type(node.op)]())
            if isinstance(node.op, ast.Add | ast.Sub):
                yield from (node.left, node.right)
        case ast.UnaryOp(op=ast.USub() | ast.Not() | ast.Invert()):
            yield node.operand
        case ast.Compare(ops=[operator]):
            for other in COMPARISONS.get(type(operator), ()):
                yield changed(ops=[other()])
        case ast.Compare(left=left, ops=[first, second], comparators=[middle, right]):
            yield ast.Compare(left, [first], [middle])
            yield ast.Compare(middle, [second], [right])
            for other in COMPARISONS.get(type(first), ()):
                yield changed(ops=[other(), second])
            for other in COMPARISONS.get(type(second), ()):
                yield changed(ops=[first, other()])
        case ast.BoolOp():
            yield changed(op=ast.Or() if isinstance(node.op, ast.And) else ast.And())
            for left_out in range(len(node.values)):
                rest = [value for i, value in enumerate(node.values) if i != left_out]
                yield rest[0] if len(rest) == 1 else changed(values=rest)
        case ast.Constant(value=bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(value=int(value) | float(value)):
            yield ast.Constant(value + 1)
            if value:
                yield ast.Constant(type(value)(0))
        case ast.Constant(value=str(value)):
            yield ast.Constant(value + "?")
        case ast.IfExp():
            yield node.body
            yield node.orelse
        case ast.If():
            yield changed(test=ast.Constant(True))
            yield changed(test=ast.Constant(False))
        case ast.Call(func=ast.Attribute(value=owner, attr=name)):
            if name in OTHER_CALL:
                yield changed(func=ast.Attribute(owner, OTHER_CALL[name], ast.Load()))
            is_module = isinstance(owner, ast.Name) and owner.id in ("torch", "math", "F")
            if is_module and node.args and name not in KEPT:
                yield node.args[0]
            elif not is_module and name not in KEPT:
                yield owner
            for position in range(len(node.keywords)):
                yield changed(keywords=node.keywords[:position] + node.keywords[position + 1 :])
        case ast.Expr() | ast.AugAssign() | ast.Raise():
            yield ast.Pass()


def tried(cells: Sequence[Cell], mutant: Mutant, seconds: float = 20.0) -> bool:
    """Whether a test of the exercise fails on the mutant; a crash is a failure, too.

    The tests named after the function run first: they fail on most mutants.
    """
    own = {c.grade_id for c in cells if c.points and f"_{mutant.function}_" in f"{c.grade_id}_"}
    try:
        for only in (own.__contains__, lambda test: test not in own):
            if any(
                verdicts(cells, mutant.source, only=only, stop_early=True, seconds=seconds).values()
            ):
                return True
    except RuntimeError:
        return True
    return False


def survivors(notebook: Path) -> tuple[Counter[str], list[Mutant]]:
    """Return how many mutants each function of a notebook has, and those that got full marks."""
    warm_up()
    cells = cells_of(notebook)
    found = [m for cell in cells if cell.is_solution for m in mutants(cell.source)]
    name = f"{notebook.parent.name}/{notebook.stem}"
    with ThreadPoolExecutor(2) as pool:
        caught = list(
            tqdm(
                pool.map(lambda mutant: tried(cells, mutant), found), name, len(found), leave=False
            )
        )
    left = [mutant for mutant, dead in zip(found, caught, strict=True) if not dead]
    return Counter(mutant.function for mutant in found), left


def explained() -> dict[tuple[str, str, str], str]:
    """Return (notebook, function, change) → why no test can distinguish it from the reference."""
    known = tomllib.loads(SURVIVORS.read_text(encoding="utf-8"))["survivor"]
    return {(one["notebook"], one["function"], one["change"]): one["why"] for one in known}


def rows(notebook: Path, counts: Counter[str], left: Sequence[Mutant]) -> list[str]:
    """Return the table's rows for a notebook, one a function."""
    lost = Counter(mutant.function for mutant in left)
    return [
        f"| `{name_of(notebook)}` | `{function}` | {count} | {count - lost[function]} |"
        f" {lost[function]} |"
        for function, count in counts.items()
    ]


def main(words: Sequence[str] | None = None) -> int:
    """Print the mutation score of each function, and the mutants that survive unexplained."""
    parser = argparse.ArgumentParser(prog="python -m tools.mutants", description=__doc__)
    parser.add_argument("notebooks", nargs="*", type=Path, metavar="NOTEBOOK")
    parser.add_argument("--write", action="store_true", help="put the table into the page")
    arguments = parser.parse_args(words)
    notebooks = arguments.notebooks or sorted((ROOT / "solutions").glob("*/*.ipynb"))
    reasons = explained()
    lines, total, alive, unexplained = [], 0, 0, 0
    for notebook in notebooks:
        counts, left = survivors(notebook)
        for mutant in left:
            reason = reasons.get((name_of(notebook), mutant.function, mutant.change))
            unexplained += reason is None
            print(f"survived: {name_of(notebook)} {mutant.function}: {mutant.change}")
            print(f"    {reason or 'WHY?'}")
        lines += rows(notebook, counts, left)
        total, alive = total + counts.total(), alive + len(left)
    table = "\n".join(
        [
            f"Of {total:,} mutants the tests catch {total - alive:,}: "
            f"{100 * (total - alive) / total:.1f} %.",
            "",
            "| Exercise | Function | Mutants | Caught | Left |",
            "|---|---|--:|--:|--:|",
            *lines,
        ]
    )
    print(table)
    if arguments.write:
        PAGE.write_text(with_part(PAGE, BEGIN, END, table), encoding="utf-8")
    return int(unexplained > 0)


if __name__ == "__main__":
    sys.exit(main())
