"""Explain an exception in a learner's code: the learner's own line, and a hint.

Torch's errors are written for people who know torch. ``hint`` explains the common ones.
``own_line`` finds the line of the notebook in which an exception occurred.
"""

from __future__ import annotations

import ast
import linecache
import re
import traceback
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import torch

# File names of notebook cells: of a kernel, of IPython, in a browser, or compiled under a name in
# <>.
_CELL = re.compile(r"ipykernel_|ipython-input|xpython_|pyodide_|^<(?!frozen |string>|stdin>|__)")
_FORWARD = re.compile(r'File "(.+?)", line (\d+), in (\S+)')
_OWN_RAISE = "your own raise stopped it: this input is a right one, so let it through"

_NOT_A_REFUSAL = (
    r"Boolean value of Tensor|truth value|modified by an inplace|leaf Variable|Can't call numpy|"
    r"name '.*' is not defined"
)
"""Errors that come from code which is wrong for every input: they refuse nothing."""

HINTS: dict[str, tuple[str, str]] = {
    "written in place": (
        r"modified by an inplace operation|refer to a single memory",
        "you wrote into a tensor whose old values are still needed; collect the rows in a "
        "list and torch.stack them, or make a new tensor in place of x[…] = … and +=",
    ),
    "leaf changed in place": (
        r"leaf Variable",
        "autograd records what happens to this tensor, so it must not be overwritten; compute a "
        "new tensor (a parameter is filled under torch.no_grad())",
    ),
    "math on a tensor": (
        r"must be real number, not Tensor|converted to (a )?Python scalars?|"
        r"can be converted to a? ?Scalar|cannot be converted to Scalar|only (length-1|0-d)",
        "math.log, math.exp, float() and .item() take one number; torch.log and torch.exp take "
        "each entry of a tensor, and keep the gradient",
    ),
    "logarithm of 0": (
        r"math domain error|expected a (positive|nonnegative) input|math range error",
        "a function of math stops at 0, below 0 or beyond the largest number; torch's gives -inf, "
        "nan or inf",
    ),
    "NumPy with gradients": (
        r"Can't call numpy\(\) on|expected np\.ndarray",
        "NumPy knows no gradients; use torch's function of the same name and stay with tensors",
    ),
    "no gradient": (
        r"does not require grad",
        ".detach(), .data, .item(), torch.no_grad() or torch.tensor(…) cut the way back",
    ),
    "wrong dim": (
        r"Dimension out of range|Dimension specified as|expects? .*dim",
        "dim names a dimension that this tensor does not have; dim=-1 is the last one, and a "
        "tensor of shape () has none",
    ),
    "index out of range": (
        r"out of bounds|out of range|index .*is out|too many indices|invalid index",
        "an index is as large as the size or larger, or there are more indices than dimensions; "
        "look at the shape, and count from 0",
    ),
    "float as a mask": (
        r"tensors used as indices|boolean masks|condition to be a bool|bool tensor|"
        r"Expected .*bool",
        "a mask holds True and False, and an index whole numbers: compare (mask != 0) or call "
        ".bool() or .long()",
    ),
    "truth of a tensor": (
        r"Boolean value of Tensor|truth value of an array",
        "if, and, or, not, min() and max() ask for one truth value, and a tensor has many; use "
        "torch.where, & and |, or clamp",
    ),
    "whole numbers": (
        r"can't be cast to the desired output type|could not infer output dtype|"
        r"Integer division|only .*floating.point|not implemented for '(Long|Int|Bool)'|"
        r"Can only calculate the mean",
        "a tensor of whole numbers cannot hold fractions; // drops them, and an integer dtype "
        "does: divide with /, and take the dtype of the input",
    ),
    "division by 0": (
        r"division( or modulo)? by zero|by zero",
        "Python stops where it divides by 0; divide tensors, or look for the case before",
    ),
    "missing return": (
        r"NoneType",
        "something is None: a function that you call has no return, or an argument was left out",
    ),
    "wrong arguments": (
        r"unexpected keyword argument|required positional argument|positional arguments? but|"
        r"multiple values for|required keyword-only|invalid combination of arguments|"
        r"missing \d+ required",
        "the names or the number of the arguments do not fit the function that is called; compare "
        "the call with its def line",
    ),
    "device": (
        r"same device|on device|CUDA|meta tensor|NVIDIA",
        "the tensors lie on two devices; make new ones on that of the input: device=x.device, "
        "torch.zeros_like(x) or x.new_zeros(…)",
    ),
    "dtype": (
        r"same dtype|expected scalar type|but expected (Float|Double|Half)|"
        r"Found dtype|expected .* dtype|Expected .*(Long|Int)\b|must have the same dtype",
        "two dtypes meet; make new tensors in the dtype of the input: dtype=x.dtype, "
        "torch.zeros_like(x) or x.new_zeros(…)",
    ),
    "number for a tensor": (
        r"must be Tensor, not|'(float|int|bool)' object (has no attribute|is not)|"
        r"must be a Tensor|expected Tensor",
        "a Python number stands where a tensor is needed; torch.tensor(…) makes one, and a number "
        "that came from .item() or float() has lost its gradient",
    ),
    "word for a number": (
        r"not supported between instances of ('str' and|'\w+' and 'str')",
        "a word meets a number: arguments by position must have the order of the def line, and "
        "that must be torch's",
    ),
    "shape () as a list": (
        r"(of|over) a 0-d tensor|0-dimensional|cannot be applied to zero-dim",
        "this tensor has the shape () and no entries to go through; it is one number",
    ),
    "shapes that differ": (
        r"must match the size|is invalid for input|broadcast|cannot be multiplied|same number of|"
        r"same shape|number of sizes|expanded size|Sizes of tensors|equal size|shape mismatch|"
        r"sizes provided|does not match|tensors? of (size|shape)|Expected size for",
        "the shapes do not fit; print the shapes on that line, also for an input without a batch, "
        "of shape () or with more dimensions",
    ),
    "nothing to stack": (
        r"non-empty (Tensor)?List|expected a non-empty|no identity|arg is an empty|"
        r"Expected reduction dim|empty sequence|empty iterable",
        "there is nothing to stack or to take the maximum of; an empty input needs a case",
    ),
    "name": (
        r"is not defined|cannot access local variable|referenced before assignment",
        "no line before this one defined that name; run the cell that does, or look for a typo",
    ),
    "super().__init__": (
        r"before Module\.__init__",
        "the first line of __init__ is super().__init__()",
    ),
    "several values": (
        r"values to unpack|'(tuple|list)' object has no attribute|"
        r"unsupported operand .*'(tuple|list)'|not '?(tuple|list)|\(got (tuple|list)|"
        r"can't multiply sequence",
        "a tuple or a list stands where one tensor is needed; take the part that you mean",
    ),
    "recursion": (
        r"recursion",
        "the function calls itself without an end; does a helper have the name of torch's?",
    ),
}
"""Name of a common error → the pattern of its text, and the hint."""


