"""Conditions under which a strict nbval run is meaningful, for every notebook.

nbval passes a cell that was never executed and has no outputs, skips cells by tag, and compares
neither execution counts nor a figure's caption. Each condition below is one function from a
notebook to the problems it finds, and each is tested on a notebook that it must reject.
"""

from __future__ import annotations

import copy
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest
from IPython.core.displayhook import DisplayHook
from IPython.core.inputtransformer2 import TransformerManager
from markdown_it import MarkdownIt
from nbformat import NotebookNode, v4
from nbgrader.nbgraderformat import MetadataValidator
from nbgrader.nbgraderformat import ValidationError as NbgraderError
from nbval.plugin import find_comment_markers, find_metadata_tags

from lossutil.figures import VEGA_LITE
from tools.notebooks import FOLDERS, KERNEL, ROOT, notebooks

Condition = Callable[[NotebookNode], Iterator[str]]

ABSOLUTE_PATH = re.compile(
    r"(?<![\w.])/(?:home|root|work|tmp|Users|private|var|usr|opt|mnt|srv|media|content)/[^\s'\"`)]*"
    r"|\b[A-Z]:\\+(?:Users|Windows|Program|Temp|Documents)\b"
)
MEMORY_ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{6,}\b")
DECIMAL = re.compile(r"(\d+)\.(\d*)(?:[eE][+-]?\d+)?")
CELL_METADATA = {"tags", "mystnb"}
SHORTEST_ALT = 20


