"""Check one notebook against its exercise, without an instructor and without a gradebook.

The tests come from the master in ``solutions/``, the rest from the learner's notebook. nbgrader's
own parts run the cells and compute the points, so that the verdicts are those of
``nbgrader autograde`` under this course's ``nbgrader_config.py``.
"""

from __future__ import annotations

import copy
import logging
import tempfile
import textwrap
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbconvert.filters import strip_ansi
from nbformat import NotebookNode
from nbgrader.preprocessors import ClearOutput, Execute, IgnorePattern
from nbgrader.utils import determine_grade, is_grade, is_locked, is_solution, setenv
from traitlets.config import Config

SOLUTIONS = Path(__file__).resolve().parent.parent / "solutions"
TIMEOUT = 60
"""Seconds one cell may take; ``nbgrader_config.py`` sets the same limit."""
FAILED = {"AssertionError", "ExpectationFailed", "NotByHand"}
"""The exceptions by which a test says that an answer is wrong: those of ``lossutil.checks``."""
STUB = "not yet implemented"
"""What the release says in place of a solution; see ``nbgrader_config.py``."""


class CheckError(Exception):
    """The notebook can't be checked; the message says why and what to do."""


@dataclass(frozen=True)
class Verdict:
    """What one test cell of the exercise says about a notebook."""

    name: str
    outcome: str
    """``passed``, ``partly``, ``failed``, ``error``, ``to do`` or ``not reached``."""
    points: float
    possible: float
    message: str = ""


def check(
    notebook: Path, solutions: Path = SOLUTIONS, timeout: int = TIMEOUT
) -> tuple[str, list[Verdict]]:
    """Run a learner's notebook under its exercise's tests, hidden tests included.

    Args:
        notebook: the learner's file. It is read, not changed, and may have any name.
        solutions: folder of the masters, ``<assignment>/<name>.ipynb``.
        timeout: seconds that one cell may take.

    Returns:
        The exercise as ``assignment/name``, and one verdict for each test cell of the master.

    Raises:
        CheckError: the file can't be read, or belongs to no exercise in ``solutions``.
    """
    submission = _read(notebook)
    path = _find_master(submission, notebook, solutions)
    graded = assemble(submission, _read(path))
    stop = _execute(graded, notebook.resolve().parent, timeout)
    verdicts = [
        _judge(cell, reached=i <= stop, timeout=timeout)
        for i, cell in enumerate(graded.cells)
        if is_grade(cell) and not is_solution(cell)
    ]
    return f"{path.parent.name}/{path.stem}", verdicts


def report(exercise: str, verdicts: list[Verdict]) -> str:
    """Return the verdicts as a table for a terminal: a row for each test, messages indented.

    Example:
        >>> print(report("demo/sum", [Verdict("adds", "failed", 0, 2, "1 + 1 is 2")]))
        demo/sum
        <BLANKLINE>
        test   verdict      points
        adds   failed        0 /  2
            1 + 1 is 2
        total                0 /  2
    """
    points, possible = sum(v.points for v in verdicts), sum(v.possible for v in verdicts)
    rows = [*verdicts, Verdict("total", "", points, possible)]
    width = max(len(row.name) for row in rows)
    lines = [exercise, "", f"{'test':<{width}}  {'verdict':<11}  points"]
    for row in rows:
        lines.append(f"{row.name:<{width}}  {row.outcome:<11} {row.points:>3g} /{row.possible:>3g}")
        if row.message:
            lines.append(textwrap.indent(row.message, "    "))
    return "\n".join(lines)


def assemble(submission: NotebookNode, master: NotebookNode) -> NotebookNode:
    """Return the learner's notebook with the locked cells, tests among them, of the master.

    The rules are nbgrader's: of a duplicated cell the last one counts, an edited locked cell is
    restored, and a deleted test returns behind the cell that precedes it in the master.
    """
    originals = {_grade_id(cell): cell for cell in master.cells if _grade_id(cell)}
    last = {_grade_id(cell): i for i, cell in enumerate(submission.cells)}
    cells = []
    for i, cell in enumerate(submission.cells):
        name = _grade_id(cell)
        if name in originals and last[name] == i:
            restored = copy.deepcopy(originals[name])
            if not is_locked(restored):
                restored.source = cell.source
        else:
            restored = copy.deepcopy(cell)
            restored.metadata.pop("nbgrader", None)
        cells.append(restored)
    previous = None  # no cell's name: a deleted first test goes to the top
    for name, original in originals.items():
        if name not in last and is_grade(original):
            before = (i for i, cell in enumerate(cells) if _grade_id(cell) == previous)
            cells.insert(next(before, -1) + 1, copy.deepcopy(original))
        elif name not in last:
            continue
        previous = name
    notebook = copy.deepcopy(master)
    notebook.cells = cells
    return ClearOutput().preprocess(notebook, {})[0]


