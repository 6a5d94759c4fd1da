"""Questions: each takes a guess, and its answer is printed by the cell behind it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup, Tag
from nbformat import NotebookNode, v4

from tools.notebooks import ROOT, notebooks

CHAPTERS = notebooks(folders=["chapters"])
QUESTION = "```{{predict}}\n{}\n\nWhich number?\n\n{}\n```"
CHOICES = "- one\n- two"
EXPLAINED = "**Explain.** It is two.\n\n- For a reason.\n\nMore text."


def prose(path: Path) -> str:
    cells = nbformat.read(path, as_version=4).cells
    return "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_every_question_of_a_chapter_takes_a_guess(path: Path) -> None:
    plain = re.findall(r"\{admonition\} Predict.*?\n(.*)", prose(path))
    assert not plain, f"write these as {{predict}}: {plain}"


def test_chapters_ask_questions() -> None:
    assert sum(prose(path).count("```{predict}") for path in CHAPTERS) > 80


def cell(printed: str) -> NotebookNode:
    output = [v4.new_output("stream", name="stdout", text=printed)] if printed else []
    return v4.new_code_cell("show()", outputs=output, execution_count=1)


def build(folder: Path, question: str, *cells: NotebookNode) -> tuple[str, Tag]:
    """Build a page; return what the build prints, and the page."""
    page = [v4.new_markdown_cell(f"# Page\n\n## Part\n\n{question}"), *cells]
    language = {"language_info": {"name": "python"}}
    nbformat.write(v4.new_notebook(cells=page, metadata=language), folder / "index.ipynb")
    (folder / "conf.py").write_text(
        'extensions = ["myst_nb", "book.predict"]\nnb_execution_mode = "off"\n'
    )
    command = [sys.executable, "-m", "sphinx", "-q", str(folder), str(folder / "out")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    html = (folder / "out" / "index.html").read_text("utf-8")
    return done.stdout + done.stderr, BeautifulSoup(html, "html.parser")


def marked(page: Tag) -> list[str]:
    return [" ".join(part.get_text().split()) for part in page.select(".guessed-at")]


def test_answer_and_its_explanation_are_marked(tmp_path: Path) -> None:
    question = QUESTION.format(":answer: 2\n:shown: it is two", CHOICES)
    cells = cell(""), cell("it   is two"), cell("more"), v4.new_markdown_cell(EXPLAINED)
    printed, page = build(tmp_path, question, *cells, cell("another"))
    assert "WARNING" not in printed
    assert marked(page) == ["it is two", "more", "Explain. It is two.", "For a reason."]
    form = page.select_one(".admonition-predict form[hidden]")
    assert form is not None
    assert form["data-answer"] == "2"
    assert [choice.get_text() for choice in page.select(".choices li")] == ["one", "two"]
    assert page.select('script[src*="predict.js"]')


def test_answer_that_no_cell_behind_prints_is_named(tmp_path: Path) -> None:
    number = QUESTION.format(":number: 0.5\n:within: 0.1", "")
    choice = QUESTION.format(":answer: 2\n:shown: it is two", CHOICES)
    last = QUESTION.format(":answer: 1\n:shown: it is one", CHOICES)
    text = v4.new_markdown_cell
    cells = cell("0.51 and 10.5"), text(choice), cell("three"), text("Text."), cell("it is two")
    printed, page = build(tmp_path, number, *cells, text(last))
    for answer in ("0.5", "it is two", "it is one"):
        assert f"WARNING: the next cell does not print '{answer}'" in printed
    assert marked(page) == []


def test_incomplete_question_is_an_error(tmp_path: Path) -> None:
    incomplete = [
        QUESTION.format(":answer: 2", CHOICES),
        QUESTION.format(":shown: two", CHOICES),
        QUESTION.format(":answer: 3\n:shown: two", CHOICES),
        QUESTION.format(":answer: 1\n:shown: two", "One or two?"),
        QUESTION.format(":number: 2", ""),
        QUESTION.format(":number: 2\n:within: 1\n:shown: two", ""),
        QUESTION.format(":within: 1", ""),
    ]
    printed, page = build(tmp_path, "\n\n".join(incomplete), cell("two, 2"))
    said = "ERROR: predict needs :answer: (from 1), :shown: and a list of choices at its end, or"
    assert printed.count(said) == len(incomplete), printed
    assert not page.select("form.guess")
