"""Every loss of the installed torch has a page, and the pages of the catalog have the same parts.

Each rule is one function from notebooks to the problems it finds, and each is tested on a page that
it must reject.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import nbformat
import pytest
from markdown_it import MarkdownIt
from nbformat import NotebookNode, v4
from torch.nn.modules import adaptive
from torch.nn.modules import loss as loss_module

from lossutil import catalog
from lossutil.catalog import Loss, Recipe
from lossutil.figures import VEGA_LITE
from tools.notebooks import ROOT

EXPORTED = sorted({*loss_module.__all__, *adaptive.__all__})
OVERVIEW = "chapters/3-catalog/overview"
MODEL = catalog.loss("CrossEntropyLoss")

LINK = re.compile(
    r"(?:\]\(|\{doc\}`(?:[^`<]*<)?)(?P<path>[^)#\s`<>]+?)(?:\.ipynb)?(?:#[^)]*)?(?:\)|>?`)"
)
LISTED = re.compile(r"^\s*- file: (\S+)$", re.MULTILINE)
BOX = re.compile(
    r"^(?P<fence>`{3,}|:{3,})\{(?:admonition|note|tip|warning)\}.*?^(?P=fence)\s*$",
    re.MULTILINE | re.DOTALL,
)


def entry_of(name: str) -> Loss:
    """Return the catalog's entry of a name that torch exports; for an alias that of its loss."""
    entry = catalog.loss(name)
    return catalog.loss(entry.alias_of) if entry.alias_of else entry


# Its value and gradient are those of another loss; its own figure shows the memory that it saves.
SAME_CURVE = {"LinearCrossEntropyLoss": "CrossEntropyLoss"}

PAGES = {name: entry_of(name) for name in EXPORTED if catalog.loss(name).alias_of is None}
ALIASES = {name: entry_of(name) for name in EXPORTED if name not in PAGES}

every_exported = pytest.mark.parametrize("name", EXPORTED)
every_page = pytest.mark.parametrize("entry", PAGES.values(), ids=PAGES)


@cache
def stored(page: str, root: Path = ROOT) -> NotebookNode:
    path = root / f"{page}.ipynb"
    assert path.is_file(), f"{page}.ipynb is not written yet"
    return nbformat.read(path, as_version=4)


# --- reading ----------------------------------------------------------------------------------


def cells(notebook: NotebookNode, kind: str) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == kind]


def markdown(notebook: NotebookNode) -> str:
    return "\n\n".join(cell.source for cell in cells(notebook, "markdown"))


def sections(notebook: NotebookNode) -> dict[str, str]:
    """The Markdown below each H2 heading; a ``##`` inside a code block is not a heading."""
    text = markdown(notebook)
    lines, tokens = text.splitlines(), MarkdownIt().parse(text)
    starts = [
        (token.map[0], tokens[i + 1].content)
        for i, token in enumerate(tokens)
        if token.type == "heading_open" and token.tag == "h2" and token.map
    ]
    ends = [start for start, _ in starts[1:]] + [len(lines)]
    return {
        title: "\n".join(lines[start + 1 : end])
        for (start, title), end in zip(starts, ends, strict=True)
    }


def shown(notebook: NotebookNode, mime: str) -> list[str]:
    return [
        output.data[mime]
        for cell in cells(notebook, "code")
        for output in cell.outputs
        if mime in output.get("data", {})
    ]


def linked_pages(text: str, page: str) -> set[str]:
    """Pages that Markdown on ``page`` links to: paths from the book's root, without extension."""
    folder = posixpath.dirname(page)
    return {
        posixpath.normpath(posixpath.join("/", folder, match["path"])).lstrip("/")
        for match in LINK.finditer(text)
    }


# --- rules ------------------------------------------------------------------------------------


def headings(notebook: NotebookNode, entry: Loss | Recipe) -> Iterator[str]:
    expected, found = list(sections(stored(MODEL.page))), list(sections(notebook))
    if found != expected:
        yield f"H2 headings should be {expected}, are {found}"


def card(notebook: NotebookNode, entry: Loss) -> Iterator[str]:
    second = f"function `F.{entry.functional}`" if entry.functional else "no function"
    expected = f":::{{card}} `nn.{entry.name}` · {second}"
    if expected not in sections(notebook).get("What it is for", "").splitlines():
        yield f"'What it is for' lacks a card with the first line {expected}"


