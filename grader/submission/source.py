"""Static analysis of a student's source: which names a graded function reaches.

A course's guard may refuse functions in the sandbox while a graded function runs; see
``grader.guard``. The analysis finds what a guard cannot intercept: the same functions in another
library and, as a hint for a person, means by which code can hide what it computes. It follows names
from the graded function through the notebook's own definitions. Cells that the function does not
reach, and the course's own cells, are not analyzed.
"""

from __future__ import annotations

import ast
import dis
import functools
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from types import CodeType

from IPython.core.inputtransformer2 import TransformerManager

HIDING = frozenset({
    "ctypes", "gc", "importlib", "inspect", "marshal", "multiprocessing", "pickle", "pkgutil",
    "pydoc", "runpy", "subprocess", "timeit", "torch._C", "torch._dynamo", "torch._inductor",
    "torch.compile", "torch.export", "torch.fx", "torch.jit", "torch.library", "torch.overrides",
    "torch.utils._python_dispatch", "unittest.mock", "os.exec", "os.popen", "os.spawn",
    "os.system", "string.Formatter",
})  # fmt: skip
"""Modules and functions that can hide what a function calls, or that change the interpreter."""
_HIDING_NAMES = {"__builtins__", "__import__", "compile", "eval", "exec"}
_HIDING_ATTRIBUTES = {
    "__closure__", "__code__", "__globals__", "__subclasses__", "_getframe", "co_consts",
    "currentframe", "f_back", "f_globals", "f_locals", "tb_frame", "user_ns",
}  # fmt: skip
_TRANSFORMED = re.compile(r"^\s*(In \[|\.\.\.|>>>|[%!?,;/])", re.MULTILINE)


class Source:
    """The code cells of a student, and the names that they use.

    Args:
        cells: the student's.
        course: the course's own; what a student copied from them is not analyzed.

    >>> cells = ["import scipy.special as s\\ndef f(x): return g(x)",
    ...          "def g(x): return s.softmax(x, 0)"]
    >>> Source(cells).reaching("f", lambda path: path == "scipy.special.softmax")
    's.softmax'
    """

    def __init__(self, cells: Iterable[str], course: Iterable[str] = ()) -> None:
        self.uses: dict[str, set[str]] = defaultdict(set)
        self.reaches: dict[str, set[str]] = defaultdict(set)
        self.paths: dict[str, set[str]] = defaultdict(set)
        self.modules: dict[str, set[str]] = defaultdict(set)
        self.values: set[str] = set()
        """Names that are bound by something other than an import."""
        known: set[str] = set()
        for given in map(_read, course):
            known |= given.dumped
            for name, module in given.imports:
                self.modules[name].add(module)
        for statement in (statement for cell in cells for statement in statements(cell)):
            imports = list(_imports(statement))
            for name, module in imports:
                self.modules[name].add(module)
            if ast.dump(statement) in known:
                continue
            bound, uses, reaches = names(statement)
            self.values |= bound - {name for name, _ in imports}
            found = paths(statement) if bound else set()
            for name in bound:
                self.uses[name] |= uses
                self.reaches[name] |= reaches
                self.paths[name] |= found

    def reaching(self, start: str, wrong: Callable[[str], bool]) -> str:
        """Return the first wrong name that the function ``start`` reaches, or an empty string.

        Args:
            start: name of the function.
            wrong: whether a dotted name is wrong.
        """
        return next((path for path, full in self._reached(start) if wrong(full)), "")

    def full(self, path: str) -> str:
        """Return a dotted name with its module, if an import binds its first part."""
        root, _, rest = path.partition(".")
        return f"{min(self.modules.get(root, {root}))}.{rest}".rstrip(".")

    def library(self, path: str) -> str:
        """Return the library of a dotted name."""
        return self.full(path).partition(".")[0]

    def hiding(self, start: str) -> str:
        """Return the name by which ``start`` may hide something, or an empty string."""
        for path, full in self._reached(start):
            parts = full.split(".")
            if HIDING & {".".join(parts[: i + 1]) for i in range(len(parts))}:
                return path
        for name in self._definitions(start):
            own = self.uses[name] & (_HIDING_NAMES - self.values)
            found = own | self.reaches[name] & _HIDING_ATTRIBUTES
            if found:
                return min(found)
        return ""

    def _definitions(self, start: str) -> list[str]:
        """Return the notebook's names that a function reaches, its own name first."""
        todo = [name for name in (start, f".{start}") if name in self.uses]
        for name in todo:  # grows on the way
            named = self.uses[name] | self.reaches[name]
            found = (self.uses[name] | {f".{name}" for name in named}) & self.uses.keys()
            todo += sorted(found - set(todo))
        return todo

    def _reached(self, start: str) -> Iterator[tuple[str, str]]:
        """Yield each dotted name that a function reaches, as typed and with its module."""
        for name in self._definitions(start):
            for path in sorted(self.paths[name]):
                root, _, rest = path.partition(".")
                if root in self.values:
                    continue
                for module in sorted(self.modules.get(root, ())):
                    yield path, f"{module}.{rest}".rstrip(".")