def code_cells(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def where(cell: NotebookNode) -> str:
    first_line = next(iter(cell.source.strip().splitlines()), "(empty)")
    return f"{cell.cell_type} cell {cell.get('id')} ({first_line[:40]!r})"


def texts(output: NotebookNode) -> Iterator[str]:
    """All text of an output, including SVG pictures and live figures."""
    if output.output_type == "stream":
        yield output.text
    elif output.output_type == "error":
        yield "\n".join([output.evalue, *output.traceback])
    else:
        yield from (
            str(data)
            for mime, data in output.data.items()
            if mime not in {"image/png", "image/jpeg"}  # base64
        )


def printed(output: NotebookNode) -> Iterator[str]:
    """The text that a reader sees: streams, representations and tables."""
    if output.output_type == "stream":
        yield output.text
    for mime, data in output.get("data", {}).items():
        if mime in {"text/plain", "text/markdown", "text/latex"}:
            yield data
        elif mime == "text/html":
            yield re.sub(r"<style.*?</style>|<[^>]*>", " ", data, flags=re.DOTALL)


def is_precise(match: re.Match[str]) -> bool:
    """Whether a printed number has digits that another processor may round differently.

    Accepted are four decimals (``:.4f``, ``:.4e``) or four significant digits (``:.4g``), as long
    as there are no more digits than float32 carries: seven.
    """
    whole, fraction = match[1], match[2]
    if fraction in {"", "0"}:  # an integer as a float: exact
        return False
    significant = len((whole + fraction).lstrip("0")) or len(fraction)
    return significant > 7 or (significant > 4 and len(fraction) > 4)


def mystnb(cell: NotebookNode, group: str, key: str) -> str:
    return str(cell.metadata.get("mystnb", {}).get(group, {}).get(key, ""))


def mimes(cell: NotebookNode) -> list[str]:
    return [mime for output in cell.outputs for mime in output.get("data", {})]


def valid_format(notebook: NotebookNode) -> Iterator[str]:
    try:
        nbformat.validate(copy.deepcopy(notebook))  # it repairs ids in its argument
    except nbformat.ValidationError as error:
        yield f"is no valid notebook: {error.message}"


def unique_ids(notebook: NotebookNode) -> Iterator[str]:
    counts = Counter(cell.get("id") for cell in notebook.cells)
    yield from (
        f"{n} cells have the id {name!r}" for name, n in counts.items() if n > 1 or not name
    )


def kernel(notebook: NotebookNode) -> Iterator[str]:
    expected = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    if notebook.metadata != expected:
        yield f"metadata should be {expected}, is {dict(notebook.metadata)}; run `make notebooks`"


def counts_in_order(notebook: NotebookNode) -> Iterator[str]:
    """nbval neither compares execution counts nor checks a cell without one."""
    cells = code_cells(notebook)
    found = [cell.execution_count for cell in cells]
    if found != list(range(1, len(cells) + 1)):
        yield f"counts should be 1 to {len(cells)}, are {found}; run `make notebooks`"
    for cell in cells:
        for output in cell.outputs:
            if output.get("execution_count", cell.execution_count) != cell.execution_count:
                yield f"{where(cell)}: its output has the count {output.execution_count}"


def no_errors(notebook: NotebookNode) -> Iterator[str]:
    for cell in code_cells(notebook):
        for output in cell.outputs:
            if output.output_type == "error":
                yield f"{where(cell)}: stored {output.ename}; catch and print an error that teaches"


def no_bare_semicolon(notebook: NotebookNode) -> Iterator[str]:
    """nbval sends cells without history: IPython then shows the output behind a semicolon."""
    for cell in code_cells(notebook):
        python = TransformerManager().transform_cell(cell.source)
        if DisplayHook.semicolon_at_end_of_expression(python):
            yield f"{where(cell)}: ends in a semicolon; end in plt.show() or assign to _"


def no_absolute_paths(notebook: NotebookNode) -> Iterator[str]:
    for cell in notebook.cells:
        everything = [cell.source, *(text for o in cell.get("outputs", []) for text in texts(o))]
        for text in everything:
            yield from (f"{where(cell)}: path {m[0]!r}" for m in ABSOLUTE_PATH.finditer(text))


def no_memory_addresses(notebook: NotebookNode) -> Iterator[str]:
    for cell in code_cells(notebook):
        for text in (text for output in cell.outputs for text in texts(output)):
            yield from (f"{where(cell)}: address {m[0]}" for m in MEMORY_ADDRESS.finditer(text))


def no_stderr(notebook: NotebookNode) -> Iterator[str]:
    for cell in code_cells(notebook):
        if "expected-stderr" in cell.metadata.get("tags", []):
            continue
        for output in cell.outputs:
            if output.output_type == "stream" and output.name == "stderr":
                yield f"{where(cell)}: wrote to stderr: {output.text[:80]!r}"


def nothing_unchecked(notebook: NotebookNode) -> Iterator[str]:
    """nbval's own parser of tags and comments finds the cells that it would treat specially."""
    for cell in code_cells(notebook):
        special = {
            **dict(find_metadata_tags(cell.metadata)),
            **dict(find_comment_markers(cell.source)),
        }
        if special or "skip-execution" in cell.metadata.get("tags", []):
            yield f"{where(cell)}: a tag or comment changes how it is run or checked"


def few_digits(notebook: NotebookNode) -> Iterator[str]:
    for cell in code_cells(notebook):
        for text in (text for output in cell.outputs for text in printed(output)):
            yield from (
                f"{where(cell)}: prints {m[0]}; use :.4f or :.4g"
                for m in DECIMAL.finditer(text)
                if is_precise(m)
            )


def figures_are_described(notebook: NotebookNode) -> Iterator[str]:
    for cell in code_cells(notebook):
        pictures = [mime for mime in mimes(cell) if mime.startswith("image/")]
        live = [
            output.data[VEGA_LITE] for output in cell.outputs if VEGA_LITE in output.get("data", {})
        ]
        if {*pictures} - {"image/svg+xml"}:
            yield f"{where(cell)}: shows a bitmap, which nbval does not compare; draw SVG"
        if len(pictures) + len(live) > 1:
            yield f"{where(cell)}: shows several figures, which would share one caption"
        if (pictures or live) and not mystnb(cell, "figure", "caption").strip():
            yield f"{where(cell)}: its figure lacks mystnb.figure.caption"
        if pictures and len(mystnb(cell, "image", "alt").strip()) < SHORTEST_ALT:
            yield f"{where(cell)}: its picture lacks a mystnb.image.alt that describes it"
        if any(len(str(chart.get("description", ""))) < SHORTEST_ALT for chart in live):
            yield f"{where(cell)}: its live figure lacks a description"


def headings(notebook: NotebookNode) -> Iterator[str]:
    if not notebook.cells or not notebook.cells[0].source.startswith("# "):
        yield "should begin with a Markdown cell whose first line is its title, '# …'"
    previous = 0
    for cell in notebook.cells:
        if cell.cell_type != "markdown":
            continue
        for token in MarkdownIt().parse(cell.source):
            if token.type != "heading_open":
                continue
            level = int(token.tag[1:])
            if level == 1 and previous:
                yield f"{where(cell)}: a second title of level 1"
            if level > previous + 1:
                yield f"{where(cell)}: heading level {level} follows level {previous}"
            previous = level


def known_metadata(notebook: NotebookNode) -> Iterator[str]:
    """Editors store timings and folding states here, which differ between authors."""
    for cell in notebook.cells:
        unknown = cell.metadata.keys() - CELL_METADATA - {"nbgrader"}
        if unknown:
            yield f"{where(cell)}: metadata {sorted(unknown)} belongs to an editor, not to the book"


def nbgrader_metadata(notebook: NotebookNode) -> Iterator[str]:
    try:
        MetadataValidator().validate_nb(copy.deepcopy(notebook))
    except (NbgraderError, KeyError, nbformat.ValidationError) as error:
        yield f"nbgrader refuses it: {error}"


def no_nbgrader_metadata(notebook: NotebookNode) -> Iterator[str]:
    for cell in notebook.cells:
        if "nbgrader" in cell.metadata:
            yield f"{where(cell)}: nbgrader metadata outside an exercise"


EVERYWHERE: tuple[Condition, ...] = (
    valid_format,
    unique_ids,
    kernel,
    counts_in_order,
    no_errors,
    no_bare_semicolon,
    no_absolute_paths,
    no_memory_addresses,
    no_stderr,
    nothing_unchecked,
    few_digits,
    figures_are_described,
    headings,
    known_metadata,
)
IN_FOLDER: dict[str, Condition] = {"chapters": no_nbgrader_metadata, "solutions": nbgrader_metadata}


def problems(notebook: NotebookNode, folder: str) -> list[str]:
    """All problems of a notebook of ``chapters`` or ``solutions``."""
    conditions = (*EVERYWHERE, IN_FOLDER[folder])
    return [problem for condition in conditions for problem in condition(notebook)]


def read_as_stored(path: Path) -> NotebookNode:
    """Read without the repairs that ``nbformat.read`` makes."""
    return v4.reads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("folder", FOLDERS)
def test_there_are_notebooks(folder: str) -> None:
    assert notebooks(folders=[folder]), f"no notebook under {folder}/"


@pytest.mark.parametrize("path", notebooks(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_notebook_meets_every_condition(path: Path) -> None:
    found = problems(read_as_stored(path), folder=path.relative_to(ROOT).parts[0])
    assert not found, "\n".join(["", *found])


# From here on: every condition is tested on notebooks that it must reject.


def good() -> NotebookNode:
    """A valid notebook with one cell of every kind."""
    figure = {
        "figure": {"caption": "The loss against the logit."},
        "image": {"alt": "A curve that falls from five nats towards zero."},
    }
    chart = {"mark": "line", "description": "A curve that falls as you move the slider."}
    return v4.new_notebook(
        metadata={"kernelspec": KERNEL, "language_info": {"name": "python"}},
        cells=[
            v4.new_markdown_cell("# Title\n\n## Part\n\n```\n# no heading\n```", id="title"),
            v4.new_code_cell(
                "print(loss)\nloss",
                id="numbers",
                execution_count=1,
                outputs=[
                    v4.new_output("stream", name="stdout", text="0.5224 on torch 2.13.0\n"),
                    v4.new_output(
                        "execute_result", {"text/plain": "tensor(4017.25)"}, execution_count=1
                    ),
                ],
            ),
            v4.new_code_cell(
                "draw()  # figures; and more;",
                id="picture",
                execution_count=2,
                metadata={"mystnb": figure, "tags": ["hide-input"]},
                outputs=[
                    v4.new_output("display_data", {"image/svg+xml": "<svg/>", "text/plain": "F"})
                ],
            ),
            v4.new_markdown_cell("### Detail\n\n$f: x \\mapsto 1/x$", id="detail"),
            v4.new_code_cell(
                "figures.live(curves)",
                id="live",
                execution_count=3,
                metadata={"mystnb": {"figure": {"caption": "Move it."}}},
                outputs=[
                    v4.new_output(
                        "execute_result", {VEGA_LITE: chart, "text/plain": "A"}, execution_count=3
                    )
                ],
            ),
        ],
    )


def good_exercise() -> NotebookNode:
    notebook = good()
    notebook.cells[1].metadata["nbgrader"] = NotebookNode(
        schema_version=3,
        grade=True,
        solution=False,
        locked=True,
        task=False,
        grade_id="one-sample",
        points=1,
        cell_type="code",
    )
    return notebook


def test_a_good_notebook_has_no_problems() -> None:
    assert problems(good(), "chapters") == []


def test_a_good_exercise_has_no_problems() -> None:
    assert problems(good_exercise(), "solutions") == []


Break = Callable[[NotebookNode], object]


def output(notebook: NotebookNode) -> NotebookNode:
    return notebook.cells[1].outputs[0]


def drop(key: str, cell: int) -> Break:
    return lambda notebook: notebook.cells[cell].metadata["mystnb"].pop(key)


def prints(text: str) -> Break:
    return lambda notebook: output(notebook).update(text=text)


def shows(mime: str, data: str) -> Break:
    return lambda notebook: notebook.cells[1].outputs[1].data.update({mime: data})


def source(text: str, cell: int = 1) -> Break:
    return lambda notebook: notebook.cells[cell].update(source=text)


def tagged(*tags: str) -> Break:
    return lambda notebook: notebook.cells[1].metadata.update(tags=list(tags))


BROKEN: list[tuple[str, Condition, Break]] = [
    ("a code cell without outputs", valid_format, lambda n: n.cells[1].pop("outputs")),
    ("a cell without id", unique_ids, lambda n: n.cells[0].pop("id")),
    ("two cells share an id", unique_ids, lambda n: n.cells[1].update(id="title")),
    ("another kernel", kernel, lambda n: n.metadata.kernelspec.update(name="conda-env")),
    ("the kernel's version", kernel, lambda n: n.metadata.language_info.update(version="3.11.7")),
    ("a cell never run", counts_in_order, lambda n: n.cells[2].update(execution_count=None)),
    ("a cell run twice", counts_in_order, lambda n: n.cells[2].update(execution_count=4)),
    ("cells run out of order", counts_in_order, lambda n: n.cells[1].update(execution_count=3)),
    (
        "an output of another run",
        counts_in_order,
        lambda n: n.cells[1].outputs[1].update(execution_count=9),
    ),
    (
        "a stored error",
        no_errors,
        lambda n: n.cells[1].outputs.append(
            v4.new_output("error", ename="ValueError", evalue="bad", traceback=["bad"])
        ),
    ),
    ("a bare semicolon", no_bare_semicolon, source("plt.plot(x);")),
    ("a semicolon and a comment", no_bare_semicolon, source("%time f()\nplt.plot(x);  # hide\n\n")),
    ("a path in a source", no_absolute_paths, source("open('/home/ada/data.csv')")),
    ("a path in the prose", no_absolute_paths, source("# See /root/data", cell=0)),
    ("a Windows path", no_absolute_paths, source(r"open('C:\\Users\\ada')")),
    ("a path in a stream", no_absolute_paths, prints("saved to /tmp/figure.svg")),
    ("a path in a warning", no_absolute_paths, prints("/Users/ada/x.py:1: UserWarning")),
    ("a path in a picture", no_absolute_paths, shows("image/svg+xml", "<!-- /work/x -->")),
    ("an address", no_memory_addresses, shows("text/plain", "<Line2D at 0x7f3a5c2b10>")),
    ("text on stderr", no_stderr, lambda n: output(n).update(name="stderr")),
    ("an allowed exception", nothing_unchecked, tagged("raises-exception")),
    ("an ignored output", nothing_unchecked, tagged("hide-input", "nbval-ignore-output")),
    ("a skipped cell", nothing_unchecked, tagged("nbval-skip")),
    ("a cell not executed", nothing_unchecked, tagged("skip-execution")),
    ("a comment for nbval", nothing_unchecked, source("# NBVAL_IGNORE_OUTPUT\nloss")),
    ("a float as it comes", few_digits, prints("loss 0.52240002155")),
    ("a float at the end", few_digits, prints("The loss is 0.52240002155.")),
    ("a float with its unit", few_digits, prints("took 0.52240002155s")),
    ("five decimals", few_digits, prints("0.69315")),
    ("more digits than float32", few_digits, prints("65536.1234")),
    ("a long mantissa", few_digits, prints("1.1920929e-07")),
    ("a zero to eight places", few_digits, prints("0.00000000")),
    ("a float in a table", few_digits, shows("text/html", "<td>0.5224000</td>")),
    (
        "a bitmap",
        figures_are_described,
        lambda n: n.cells[2].outputs[0].update(data={"image/png": "cG5n"}),
    ),
    ("a picture without alt", figures_are_described, drop("image", cell=2)),
    ("a picture without caption", figures_are_described, drop("figure", cell=2)),
    (
        "a terse alt",
        figures_are_described,
        lambda n: n.cells[2].metadata.mystnb.image.update(alt="a loss curve"),
    ),
    ("a live figure without caption", figures_are_described, drop("figure", cell=4)),
    (
        "a live figure without description",
        figures_are_described,
        lambda n: n.cells[4].outputs[0].data[VEGA_LITE].pop("description"),
    ),
    (
        "two pictures in a cell",
        figures_are_described,
        lambda n: n.cells[2].outputs.append(n.cells[2].outputs[0]),
    ),
    ("no title", headings, source("Welcome.\n\n# Title", cell=0)),
    ("code first", headings, lambda n: n.cells.pop(0)),
    ("no cells", headings, lambda n: n.cells.clear()),
    ("two titles", headings, source("# Another title", cell=3)),
    ("a skipped level", headings, source("#### Detail", cell=3)),
    ("an editor's metadata", known_metadata, lambda n: n.cells[1].metadata.update(scrolled=True)),
    (
        "points in a chapter",
        no_nbgrader_metadata,
        lambda n: n.cells[1].metadata.update(nbgrader={"points": 1}),
    ),
    (
        "a test cell without points",
        nbgrader_metadata,
        lambda n: n.cells[1].metadata.nbgrader.pop("points"),
    ),
    (
        "a copied test cell",
        nbgrader_metadata,
        lambda n: n.cells[2].metadata.update(nbgrader=n.cells[1].metadata.nbgrader),
    ),
]


@pytest.mark.parametrize(
    ("condition", "break_it"),
    [pytest.param(condition, break_it, id=name) for name, condition, break_it in BROKEN],
)
def test_a_condition_reports_what_was_broken(condition: Condition, break_it: Break) -> None:
    notebook = good_exercise() if condition is nbgrader_metadata else good()
    assert not list(condition(notebook))
    break_it(notebook)
    assert list(condition(notebook))


def test_every_condition_is_shown_to_fail() -> None:
    assert {condition for _, condition, _ in BROKEN} == {*EVERYWHERE, *IN_FOLDER.values()}


@pytest.mark.parametrize(
    "text",
    [
        "0.5224", "1.3133.", "4017.123", "0.0001235", "8e37", "6.123e-16", "1000000", "2.13.0+cpu",
        "16777216.", "340282346638528859811704183484516925440.", "12345678.0", "[0.5224, 12.3457]",
    ],
)  # fmt: skip
def test_ordinary_numbers_are_not_reported(text: str) -> None:
    notebook = good()
    output(notebook).text = text
    assert not list(few_digits(notebook))


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org/home/ada", "f: x \\mapsto y", "X:\\Omega\\to\\mathbb{R}", "a/tmp/b",
        "and/or", "../root/x", "1/work",
    ],
)  # fmt: skip
def test_what_resembles_a_path_is_not_reported(text: str) -> None:
    notebook = good()
    notebook.cells[3].source = text
    assert not list(no_absolute_paths(notebook))


def test_stderr_that_a_cell_announces_is_allowed() -> None:
    notebook = good()
    output(notebook).name = "stderr"
    notebook.cells[1].metadata.tags = ["expected-stderr"]
    assert not list(no_stderr(notebook))