def _read(path: Path) -> NotebookNode:
    try:
        # Not nbformat.read: it warns about copied cells, which are no matter here.
        notebook = nbformat.convert(nbformat.reader.reads(path.read_text("utf-8")), 4)
        for cell in notebook.cells:
            _ = cell.cell_type, cell.source, cell.metadata.items()
    except OSError as error:
        raise CheckError(f"can't read {path}: {error.strerror}") from error
    except Exception as error:  # nbformat lets JSON, Unicode, key and version errors through
        raise CheckError(
            f"{path} is not a notebook; open it in JupyterLab, repair and save it, try again"
        ) from error
    return notebook


def _find_master(submission: NotebookNode, path: Path, solutions: Path) -> Path:
    ids = {_grade_id(cell) for cell in submission.cells} - {""}
    if not ids:
        raise CheckError(f"{path} has no nbgrader cells; start from a notebook in exercises/")
    masters = list(solutions.glob("*/*.ipynb"))
    if not masters:
        raise CheckError(f"no exercises in {solutions}; name their folder with --solutions")
    common = {file: len(ids.intersection(map(_grade_id, _read(file).cells))) for file in masters}
    # Two exercises may share the name of a cell: most in common decides, then the file's name.
    best = max(masters, key=lambda file: (common[file], file.stem == path.stem))
    if not common[best]:
        raise CheckError(f"{path} belongs to no exercise in {solutions}: its cells are unknown")
    return best


def _grade_id(cell: NotebookNode) -> str:
    metadata = cell.metadata.get("nbgrader")
    return str(metadata.get("grade_id", "")) if isinstance(metadata, dict) else ""


def _execute(notebook: NotebookNode, folder: Path, timeout: int) -> int:
    """Run the cells in place and return the index of the last one that was reached."""
    reached = [-1]
    with tempfile.TemporaryDirectory(prefix="lbh-") as sockets, setenv(NBGRADER_EXECUTION="check"):
        execute = Execute(
            timeout=timeout,
            log=logging.Logger("grader", level=logging.CRITICAL),  # the verdicts say it all
            on_cell_start=lambda cell, cell_index: reached.append(cell_index),
            # Sockets in a short folder of their own: no TCP port to race for.
            config=Config(KernelManager={"transport": "ipc", "ip": f"{sockets}/k"}),
        )
        try:
            execute.preprocess(notebook, {"metadata": {"path": str(folder)}})
        except Exception as error:  # a dead or deaf kernel ends the run; the rest is judged
            if reached[-1] < 0:
                raise CheckError(f"the kernel did not start: {error}") from error
            last_words = nbformat.v4.new_output("error", ename="KernelStopped", evalue=str(error))
            notebook.cells[reached[-1]].outputs.append(last_words)
    # What a cell writes to stderr is no verdict: drop it, as nbgrader_config.py does.
    IgnorePattern(pattern=r"(?s).*").preprocess(notebook, {})
    return reached[-1]


def _judge(cell: NotebookNode, reached: bool, timeout: int) -> Verdict:
    name, possible = cell.metadata.nbgrader["grade_id"], float(cell.metadata.nbgrader["points"])
    if not reached:
        return Verdict(name, "not reached", 0, possible, "the kernel stopped in an earlier cell")
    errors = {output.ename: output.evalue for output in cell.outputs if "ename" in output}
    if "CellTimeoutError" in errors:
        return Verdict(name, "error", 0, possible, f"took longer than {timeout} s")
    for ename, evalue in errors.items():
        message = strip_ansi(evalue).strip()
        if ename == "NotImplementedError" or message == STUB:
            return Verdict(name, "to do", 0, possible)
        if ename in FAILED:
            return Verdict(name, "failed", 0, possible, message)
        return Verdict(name, "error", 0, possible, f"{ename}: {message}".rstrip(": "))
    try:
        points, _ = determine_grade(cell)
    except (KeyError, ValueError) as error:  # the cell's value is no partial credit
        return Verdict(name, "error", 0, possible, str(error))
    return Verdict(name, "passed" if points == possible else "partly", points, possible)