def figure_is_checked(notebook: NotebookNode, entry: Loss) -> Iterator[str]:
    if entry.name in SAME_CURVE:
        if catalog.loss(SAME_CURVE[entry.name]).page not in linked_pages(
            sections(notebook).get("The picture", ""), entry.page
        ):
            yield f"'The picture' does not link to the page of {SAME_CURVE[entry.name]}"
    else:
        yield from checked_in_print(notebook, entry)


def checked_in_print(notebook: NotebookNode, entry: Loss | Recipe) -> Iterator[str]:
    checks = [cell for cell in cells(notebook, "code") if "difference_from(" in cell.source]
    if not any(output.output_type == "stream" for cell in checks for output in cell.outputs):
        yield "no cell prints the picture's difference_from torch"


def figures(notebook: NotebookNode, entry: Loss | Recipe) -> Iterator[str]:
    for kind, mime in {"live": VEGA_LITE, "static": "image/svg+xml"}.items():
        if not shown(notebook, mime):
            yield f"no {kind} figure"


def exercise(notebook: NotebookNode, entry: Loss | Recipe) -> Iterator[str]:
    path = f"exercises/{entry.exercise}.ipynb"
    wanted = f"{{download}}`{path} </{path}>`" if entry.exercise else "no functional twin"
    if wanted not in sections(notebook).get("Exercise", ""):
        yield f"the Exercise section does not say {wanted!r}"


def references(notebook: NotebookNode, entry: Loss | Recipe) -> Iterator[str]:
    section = sections(notebook).get("References", "")
    if "```{bibliography}\n:filter: docname in docnames\n```" not in section:
        yield "the References section does not list what the page cites"


RULES: list[Callable[[NotebookNode, Loss], Iterator[str]]] = [
    headings, card, figure_is_checked, figures, exercise, references,
]  # fmt: skip


def box_problems(notebook: NotebookNode, alias: str) -> list[str]:
    boxes = [match[0] for match in BOX.finditer(markdown(notebook))]
    return [] if any(alias in box for box in boxes) else [f"no box names {alias}"]


# --- the book ---------------------------------------------------------------------------------


