"""Run the cells of an exercise, and return for each test the verdict of ``python -m grader check``.

The web worker of a page calls ``check`` in the browser; a test calls it in CPython. Nothing here
decides a grade: that is left to the grader, which also has hidden tests.
"""

from __future__ import annotations

import contextlib
import functools
import io
import json
import linecache
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import CodeType
from typing import Any

NOT_YET = "not yet implemented"  # what the stub of a released exercise raises


def check(
    cells: Sequence[Mapping[str, Any]],
    answers: Mapping[str, str],
    told: Callable[[str], object] = lambda event: None,
) -> list[dict[str, Any]]:
    """Run the cells in order, in one namespace, and return a verdict for each test.

    Args:
        cells: each with ``source``, ``id``, and ``points`` if it is a test; a cell without points
            whose id is among the answers is a solution cell.
        answers: id of a solution cell → its source.
        told: called with each event as JSON, as soon as it happens.

    Returns:
        Dicts with ``test``, ``outcome`` (passed, failed, error or to do), ``points``, ``possible``
        and ``message``.

    >>> test = {"id": "test_f", "points": 1, "source": "assert f(1) == 2, 'not doubled'"}
    >>> cells = [{"id": "f", "source": "def f(x): ..."}, test]
    >>> check(cells, {"f": "def f(x): return 2 * x"})[0]["outcome"]
    'passed'
    >>> check(cells, {"f": "def f(x): return x"})[0]["message"]
    'not doubled'
    """
    return list(verdicts(cells, answers, told))


def verdicts(
    cells: Sequence[Mapping[str, Any]],
    answers: Mapping[str, str],
    told: Callable[[str], object],
) -> Iterator[dict[str, Any]]:
    """Yield the verdicts of ``check``, each as soon as it is known."""
    namespace: dict[str, Any] = {"__name__": "__main__"}
    for cell in cells:
        name = cell["id"]
        told(json.dumps({"event": "starts", "cell": name}))
        error, printed = _run(answers.get(name, cell["source"]), f"<{name}>", namespace)
        if "points" not in cell:
            text = "" if error is None else _shown(error, f"<{name}>")
            told(json.dumps({"event": "ran", "cell": name, "printed": printed, "error": text}))
            continue
        outcome, message = _judged(error)
        verdict = {
            "test": name,
            "outcome": outcome,
            "points": cell["points"] if outcome == "passed" else 0,
            "possible": cell["points"],
            "message": message,
        }
        told(json.dumps({"event": "verdict", **verdict}))
        yield verdict


def _run(source: str, file: str, namespace: dict[str, Any]) -> tuple[BaseException | None, str]:
    """Run one cell; return what it raised, and what it printed."""
    linecache.cache[file] = len(source), None, source.splitlines(keepends=True), file
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(out):
        try:
            exec(_compiled(source, file), namespace)
        except (Exception, SystemExit) as raised:
            return raised, out.getvalue()
    return None, out.getvalue()


@functools.lru_cache(maxsize=1000)  # a reader changes one cell at a time
def _compiled(source: str, file: str) -> CodeType:
    return compile(source, file, "exec")


def _judged(error: BaseException | None) -> tuple[str, str]:
    if error is None:
        return "passed", ""
    message = str(error).strip()
    bare = isinstance(error, NotImplementedError) and not message
    if bare or message == NOT_YET:
        return "to do", ""
    if type(error).__name__ == "Stopped":
        return "error", message
    if isinstance(error, AssertionError):
        return "failed", message
    return "error", f"{type(error).__name__}: {message}".rstrip(": ")


def _shown(error: BaseException, file: str) -> str:
    """Format an error of a reader's cell, with the lines of that cell in its traceback."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename == file]
    lines = [f"line {frame.lineno}: {frame.line}" for frame in frames]
    last = traceback.format_exception_only(error)
    return "\n".join([*lines, "".join(last).strip()])