def hint(told: str, line: str = "") -> str:
    """Return what a common error means, in one sentence, or ''.

    Args:
        told: the error as text, ``"IndexError: too many indices …"``.
        line: the learner's own line, as ``own_line`` returns it.

    >>> hint("IndexError: Dimension out of range (expected to be in range of [-1, 0])")[:30]
    'dim names a dimension that thi'
    """
    if re.search(r": raise\b", line):
        return _OWN_RAISE
    return next((text for pattern, text in HINTS.values() if re.search(pattern, told)), "")


def refuses_nothing(told: str) -> bool:
    """Whether an error occurs for every input, so that it does not refuse a particular one.

    >>> refuses_nothing("RuntimeError: Boolean value of Tensor with more than one value is …")
    True
    """
    return re.search(_NOT_A_REFUSAL, told) is not None


def told(error: BaseException) -> str:
    """Return type and text of an error, without torch's advice on debugging it.

    >>> told(ValueError("no such reduction"))
    'ValueError: no such reduction'
    """
    kind, text = getattr(error, "learners", None) or (type(error).__name__, text_of(error))
    text = " ".join(text.partition(" Hint: ")[0].split()).replace("a view of a leaf", "a leaf")
    return f"{kind}: {text[:300]}".removesuffix(": ")


def text_of(error: BaseException) -> str:
    """Return the text of an error; ``str`` may fail for a learner's own class."""
    try:
        return str(error)
    except Exception:
        return "an error that cannot be shown"


