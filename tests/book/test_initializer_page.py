"""Every function of ``torch.nn.init`` has its section, with its arguments and its numbers.

The expected names and signatures come from the installed torch. The catalog only defines how the
sections are grouped. Each rule is tested on a page that it must reject.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator

import nbformat
import pytest
from markdown_it import MarkdownIt
from nbformat import NotebookNode
from torch.nn import init

from lossutil import catalog
from tools.notebooks import ROOT

PAGE = ROOT / f"{catalog.initializer('uniform_').page}.ipynb"
PRIVATE_FANS = "_calculate_fan_in_and_fan_out"
SVG = "image/svg+xml"

# A deprecated alias is the name of a fill without its underscore.
FILLS = sorted(name for name in init.__all__ if name.endswith("_"))
FUNCTIONS = [name for name in init.__all__ if f"{name}_" not in FILLS]

ROW_LINK = re.compile(r"^\| \[(?P<text>[^\]]+)\]\(#(?P<target>[^)]+)\) \|", re.MULTILINE)

Sections = dict[str, list[NotebookNode]]


def stored() -> NotebookNode:
    return nbformat.read(PAGE, as_version=4)


def titles(source: str, level: int) -> list[str]:
    """Texts of the headings of one level, without backticks."""
    tokens = MarkdownIt().parse(source)
    return [
        tokens[i + 1].content.replace("`", "")
        for i, token in enumerate(tokens)
        if token.type == "heading_open" and token.tag == f"h{level}"
    ]


def sections(notebook: NotebookNode, level: int) -> Sections:
    """Cells below each heading of a level, up to the next of this level or of a higher one."""
    found: Sections = {}
    current: str | None = None
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            for line in re.split(r"^(?=#{2,3} )", cell.source, flags=re.MULTILINE):
                if titles(line, level):
                    current = titles(line, level)[0]
                    found[current] = []
                elif level == 3 and titles(line, 2):
                    current = None
        elif current is not None:
            found[current].append(cell)
    return found


def outputs(cells: list[NotebookNode], kind: str) -> str:
    """What the cells printed (``stdout``) or showed under a MIME type, joined."""
    texts = [
        output.text if kind == "stdout" else output.data[kind]
        for cell in cells
        for output in cell.outputs
        if output.get("name") == kind or kind in output.get("data", {})
    ]
    return "\n".join(texts)


# --- rules ------------------------------------------------------------------------------------


def every_function_has_a_section(notebook: NotebookNode) -> Iterator[str]:
    found = list(sections(notebook, 3))
    for name in FUNCTIONS:
        if found.count(name) != 1:
            yield f"no section ### `{name}`"
    known = {*FUNCTIONS, *init.__all__}
    yield from (
        f"a section for {title}, which torch does not export"
        for title in found
        if re.fullmatch(r"[a-z_]+", title) and title not in known
    )


def sections_stand_under_their_family(notebook: NotebookNode) -> Iterator[str]:
    source = "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    parts = re.split(r"^## ", source, flags=re.MULTILINE)[1:]
    below = {part.splitlines()[0]: titles(part, 3) for part in parts}
    for family in catalog.Family:
        title = family[0].upper() + family[1:]
        expected = [entry.name for entry in catalog.INITIALIZERS if entry.family is family]
        if below.get(title) != expected:
            yield f"under ## {title} should stand {expected}, stand {below.get(title)}"


def sections_call_and_measure(notebook: NotebookNode) -> Iterator[str]:
    found = sections(notebook, 3)
    for name in FUNCTIONS:
        calling = [
            cell for cell in found.get(name, []) if re.search(rf"nn\.init\.{name}\b", cell.source)
        ]
        if not calling:
            yield f"no cell below ### `{name}` uses nn.init.{name}"
        elif not re.search(r"\d", outputs(calling, "stdout") + outputs(calling, "text/markdown")):
            yield f"no cell that uses nn.init.{name} shows a number"


def sections_name_every_argument(notebook: NotebookNode) -> Iterator[str]:
    found = sections(notebook, 3)
    for name in FUNCTIONS:
        shown = outputs(found.get(name, []), "text/markdown")
        first, *others = inspect.signature(getattr(init, name)).parameters.values()
        wanted = others if first.name == "tensor" else [first, *others]
        for argument in wanted:
            default = "" if argument.default is argument.empty else f"={argument.default!r}"
            if f"- `{argument.name}{default}`: " not in shown:
                yield f"the list of {name} lacks {argument}"


def every_fill_is_drawn(notebook: NotebookNode) -> Iterator[str]:
    pictures = [cell for cell in notebook.cells if "outputs" in cell and outputs([cell], SVG)]
    drawn = "\n".join(cell.source for cell in pictures)
    yield from (f"no figure draws {name}" for name in FILLS if f'"{name}"' not in drawn)


def the_table_links_to_every_section(notebook: NotebookNode) -> Iterator[str]:
    shown = outputs([cell for cell in notebook.cells if cell.cell_type == "code"], "text/markdown")
    links = {match["text"]: match["target"] for match in ROW_LINK.finditer(shown)}
    if set(links) != set(FUNCTIONS):
        yield f"the table differs from torch.nn.init by {set(links) ^ set(FUNCTIONS)}"
    anchors = set(sections(notebook, 3))
    yield from (f"#{target} leads nowhere" for target in links.values() if target not in anchors)


def the_fans_are_computed(notebook: NotebookNode) -> Iterator[str]:
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    shown = outputs([cell for cell in cells if PRIVATE_FANS in cell.source], "stdout")
    for layer in ("Linear", "Conv1d", "Conv2d", "ConvTranspose2d"):
        if layer not in shown:
            yield f"no cell prints the fans of {layer}"


Rule = Callable[[NotebookNode], Iterator[str]]
RULES: list[Rule] = [
    every_function_has_a_section, sections_stand_under_their_family, sections_call_and_measure,
    sections_name_every_argument, every_fill_is_drawn, the_table_links_to_every_section,
    the_fans_are_computed,
]  # fmt: skip


# --- the page ---------------------------------------------------------------------------------


def test_torch_exports_fourteen_fills_one_gain_and_aliases() -> None:
    assert len(FILLS) == 14
    assert set(FUNCTIONS) == {*FILLS, "calculate_gain"}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_page_teaches_all_of_torch_nn_init(rule: Rule) -> None:
    problems = list(rule(stored()))
    assert not problems, "\n".join(["", *problems])


# From here on: every rule is tested on a page that it must reject.


def replaced(old: str, new: str) -> NotebookNode:
    """The page with one text of its sources and outputs replaced; it must occur there."""
    whole = nbformat.writes(stored())
    assert old in whole, old
    return nbformat.reads(whole.replace(old, new), as_version=4)


def without_outputs(text: str) -> NotebookNode:
    """The page with the outputs of each cell removed whose source has this text."""
    notebook = stored()
    cells = [c for c in notebook.cells if c.cell_type == "code" and text in c.source]
    assert cells, text
    for cell in cells:
        cell.outputs = []
    return notebook


@pytest.mark.parametrize(
    ("rule", "spoil"),
    [
        (every_function_has_a_section, lambda: replaced("### `sparse_`", "### Sparse")),
        (every_function_has_a_section, lambda: replaced("### `eye_`", "#### `eye_`")),
        (every_function_has_a_section, lambda: replaced("### `ones_`", "### `twos_`")),
        (sections_stand_under_their_family, lambda: replaced("## Kaiming", "## He")),
        (
            sections_stand_under_their_family,
            lambda: replaced("### `ones_`", "### `zeros_`"),
        ),
        (sections_call_and_measure, lambda: replaced("nn.init.dirac_(", "dirac(")),
        (sections_call_and_measure, lambda: without_outputs('card("normal_")')),
        (sections_call_and_measure, lambda: without_outputs("nn.init.calculate_gain")),
        (sections_name_every_argument, lambda: replaced("- `generator=None`", "- None")),
        (sections_name_every_argument, lambda: replaced("- `a=-2.0`", "- `a=0.0`")),
        (sections_name_every_argument, lambda: replaced("- `param=None`", "- `slope=None`")),
        (every_fill_is_drawn, lambda: without_outputs("rounded_rows")),
        (every_fill_is_drawn, lambda: without_outputs("constants = {")),
        (the_table_links_to_every_section, lambda: replaced("[eye_](#eye_)", "eye_")),
        (the_table_links_to_every_section, lambda: replaced("(#eye_)", "(#identity)")),
        (the_fans_are_computed, lambda: without_outputs("ConvTranspose2d(8, 16, 3)")),
    ],
    ids=[
        "no-section", "section-lowered", "section-of-no-function", "family-renamed",
        "function-misplaced", "function-not-called", "nothing-printed", "no-gains",
        "generator-unnamed", "another-default", "param-unnamed", "no-matrices", "no-histograms",
        "row-without-link", "link-to-nowhere", "no-fans",
    ],
)  # fmt: skip
def test_a_page_that_lacks_a_part_is_found(rule: Rule, spoil: Callable[[], NotebookNode]) -> None:
    assert list(rule(spoil()))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_without_its_section_is_found(name: str) -> None:
    notebook = replaced(f"### `{name}`", "### Something else")
    assert any(name in problem for problem in every_function_has_a_section(notebook))
