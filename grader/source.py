"""What a student's source reaches for: the trusted half of the by-hand guard.

Nothing is executed: cells are compiled, and the names in their bytecode are read. From the graded
function they are followed through the notebook's own definitions; what is refused must not be named
there. Code that could hide what it calls, or change the guard in the sandbox, is refused anywhere
in the notebook.
"""

from __future__ import annotations

import ast
import dis
from collections import defaultdict
from collections.abc import Iterable, Iterator

from IPython.core.inputtransformer2 import TransformerManager

from lossutil import checks

_HIDING = {
    "__builtins__", "__closure__", "__code__", "__dict__", "__globals__", "__import__",
    "__subclasses__", "_getframe", "attrgetter", "builtins", "ctypes", "currentframe", "f_back",
    "f_globals", "f_locals", "gc", "globals", "importlib", "methodcaller", "mock",
    "overrides", "pickle", "runpy", "setattr", "InteractiveShell", "_python_dispatch", "_in_force",
    "_pop_mode",
}  # fmt: skip
_HIDING |= checks._HIDING_NAMES | checks._HIDING_MODULES
_FUNCTIONS = {"eval", "exec"}  # ``model.eval()`` is another thing
_METHODS = {"ev", "ex", "push", "run_cell", "run_code", "user_global_ns", "user_ns"}  # the shell's
_UNSEEN = {"_C", "_VF", "_refs", "_decomp", "_inductor", "compile", "fx", "jit", "library", "ops"}


class Source:
    """The code cells of a student, and what they name.

    >>> cells = ["import torch.nn.functional as F\\ndef f(x): return g(x)",
    ...          "def g(x): return F.softmax(x, 0)"]
    >>> Source(cells).torchs_own("f", ["softmax"])
    'softmax'
    """

    def __init__(self, cells: Iterable[str]) -> None:
        self.uses: dict[str, set[str]] = defaultdict(set)
        self.reaches: dict[str, set[str]] = defaultdict(set)
        hiding: set[str] = set()
        for statement in (statement for cell in cells for statement in statements(cell)):
            bound, uses, reaches = names(statement)
            hiding |= _HIDING & (uses | reaches) | _FUNCTIONS & uses | _METHODS & reaches
            for name in {"", *bound}:
                self.uses[name] |= uses
                self.reaches[name] |= reaches
        self.hiding = min(hiding, default="")

    def torchs_own(self, start: str, refused: Iterable[str]) -> str:
        """Name what the function ``start`` reaches and is refused, or return an empty string.

        Where nothing of that name is defined, every statement counts.
        """
        if self.hiding:
            return self.hiding
        never, seen = set(refused), {name for name in (start, f".{start}") if name in self.uses}
        todo = [*(seen or {""})]
        for name in todo:  # grows on the way
            own = self.uses[name] & self.uses.keys()
            for reached in sorted(self.reaches[name] | (self.uses[name] - own)):
                if reached in _UNSEEN or checks._plain(reached) in never:
                    return reached
            stored = {f".{reached}" for reached in self.uses[name] | self.reaches[name]}
            found = (own | stored & self.uses.keys()) - seen
            seen |= found
            todo += found
        return ""


def statements(source: str) -> Iterator[ast.stmt]:
    """Yield a cell's statements, and those in the text of its magics."""
    try:
        body = ast.parse(TransformerManager().transform_cell(source)).body
    except (SyntaxError, ValueError, RecursionError):
        return  # a cell that does not run reaches nothing
    yield from body
    for node in (node for statement in body for node in ast.walk(statement)):
        match node:
            case ast.Call(ast.Attribute(_, "run_line_magic" | "run_cell_magic"), [*_, last]):
                match last:
                    case ast.Constant(text):
                        yield from statements(str(text))
                    case _:  # it can be anything
                        yield from statements("eval")


def names(statement: ast.stmt) -> tuple[set[str], set[str], set[str]]:
    """Return what a statement binds, what it takes from the notebook, what it reaches into.

    An attribute that is bound has a dot before its name.
    """
    bound: set[str] = set()
    uses: set[str] = set()
    reaches = set(_given_as_text(statement))
    try:
        module = ast.Module([statement], [])
        top = compile(module, "<cell>", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    except (SyntaxError, ValueError, RecursionError):
        return bound, uses, reaches
    for code in checks._codes(top):
        for step in dis.get_instructions(code):
            if step.opname == "STORE_GLOBAL" or (code is top and step.opname == "STORE_NAME"):
                bound.add(step.argval)
            elif step.opname in ("LOAD_GLOBAL", "LOAD_NAME", "LOAD_FROM_DICT_OR_GLOBALS"):
                uses.add(step.argval)
            elif step.opname == "STORE_ATTR":
                bound.add(f".{step.argval}")
            elif step.opcode in dis.hasname:  # attributes and imports
                reaches.update(step.argval.split("."))
    return bound, uses, reaches


def _given_as_text(statement: ast.stmt) -> Iterator[str]:
    """Yield the names of attributes that are given as text, ``__dict__`` where it can be any."""
    known = {}
    for node in ast.walk(statement):
        match node:
            case ast.Call(ast.Name("getattr") as function, [_, ast.Constant(str(name)), *_]):
                known[function] = name
            case ast.Call(ast.Name("vars"), [_]):
                yield "__dict__"
            case ast.Name("getattr"):
                known.setdefault(node, "__dict__")
    yield from known.values()