def own_line(error: BaseException, but: str = "") -> str:
    """Return the last line of a notebook that an exception came through, or ''.

    Args:
        error: the exception; one from another process has its line attached (``mark``).
        but: the file of a cell to ignore: that of the test.

    Returns:
        ``"line 3 of its cell, in log_softmax: return x - x.exp().sum(dim).log()"``. The first line
        of a cell is 1.
    """
    known = getattr(error, "learners_line", None)
    if known is not None:
        return str(known)
    frames = [f for f in traceback.extract_tb(error.__traceback__) if is_cell(f.filename, but)]
    return _line(frames[-1].filename, frames[-1].lineno or 0, frames[-1].name) if frames else ""


def typed(error: BaseException) -> str:
    """Return the expression that a notebook's last line in a traceback was computing, or ''.

    For a call it is the function: ``F.softmax``.
    """
    frames = [f for f in traceback.extract_tb(error.__traceback__) if is_cell(f.filename)]
    return next((text for text in map(_expression, reversed(frames)) if text), "")


def _expression(frame: traceback.FrameSummary) -> str:
    if frame.end_lineno != frame.lineno or frame.colno is None or frame.end_colno is None:
        return (frame.line or "").strip()
    line = linecache.getline(frame.filename, frame.lineno or 0).encode()
    text = line[frame.colno : frame.end_colno].decode(errors="replace").strip()
    try:
        found = ast.parse(text, mode="eval").body
    except SyntaxError:
        return text
    return ast.unparse(found.func if isinstance(found, ast.Call) else found)


def mark(error: BaseException, kind: str, text: str, line: str) -> None:
    """Attach to a rebuilt exception the learner's original: its type, text and line.

    Args:
        error: the rebuilt exception, which is changed.
        kind: name of the original type.
        text: text of the original.
        line: the learner's own line, as ``own_line`` returns it.
    """
    error.learners, error.learners_line = (kind, text), line  # type: ignore[attr-defined]


def is_cell(file: str, but: str = "") -> bool:
    """Whether a file name is that of a notebook's cell other than ``but``.

    Args:
        file: the name under which a code object was compiled.
        but: the name that does not count.
    """
    return file != but and _CELL.search(file) is not None


def _line(file: str, number: int, name: str) -> str:
    text = linecache.getline(file, number).strip()
    where = "" if name.startswith("<") else f", in {name}"
    return f"line {number} of its cell{where}: {text}".removesuffix(": ")


@contextmanager
def tracing_backward(but: str = "") -> Iterator[None]:
    """Attach to an exception of a backward pass the line of the forward pass that caused it.

    Torch's anomaly mode records those lines, and reports them in a warning. The mode is slow: use
    it only to repeat a call that failed.
    """
    with (
        torch.autograd.set_detect_anomaly(True, check_nan=False),
        warnings.catch_warnings(record=True) as said,
    ):
        warnings.simplefilter("always")
        try:
            yield
        except Exception as error:
            found = [match for one in said for match in _FORWARD.findall(str(one.message))]
            lines = [_line(file, int(n), name) for file, n, name in found if is_cell(file, but)]
            if lines and not own_line(error, but):
                error.learners_line = lines[-1]  # type: ignore[attr-defined]
            raise
