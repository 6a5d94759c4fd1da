"""What a student's source reaches for: the trusted half of the by-hand guard.

Nothing is executed. From the graded function the names are followed through the notebook's own
definitions; what is refused must not be named there. Code that could hide what it calls, or
change the guard in the sandbox, is refused anywhere in the notebook.
"""

from __future__ import annotations

import ast
import symtable
from collections.abc import Iterable, Iterator

from IPython.core.inputtransformer2 import TransformerManager

from lossutil import checks

_HIDING = {
    "__builtins__", "__closure__", "__code__", "__dict__", "__globals__", "__import__",
    "__subclasses__", "_getframe", "attrgetter", "ctypes", "currentframe", "eval", "exec",
    "f_back", "f_globals", "f_locals", "gc", "globals", "importlib", "methodcaller", "mock",
    "overrides", "pickle", "runpy", "setattr", "_python_dispatch", "_in_force", "_pop_mode",
}  # fmt: skip
_HIDING |= checks._HIDING_NAMES | checks._HIDING_MODULES
_UNSEEN = {"_C", "_VF", "_refs", "_decomp", "_inductor", "compile", "fx", "jit", "library", "ops"}


class Source:
    """The code cells of a student, and what they name.

    >>> cells = ["import torch.nn.functional as F\\ndef f(x): return g(x)",
    ...          "def g(x): return F.softmax(x, 0)"]
    >>> Source(cells).torchs_own("f", ["softmax"])
    'softmax'
    """

    def __init__(self, cells: Iterable[str]) -> None:
        self.uses: dict[str, set[str]] = {}
        self.reaches: dict[str, set[str]] = {}
        self.hiding = ""
        statements = [statement for cell in cells for statement in _parse(cell).body]
        tables = [symtable.symtable(ast.unparse(s), "<cell>", "exec") for s in statements]
        bound = [
            {x.get_name() for x in t.get_symbols() if x.is_assigned() or x.is_imported()}
            for t in tables
        ]
        for statement, table, names in zip(statements, tables, bound, strict=True):
            uses = set(_globals(table))
            reaches = {name for node in ast.walk(statement) for name in _attributes(node)}
            self.hiding = self.hiding or min(_HIDING & (uses | reaches), default="")
            for name in names:
                self.uses.setdefault(name, set()).update(uses)
                self.reaches.setdefault(name, set()).update(reaches)

    def torchs_own(self, start: str, refused: Iterable[str]) -> str:
        """Name what the function ``start`` reaches and is refused, or return an empty string.

        Where nothing of that name is defined, everything that is defined counts.
        """
        if self.hiding:
            return self.hiding
        never = set(refused)
        todo, seen = [start] if start in self.uses else list(self.uses), set()
        while todo:
            name = todo.pop()
            if name not in seen:
                seen.add(name)
                own = self.uses[name] & self.uses.keys()
                for reached in sorted(self.reaches[name] | (self.uses[name] - own)):
                    if reached in _UNSEEN or checks._plain(reached) in never:
                        return reached
                todo += own
        return ""


def _parse(source: str) -> ast.Module:
    try:
        return ast.parse(TransformerManager().transform_cell(source))
    except (SyntaxError, ValueError, RecursionError):
        return ast.Module(body=[], type_ignores=[])  # a cell that does not run reaches nothing


def _globals(table: symtable.SymbolTable) -> Iterator[str]:
    """Yield the names that a statement, and the functions in it, take from the notebook."""
    top = table.get_type() == "module"
    for symbol in table.get_symbols():
        if symbol.is_referenced() and (top or symbol.is_global()):
            yield symbol.get_name()
    for child in table.get_children():
        yield from _globals(child)


def _attributes(node: ast.AST) -> Iterator[str]:
    """Yield the names by which a node reaches into modules and objects."""
    if isinstance(node, ast.Attribute):
        yield node.attr
    elif isinstance(node, ast.alias):
        yield from node.name.split(".")
    elif isinstance(node, ast.ImportFrom):
        yield from (node.module or "").split(".")
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        if node.func.id == "getattr" and len(node.args) > 1:
            key = node.args[1]
            known = isinstance(key, ast.Constant) and isinstance(key.value, str)
            yield key.value if known else "eval"  # type: ignore[attr-defined]
        elif node.func.id == "vars" and node.args:
            yield "__dict__"
