"""Each graded function has hints in three steps, folded, and the last one is not the answer."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[2]
MASTERS = sorted((ROOT / "solutions").glob("*/*.ipynb"))
SHARED = {"with torch.no_grad():", "return tensor", "return losses", "else:"}
HINTS = re.compile(
    r"""^<details><summary>Hints\ for\ <code>(\w+)</code>:\ a\ nudge</summary>\n
    \n(.+?)\n
    \n<details><summary>The\ idea</summary>\n
    \n(.+?)\n
    \n<details><summary>Nearly\ the\ code</summary>\n
    \n(.+?)\n
    \n</details>\n</details>\n</details>$""",
    re.MULTILINE | re.DOTALL | re.VERBOSE,
)

each_master = pytest.mark.parametrize(
    "master", MASTERS, ids=lambda path: f"{path.parent.name}-{path.stem}"
)


def briefs(master: Path) -> dict[str, str]:
    """The last text above each solution cell, by the name of its function."""
    found, text = {}, ""
    for cell in nbformat.read(master, as_version=4).cells:
        if cell.cell_type == "markdown":
            text = cell.source
        elif cell.metadata.get("nbgrader", {}).get("solution"):
            found[cell.metadata.nbgrader.grade_id] = text
    return found


def hints(brief: str) -> dict[str, tuple[str, ...]]:
    """The three hints for each function that a brief has hints for."""
    return {name: tuple(steps) for name, *steps in HINTS.findall(brief)}


def solution_lines(master: Path, name: str) -> list[str]:
    """The lines of a solution, without those that many functions share."""
    (source,) = (
        cell.source
        for cell in nbformat.read(master, as_version=4).cells
        if cell.metadata.get("nbgrader", {}).get("grade_id") == name
    )
    regions = re.findall(r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", source, re.DOTALL)
    lines = [line.strip() for line in "".join(regions).splitlines()]
    return [line for line in lines if re.search(r"\w", line) and line not in SHARED]


def gives_away(hint: str, lines: list[str]) -> list[str]:
    plain = " ".join(hint.split())
    return [line for line in lines if line in plain]


@each_master
def test_each_graded_function_has_three_hints_in_order(master: Path) -> None:
    for name, brief in briefs(master).items():
        steps = hints(brief)
        assert name in steps, f"no hints for {name}"
        assert all(len(step.split()) >= 4 for step in steps[name]), name
        assert len(set(steps[name])) == 3, name


@each_master
def test_a_brief_has_no_other_folded_text(master: Path) -> None:
    for cell in nbformat.read(master, as_version=4).cells:
        folded = cell.source.count("<details")
        assert folded == 3 * len(hints(cell.source)), cell.source
        assert cell.source.count("</details>") == folded


@each_master
def test_the_last_hint_holds_no_line_of_the_answer(master: Path) -> None:
    for name, brief in briefs(master).items():
        lines = solution_lines(master, name)
        assert lines
        assert gives_away(hints(brief)[name][2], lines) == []


def test_an_answer_in_a_hint_is_found() -> None:
    lines = ["shifted = x - x.amax(dim)", "return shifted"]
    assert gives_away("Write `shifted = x -\nx.amax(dim)`, and go on.", lines) == lines[:1]
    assert gives_away("Write `shifted = x - …`.", lines) == []


@each_master
def test_each_reference_says_why_it_is_written_so(master: Path) -> None:
    for name in briefs(master):
        first, *rest = solution_lines(master, name)
        assert first.startswith("# Why: "), name
        comment = [first, *itertools.takewhile(lambda line: line.startswith("#"), rest)]
        assert len(" ".join(comment).split()) >= 10, name
