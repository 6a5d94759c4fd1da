"""Repair what a student handed in, so that it can be graded.

Locked cells come from the master: an edited cell is restored, a deleted one is put back, and of
several copies the last counts. A file that can't be read becomes the master without answers, with a
sentence that says why.
"""

from __future__ import annotations

import ast
import copy
import functools
import html
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

import nbformat
from nbconvert.filters.markdown_mistune import InvalidNotebook, IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode
from nbformat.corpus.words import generate_corpus_id
from nbgrader.preprocessors import ClearOutput
from nbgrader.utils import is_locked, is_solution

from grader.guard import Needs, needs
from grader.limits import Limits
from grader.submission import source
from grader.submission.cells import grade_id, is_answered, is_test, names
from grader.text import valid

_DEFINITION = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Assign | ast.AnnAssign


class Unreadable(Exception):
    """The file is not a notebook of this course; the message is a sentence for the student."""


@dataclass(frozen=True)
class Repaired:
    """A notebook to grade, and what was done to it."""

    notebook: NotebookNode
    notes: list[str] = field(default_factory=list)
    answers: frozenset[str] = frozenset()
    """The names that the master leaves to the student to define."""
    needs: Needs = Needs()
    """What the judge and the sandbox must load for the master's cells."""


def read(data: bytes, limits: Limits = Limits()) -> NotebookNode:
    """Return the notebook in the bytes of a file.

    Args:
        data: the bytes.
        limits: how large the file may be, and how deep its JSON may be nested.

    Raises:
        Unreadable: the bytes hold no notebook; the message says what they hold.
    """
    if not data.strip():
        raise Unreadable("the file is empty")
    if len(data) > limits.notebook:
        raise Unreadable(f"the file has {len(data):,} bytes; at most {limits.notebook:,} are read")
    try:
        text = data.decode(json.detect_encoding(data), "replace").lstrip("\ufeff")
        return _notebook(valid(json.loads(text), limits.nesting))
    except Exception as error:  # nbformat raises JSON, key and version errors
        raise Unreadable(
            "the file is not a notebook: open it in JupyterLab, repair and save it"
        ) from error