@dataclass(frozen=True)
class _Read:
    """A cell of the course: its statements, and the modules by the names that its imports bind."""

    dumped: frozenset[str]
    imports: tuple[tuple[str, str], ...]


@functools.cache  # the course's cells are the same for all students
def _read(cell: str) -> _Read:
    found = list(statements(cell))
    imports = (pair for statement in found for pair in _imports(statement))
    return _Read(frozenset(map(ast.dump, found)), tuple(imports))


def _imports(statement: ast.stmt) -> Iterator[tuple[str, str]]:
    """Yield each name that an import statement binds, and the dotted path of what it imports."""
    for node in ast.walk(statement):
        if isinstance(node, ast.Import | ast.ImportFrom):
            origin = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
            for alias in node.names:
                name = alias.asname or (alias.name if origin else alias.name.split(".")[0])
                whole = alias.name if origin or alias.asname else name
                yield name, f"{origin}{whole}"


def statements(source: str) -> Iterator[ast.stmt]:
    """Yield a cell's statements, and those in the arguments of its magics."""
    try:
        body = _parsed(source).body
    except (SyntaxError, ValueError, RecursionError):
        return  # a cell with a syntax error reaches nothing
    yield from body
    for node in (node for statement in body for node in ast.walk(statement)):
        match node:
            case ast.Call(ast.Attribute(_, "run_line_magic" | "run_cell_magic"), [*_, last]):
                match last:
                    case ast.Constant(text):
                        yield from statements(str(text))
                    case _:  # the argument is not a constant
                        yield from statements("eval")


def _parsed(source: str) -> ast.Module:
    """Return the syntax tree of what IPython runs.

    IPython's transformer takes ten times as long as the parser, and does not change valid Python
    without a line that begins like a prompt or a magic: it is skipped for such text.
    """
    if not _TRANSFORMED.search(source):
        with suppress(SyntaxError):
            return ast.parse(source)
    return ast.parse(TransformerManager().transform_cell(source))


def names(statement: ast.stmt) -> tuple[set[str], set[str], set[str]]:
    """Return the names that a statement binds, reads from the notebook, and accesses as attributes.

    An attribute that is bound has a dot before its name.
    """
    bound: set[str] = set()
    uses: set[str] = set()
    reaches: set[str] = set()
    try:
        module = ast.Module([statement], [])
        top = compile(module, "<cell>", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    except (SyntaxError, ValueError, RecursionError):
        return bound, uses, reaches
    for code in _codes(top):
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


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)


def paths(statement: ast.stmt) -> set[str]:
    """Return the dotted names in a statement, except those whose first part it binds itself.

    >>> sorted(paths(ast.parse("def f(x, g): return torch.exp(x) + g.exp(x)").body[0]))
    ['torch', 'torch.exp']
    """
    own = {node.arg for node in ast.walk(statement) if isinstance(node, ast.arg)}
    own |= {
        node.id
        for node in ast.walk(statement)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    found = {_dotted(node) for node in ast.walk(statement) if isinstance(node, ast.expr)}
    for node in ast.walk(statement):
        match node:
            case ast.ImportFrom() | ast.Import():
                found |= {alias.asname or alias.name for alias in node.names}
            case ast.Call(ast.Name("getattr"), [module, ast.Constant(str(name)), *_]):
                found.add(_dotted(module) and f"{_dotted(module)}.{name}")
    return {path for path in found if path and path.split(".")[0] not in own}


def _dotted(node: ast.expr) -> str:
    match node:
        case ast.Name(name):
            return name
        case ast.Attribute(value, name):
            return _dotted(value) and f"{_dotted(value)}.{name}"
    return ""