@every_exported
def test_each_exported_loss_has_a_page_in_the_contents(name: str) -> None:
    page = entry_of(name).page
    contents = LISTED.findall((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    assert (ROOT / f"{page}.ipynb").is_file(), f"{page}.ipynb is not written yet"
    assert contents.count(page) == 1, f"{page} is not in _toc.yml"


@every_exported
def test_the_guide_of_the_overview_names_every_loss(name: str) -> None:
    guide = markdown(stored(OVERVIEW))
    assert entry_of(name).page in linked_pages(guide, OVERVIEW)


def test_every_table_of_the_overview_has_a_row_for_each_loss() -> None:
    tables = shown(stored(OVERVIEW), "text/markdown")
    assert tables, "the overview shows no generated table"
    expected = {entry.page for entry in PAGES.values()}
    for table in tables:
        assert linked_pages(table, OVERVIEW) == expected, table.splitlines()[0]


@pytest.mark.parametrize("alias", ALIASES)
def test_a_deprecated_name_has_its_box_on_the_page_of_its_loss(alias: str) -> None:
    assert box_problems(stored(ALIASES[alias].page), alias) == []


@every_page
def test_a_loss_page_has_the_parts_of_the_model(entry: Loss) -> None:
    notebook = stored(entry.page)
    problems = [problem for rule in RULES for problem in rule(notebook, entry)]
    assert not problems, "\n".join(["", *problems])


@pytest.mark.parametrize("recipe", catalog.RECIPES, ids=lambda recipe: recipe.name)
def test_page_of_a_recipe_has_the_parts_and_a_place(recipe: Recipe) -> None:
    notebook = stored(recipe.page)
    problems = [
        problem
        for rule in (headings, checked_in_print, figures, exercise, references)
        for problem in rule(notebook, recipe)
    ]
    assert not problems, "\n".join(["", *problems])
    contents = LISTED.findall((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    assert contents.count(recipe.page) == 1, f"{recipe.page} is not in _toc.yml"


# From here on: every rule is tested on a page that it must reject.


def copy_of_model(old: str = "", new: str = "") -> NotebookNode:
    """Read the model page again, with one text in its sources replaced; it must occur there."""
    source = nbformat.read(ROOT / f"{MODEL.page}.ipynb", as_version=4)
    assert any(old in cell.source for cell in source.cells)
    for cell in source.cells:
        cell.source = cell.source.replace(old, new) if old else cell.source
    return source


def without_outputs(mime: str) -> NotebookNode:
    notebook = copy_of_model()
    for cell in cells(notebook, "code"):
        cell.outputs = [output for output in cell.outputs if mime not in output.get("data", {})]
    return notebook


def without_prints() -> NotebookNode:
    notebook = copy_of_model()
    for cell in cells(notebook, "code"):
        cell.outputs = [output for output in cell.outputs if output.output_type != "stream"]
    return notebook


@pytest.mark.parametrize("rule", RULES)
def test_the_model_passes(rule: Callable[[NotebookNode, Loss], Iterator[str]]) -> None:
    assert list(rule(copy_of_model(), MODEL)) == []


@pytest.mark.parametrize(
    ("rule", "spoil"),
    [
        (headings, lambda: copy_of_model("## By hand", "### By hand")),
        (headings, lambda: copy_of_model("## By hand", "## By foot")),
        (headings, lambda: copy_of_model("## Summary", "## More\n\n## Summary")),
        (card, lambda: copy_of_model("{card} `nn.CrossEntropyLoss`", "{card} `nn.NLLLoss`")),
        (card, lambda: copy_of_model("function `F.cross_entropy`", "function `F.nll_loss`")),
        (card, lambda: copy_of_model("## What it is for", "## What for")),
        (figure_is_checked, lambda: copy_of_model("difference_from(", "values(")),
        (figure_is_checked, without_prints),
        (figures, lambda: without_outputs(VEGA_LITE)),
        (figures, lambda: without_outputs("image/svg+xml")),
        (exercise, lambda: copy_of_model("exercises/classification/cross_entropy", "exercises/x")),
        (exercise, lambda: copy_of_model("## Exercise", "## Work")),
        (references, lambda: copy_of_model("```{bibliography}", "```{note}")),
        (references, lambda: copy_of_model("## References", "## Papers")),
    ],
    ids=[
        "heading-lowered", "heading-renamed", "heading-added", "card-of-another-class",
        "card-of-another-function", "card-elsewhere", "no-check", "check-not-printed",
        "no-live-figure", "no-static-figure", "exercise-unnamed", "no-exercise", "no-bibliography",
        "no-references",
    ],
)  # fmt: skip
def test_a_page_with_a_missing_part_is_found(
    rule: Callable[[NotebookNode, Loss], Iterator[str]], spoil: Callable[[], NotebookNode]
) -> None:
    assert list(rule(spoil(), MODEL))


def test_a_heading_inside_a_code_block_is_no_section() -> None:
    notebook = v4.new_notebook(cells=[v4.new_markdown_cell("## A\n```\n## B\n```\n## C\ntext")])
    assert sections(notebook) == {"A": "```\n## B\n```", "C": "text"}


def test_an_alias_outside_of_a_box_is_found() -> None:
    prose = v4.new_markdown_cell("NLLLoss2d is an alias.\n\n:::{note}\nOf what?\n:::")
    box = v4.new_markdown_cell("```{admonition} NLLLoss2d\nAn alias.\n```")
    assert box_problems(v4.new_notebook(cells=[prose]), "NLLLoss2d")
    assert box_problems(v4.new_notebook(cells=[prose, box]), "NLLLoss2d") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[a](regression/l1_loss.ipynb)", "chapters/3-catalog/regression/l1_loss"),
        ("[a](/chapters/3-catalog/beyond)", "chapters/3-catalog/beyond"),
        ("{doc}`/chapters/3-catalog/beyond`", "chapters/3-catalog/beyond"),
        ("{doc}`the text <beyond>`", "chapters/3-catalog/beyond"),
        ("[a](../2-anatomy/reduction.ipynb#sums)", "chapters/2-anatomy/reduction"),
    ],
)
def test_links_are_read_from_the_book_s_root(text: str, expected: str) -> None:
    assert linked_pages(f"See {text}, and (this).", OVERVIEW) == {expected}


def test_a_name_without_a_link_is_no_link() -> None:
    assert linked_pages("See [a], (regression/l1_loss.ipynb) and `beyond`.", OVERVIEW) == set()