def _notebook(found: dict[str, Any]) -> NotebookNode:
    """Return the valid parts of a notebook's JSON: editors omit fields or write null."""
    if "cells" not in found:  # a format older than 2014
        found = nbformat.convert(nbformat.reader.reads(json.dumps(found)), 4)
    if isinstance(found.get("nbformat"), int) and found["nbformat"] != 4:
        raise ValueError(f"a notebook of format {found['nbformat']}")
    cells = [_cell(cell) for cell in found["cells"] if _is_cell(cell)]
    if found["cells"] and not cells:
        raise ValueError("nothing in the list of cells is a cell")
    return nbformat.from_dict({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def _is_cell(found: Any) -> bool:
    return isinstance(found, dict) and not {"cell_type", "source"}.isdisjoint(found)


def _cell(found: dict[str, Any]) -> NotebookNode:
    """Return a cell without outputs, and with those of its fields that have the right type."""
    kind = found.get("cell_type")
    if kind not in ("code", "markdown", "raw"):
        kind = "code" if "outputs" in found else "markdown"
    cell = {"cell_type": kind, "id": str(found.get("id", "")), "source": _joined(found, "source")}
    cell["metadata"] = found["metadata"] if isinstance(found.get("metadata"), dict) else {}
    if kind == "code":
        return nbformat.from_dict(cell | {"outputs": [], "execution_count": None})
    attached = found.get("attachments")
    pictures = {
        name: {mime: _joined(data, mime) for mime in data}
        for name, data in (attached.items() if isinstance(attached, dict) else ())
        if isinstance(data, dict) and data
    }
    return nbformat.from_dict(cell | ({"attachments": pictures} if pictures else {}))


def _joined(found: dict[str, Any], field: str) -> str:
    """Return a field's text; the field may be a list of lines."""
    text = found.get(field)
    lines = text if isinstance(text, list) else [text]
    return "".join(line for line in lines if isinstance(line, str))


def find_master(
    submission: NotebookNode, stem: str, masters: Mapping[str, NotebookNode]
) -> str | None:
    """Return the name of the master whose cells the submission has, or None.

    Two masters may have cells of the same name: the master with most names in common is chosen,
    then the one named like the file, then the longest name that is part of the file's name.

    Args:
        submission: the notebook that was handed in.
        stem: its file name without extension.
        masters: the masters, by name.
    """
    common = {name: len({*names(submission, nb)} - {""}) for name, nb in masters.items()}

    def fit(name: str) -> tuple[int, bool, int]:
        last = name.rpartition("/")[2]
        return common[name], last == stem, len(last) if last in stem else 0

    best = max(common, key=fit, default=None)
    return best if best is not None and common[best] else None


def repair(submission: NotebookNode, master: NotebookNode) -> Repaired:
    """Return the submission with the master's locked cells, including its tests.

    Args:
        submission: the notebook that was handed in.
        master: the master that it belongs to.
    """
    originals = {grade_id(cell): cell for cell in master.cells if grade_id(cell)}
    found = names(submission, master)
    last = {name: i for i, name in enumerate(found)}
    notes, cells = [], []
    for i, (name, cell) in enumerate(zip(found, submission.cells, strict=True)):
        if name and last[name] == i:
            restored = copy.deepcopy(originals[name])
            if not is_locked(restored):
                _fill_in(restored, cell)
            elif cell.cell_type != restored.cell_type:
                notes.append(f"{name} was no code cell any more and was restored")
        else:
            restored = copy.deepcopy(cell)
            restored.metadata.pop("nbgrader", None)
            if name:
                notes.append(f"a copy of {name} does not count; the last one does")
        cells.append(restored)
    previous = None  # no cell precedes: a deleted first cell is inserted at the top
    for name, original in originals.items():
        if name not in last and is_solution(original):
            notes.append(f"{name} is missing: the cell of this answer was deleted")
        if name not in last and is_locked(original):
            before = (i for i, cell in enumerate(cells) if grade_id(cell) == previous)
            cells.insert(next(before, -1) + 1, copy.deepcopy(original))
            notes.append(f"{name} was deleted and was put back")
        elif name not in last:
            continue
        previous = name
    return Repaired(_cleared(master, cells), notes, answers(master), needs([master]))


def _fill_in(answer: NotebookNode, cell: NotebookNode) -> None:
    """Copy the student's text, pictures and metadata into an answer cell."""
    answer.source = cell.source
    answer.metadata = nbformat.from_dict({**cell.metadata, **answer.metadata})
    if "attachments" in cell and answer.cell_type != "code":
        answer.attachments = {**answer.get("attachments", {}), **cell.attachments}


def without_answers(master: NotebookNode, sentence: str) -> Repaired:
    """Return the master without answers, with a sentence that says why.

    Args:
        master: the master.
        sentence: the reason, for the student.
    """
    return Repaired(_cleared(master, filter(is_test, copy.deepcopy(master.cells))), [sentence])


def _cleared(master: NotebookNode, cells: Iterable[NotebookNode]) -> NotebookNode:
    """Return a valid notebook with these cells that nbgrader can convert to HTML."""
    about = {key: value for key, value in master.items() if key != "cells"}
    notebook = copy.deepcopy(NotebookNode(about))
    notebook.nbformat_minor = max(notebook.nbformat_minor, 5)  # the first format with cell ids
    notebook.cells = list(cells)
    ids: set[str] = set()
    for cell in notebook.cells:
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", cell.get("id", "")) or cell.id in ids:
            cell.id = generate_corpus_id()
        ids.add(cell.id)
        if cell.cell_type == "markdown" and "attachment:" in cell.source:
            _attach_what_is_missing(cell)
    if not nbformat.validator.isvalid(notebook):
        for cell in notebook.cells:
            if not nbformat.validator.isvalid(cell, f"{cell.cell_type}_cell", 4, 5):
                cell.metadata = {k: v for k, v in cell.metadata.items() if k == "nbgrader"}
    return ClearOutput().preprocess(notebook, {})[0]


def _attach_what_is_missing(cell: NotebookNode) -> None:
    """Add a placeholder for each missing attachment: nbconvert fails if one is missing."""
    attached = dict(cell.get("attachments", {}))
    render = MarkdownWithMath(IPythonRenderer(escape=False, attachments=attached)).render
    for _ in range(cell.source.count("attachment:")):
        try:
            render(cell.source)
            break
        except InvalidNotebook as error:
            name = str(error).removeprefix("missing attachment: ")
            attached[name] = attached.get(unquote(name), {"text/plain": ""})
    if attached:
        cell.attachments = nbformat.from_dict(attached)


def is_attempted(repaired: Repaired) -> bool:
    """Whether a repaired notebook has an answer, or code that the student added."""
    return any(
        is_answered(cell) if is_solution(cell) else cell.source.strip() and not grade_id(cell)
        for cell in repaired.notebook.cells
        if is_solution(cell) or cell.cell_type == "code"
    )


def with_notes(repaired: Repaired, heading: str) -> NotebookNode:
    """Return the notebook with its notes in a cell at the top, for its author.

    Args:
        repaired: the notebook, which is changed.
        heading: the first line of the cell.
    """
    if repaired.notes:
        items = "".join(f"\n- {html.escape(note, quote=False)}" for note in repaired.notes)
        cell = nbformat.v4.new_markdown_cell(f"**{heading}**\n{items}")
        repaired.notebook.cells.insert(0, cell)
    return repaired.notebook


def answers(master: NotebookNode) -> frozenset[str]:
    """Return the names that the master's unlocked cells define, which the student provides."""
    unlocked = (c for c in master.cells if c.cell_type == "code" and not is_locked(c))
    return frozenset(name for cell in unlocked for name in _defined(cell.source))


@functools.cache  # the master is the same for all submissions
def _defined(cell: str) -> frozenset[str]:
    return frozenset(
        name
        for statement in source.statements(cell)
        if isinstance(statement, _DEFINITION)
        for name in source.names(statement)[0]
    )
