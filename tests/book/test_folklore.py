"""The thirty claims, the glossary and the notation: complete, executed, and linked to what exists.

Each rule is one function from a page to the problems it finds, and each is tested on a page that it
must reject.
"""

from __future__ import annotations

import copy
import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import nbformat
import pytest
from markdown_it.renderer import RendererHTML
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser
from nbformat import NotebookNode

from lossutil.figures import VEGA_LITE
from tools.notebooks import ROOT

PRACTICE = ROOT / "chapters" / "5-practice"
CLAIMS = 30
"""The course tests thirty claims; they keep their numbers."""

HEADING = re.compile(r"^### (?P<number>\d+)\. (?P<title>.+)$", re.MULTILINE)
CLAIM = re.compile(r"^> “(?P<claim>.+)”$", re.MULTILINE)
VERDICT = re.compile(
    r"^\*\*Verdict: (?P<verdict>(?:false|half true|true)\b[^*]*)\.\*\*", re.MULTILINE
)
ROW = re.compile(
    r"^\| \[(?P<number>\d+)\]\((?P<anchor>#\S+)\) \| (?P<claim>.+) \| (?P<verdict>.+) "
    r"\| \[.+?\]\((?P<link>\S+)\) \|$",
    re.MULTILINE,
)
LINK = re.compile(
    r"\]\((?P<target>/chapters/[^)#]+)\)|\{doc\}`(?:[^`<]*<)?(?P<doc>/chapters/[^`>]+)>?`"
)
ENTRY = re.compile(r"^(?P<english>\S.*)\n(?P<chinese>\S.*)\n {2}(?P<definition>\S.*)$")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
SYMBOL = re.compile(r"^\| \$(?P<symbol>[^$]+)\$ \|.*\]\((?P<link>\S+)\) \|$", re.MULTILINE)


def links(text: str) -> list[str]:
    return [match["target"] or match["doc"] for match in LINK.finditer(text)]


def page(link: str) -> Path | None:
    """The file of the page that a link from the book's root refers to, if there is one."""
    path = ROOT / link.lstrip("/")
    endings = (path.with_name(path.name + ending) for ending in (".ipynb", ".md"))
    return next((file for file in endings if file.is_file()), None)


# --- the claims -------------------------------------------------------------------------------


@dataclass
class Item:
    """One claim with everything below its heading, up to the next heading."""

    title: str
    text: str = ""
    code: list[NotebookNode] = field(default_factory=list)


def items(notebook: NotebookNode) -> dict[int, list[Item]]:
    found: dict[int, list[Item]] = {}
    item: Item | None = None
    for cell in notebook.cells:
        if cell.cell_type == "code" and item is not None:
            item.code.append(cell)
        if cell.cell_type != "markdown":
            continue
        start = HEADING.search(cell.source)
        if start is not None:
            item = Item(start["title"], cell.source[start.start() :])
            found.setdefault(int(start["number"]), []).append(item)
        elif re.search(r"^#{1,3} ", cell.source, re.MULTILINE):
            item = None
        elif item is not None:
            item.text += "\n\n" + cell.source
    return found


def table(notebook: NotebookNode) -> list[re.Match[str]]:
    return [row for cell in notebook.cells for row in ROW.finditer(cell.source)]


def all_thirty(notebook: NotebookNode) -> Iterator[str]:
    expected = list(range(1, CLAIMS + 1))
    if list(items(notebook)) != expected:
        yield f"expected the claims 1 to {CLAIMS} in order, found {list(items(notebook))}"
    yield from (f"claim {n} is treated twice" for n, i in items(notebook).items() if len(i) > 1)


def each_is_decided(notebook: NotebookNode) -> Iterator[str]:
    for number, (item, *_) in items(notebook).items():
        if not any(output.get("text", "").strip() for cell in item.code for output in cell.outputs):
            yield f"claim {number}: no executed cell prints something"
        if any(cell.execution_count is None for cell in item.code):
            yield f"claim {number}: a cell was not executed"
        if not CLAIM.search(item.text):
            yield f"claim {number} is not quoted"
        if not VERDICT.search(item.text):
            yield f"claim {number} has no verdict"


def each_leads_on(notebook: NotebookNode) -> Iterator[str]:
    for number, (item, *_) in items(notebook).items():
        if not links(item.text):
            yield f"claim {number}: no link to the page that explains it"
        yield from (
            f"claim {number}: {link} does not exist" for link in links(item.text) if not page(link)
        )


def anchor(number: int, title: str) -> str:
    """The address that MyST gives to a heading."""
    return "#" + re.sub(r"[^\w\- ]", "", f"{number}. {title}".lower()).replace(" ", "-")


def the_table_agrees(notebook: NotebookNode) -> Iterator[str]:
    rows, found = table(notebook), items(notebook)
    numbers = [int(row["number"]) for row in rows]
    if numbers != list(range(1, CLAIMS + 1)):
        yield f"the rows should be 1 to {CLAIMS}, are {numbers}"
    for row in rows:
        for item in found.get(int(row["number"]), []):
            claim, verdict = CLAIM.search(item.text), VERDICT.search(item.text)
            if claim is None or row["claim"].replace(r"\|", "|") != claim["claim"]:
                yield f"row {row['number']}: another claim than below"
            if verdict is None or row["verdict"] != verdict["verdict"]:
                yield f"row {row['number']}: another verdict than below"
            if row["link"] not in links(item.text):
                yield f"row {row['number']}: {row['link']} is not linked below"
            if row["anchor"] != anchor(int(row["number"]), item.title):
                yield f"row {row['number']}: {row['anchor']} leads to no claim"


def something_moves(notebook: NotebookNode) -> Iterator[str]:
    shown = (output for cell in notebook.cells for output in cell.get("outputs", []))
    if not any(VEGA_LITE in output.get("data", {}) for output in shown):
        yield "no live figure"


FOLKLORE_RULES = [all_thirty, each_is_decided, each_leads_on, the_table_agrees, something_moves]


@cache
def stored() -> NotebookNode:
    return nbformat.read(PRACTICE / "folklore.ipynb", as_version=4)


@pytest.mark.parametrize("rule", FOLKLORE_RULES)
def test_the_thirty_claims_are_discussed(rule: Callable[[NotebookNode], Iterator[str]]) -> None:
    found = list(rule(stored()))
    assert not found, "\n".join(["", *found])


# --- the glossary -----------------------------------------------------------------------------


@dataclass
class Term:
    english: str
    chinese: str
    definition: str
    letter: str


def terms(text: str) -> list[Term]:
    found = []
    for section in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        letter, _, body = section.partition("\n")
        for block in re.findall(r"^```\{glossary\}\n(.*?)\n```$", body, re.MULTILINE | re.DOTALL):
            for entry in block.split("\n\n"):
                match = ENTRY.match(entry)
                assert match is not None, f"expected term, 中文, definition, found {entry!r}"
                found.append(Term(**match.groupdict(), letter=letter))
    return found


def sort_key(term: str) -> str:
    return re.sub(r"[^a-z0-9]", "", term.casefold())


def in_order(text: str) -> Iterator[str]:
    keys = [sort_key(term.english) for term in terms(text)]
    for before, after in itertools.pairwise(keys):
        if before >= after:
            yield f"{after!r} should stand before {before!r}, and once"
    for term in terms(text):
        if not sort_key(term.english).startswith(term.letter.lower()):
            yield f"{term.english!r} stands under {term.letter}"


def has_chinese(text: str) -> Iterator[str]:
    for term in terms(text):
        if not CHINESE.search(term.chinese):
            yield f"{term.english!r} has no Chinese: {term.chinese!r}"
        if CHINESE.search(term.english + term.definition):
            yield f"{term.english!r}: Chinese belongs into the second line"


def leads_to_its_page(text: str) -> Iterator[str]:
    for term in terms(text):
        found = links(term.definition)
        if len(found) != 1:
            yield f"{term.english!r} should link to one page, links to {found}"
        yield from (f"{term.english!r}: {link} does not exist" for link in found if not page(link))


@cache
def source(file: Path) -> str:
    """What the authors of a page wrote, including code."""
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".ipynb":
        text = "\n\n".join(cell.source for cell in nbformat.reads(text, as_version=4).cells)
    return text


def is_on_its_page(text: str) -> Iterator[str]:
    """Whether each word of a term, or its beginning, occurs on the page that explains it."""
    for term in terms(text):
        for file in filter(None, map(page, links(term.definition))):
            words = re.findall(r"[^\W_]{3,}", term.english.casefold())
            there = source(file).casefold()
            missing = [word for word in words if word[:5] not in there]
            if missing:
                yield f"{term.english!r}: {file.name} does not say {missing}"


GLOSSARY_RULES = [in_order, has_chinese, leads_to_its_page, is_on_its_page]


@pytest.mark.parametrize("rule", GLOSSARY_RULES)
def test_the_glossary_is_in_order(rule: Callable[[str], Iterator[str]]) -> None:
    text = (PRACTICE / "glossary.md").read_text(encoding="utf-8")
    assert len(terms(text)) > 100
    found = list(rule(text))
    assert not found, "\n".join(["", *found])


# --- the notation -----------------------------------------------------------------------------


def compact(formula: str) -> str:
    return re.sub(r"\s|\\,", "", formula.replace(r"\|", r"\Vert "))


@cache
def formulas(file: Path) -> str:
    """All formulas of a page, one a line and without space."""
    extensions = {"amsmath", "dollarmath"}
    parser = create_md_parser(MdParserConfig(enable_extensions=extensions), RendererHTML)
    without_fences = re.sub(r"^[`:]{3,}.*$", "", source(file), flags=re.MULTILINE)
    tokens = [
        part for token in parser.parse(without_fences) for part in (token, *(token.children or []))
    ]
    return "\n".join(compact(token.content) for token in tokens if "math" in token.type)


def is_used(text: str) -> Iterator[str]:
    for row in SYMBOL.finditer(text):
        file = page(row["link"])
        if file is None:
            yield f"{row['symbol']}: {row['link']} does not exist"
        elif compact(row["symbol"]) not in formulas(file):
            yield f"{row['symbol']} is in no formula of {file.name}"


def test_every_symbol_is_used_where_the_notation_says() -> None:
    text = (PRACTICE / "notation.md").read_text(encoding="utf-8")
    assert len(SYMBOL.findall(text)) > 50
    found = list(is_used(text))
    assert not found, "\n".join(["", *found])


# From here on: every rule is tested on a page that it must reject.


def spoiled(number: int, change: Callable[[NotebookNode], object]) -> NotebookNode:
    """Return a copy of the page with the first code cell below a claim's heading changed."""
    notebook = copy.deepcopy(stored())
    starts = [
        index
        for index, cell in enumerate(notebook.cells)
        if cell.cell_type == "markdown" and f"### {number}. " in cell.source
    ]
    change(next(cell for cell in notebook.cells[starts[0] :] if cell.cell_type == "code"))
    return notebook


def replaced(old: str, new: str) -> NotebookNode:
    notebook = copy.deepcopy(stored())
    assert any(old in cell.source for cell in notebook.cells)
    for cell in notebook.cells:
        cell.source = cell.source.replace(old, new)
    return notebook


def still() -> NotebookNode:
    notebook = copy.deepcopy(stored())
    for cell in notebook.cells:
        cell.outputs = [o for o in cell.get("outputs", []) if VEGA_LITE not in o.get("data", {})]
    return notebook


@pytest.mark.parametrize(
    ("rule", "spoil"),
    [
        (all_thirty, lambda: replaced("### 17. ", "### 18. ")),
        (all_thirty, lambda: replaced("### 17. ", "#### 17. ")),
        (each_is_decided, lambda: spoiled(5, lambda cell: cell.update(outputs=[]))),
        (each_is_decided, lambda: spoiled(5, lambda cell: cell.update(execution_count=None))),
        (each_is_decided, lambda: replaced("> “L1Loss makes", "“L1Loss makes")),
        (each_is_decided, lambda: replaced("**Verdict: half true.**", "Half true.")),
        (each_is_decided, lambda: replaced("**Verdict: half true.**", "**Verdict: perhaps.**")),
        (each_leads_on, lambda: replaced("regression/l1_loss", "regression/l0_loss")),
        (each_leads_on, lambda: replaced("([SoftMarginLoss](/", "(see [it](#")),
        (the_table_agrees, lambda: replaced("| half true |", "| false |")),
        (the_table_agrees, lambda: replaced("| [20](#20-nllloss2d) |", "| 20 |")),
        (the_table_agrees, lambda: replaced("](#20-nllloss2d)", "](#nllloss2d)")),
        (the_table_agrees, lambda: replaced("> “L1Loss makes", "> “MSELoss makes")),
        (the_table_agrees, lambda: replaced("| [L1Loss](/chapters/3", "| [L](/x")),
        (something_moves, still),
    ],
    ids=[
        "a-number-missing", "a-heading-lowered", "no-output", "not-executed", "no-quote",
        "no-verdict", "another-verdict", "a-dead-link", "no-link", "table-verdict", "table-row",
        "table-anchor", "table-claim", "table-link", "no-live-figure",
    ],
)  # fmt: skip
def test_an_altered_claim_is_found(
    rule: Callable[[NotebookNode], Iterator[str]], spoil: Callable[[], NotebookNode]
) -> None:
    assert list(rule(spoil()))


ENTROPY = "/chapters/1-information/entropy"
SMALL = f"""# Glossary

## B

```{{glossary}}
bit
比特
  The surprise at an event of probability ½. [Entropy]({ENTROPY})
```

## N

```{{glossary}}
nat
奈特
  A unit. [Entropy]({ENTROPY})

negative log-likelihood
负对数似然
  The surprise of a model. {{doc}}`{ENTROPY}`
```
"""


@pytest.mark.parametrize("rule", GLOSSARY_RULES)
def test_a_small_glossary_passes(rule: Callable[[str], Iterator[str]]) -> None:
    assert list(rule(SMALL)) == []


@pytest.mark.parametrize(
    ("rule", "old", "new"),
    [
        (in_order, "\nnat\n", "\nnovelty\n"),
        (in_order, "\nnat\n", "\nnegative log-likelihood\n"),
        (in_order, "## B", "## C"),
        (has_chinese, "比特", "bit"),
        (has_chinese, "A unit.", "A unit, 单位."),
        (leads_to_its_page, f"[Entropy]({ENTROPY})", "Entropy"),
        (leads_to_its_page, ENTROPY, "/chapters/1-information/enthalpy"),
        (is_on_its_page, "\nbit\n", "\nbackgammon\n"),
    ],
    ids=[
        "out-of-order", "twice", "wrong-letter", "no-chinese", "chinese-in-the-definition",
        "no-link", "dead-link", "on-another-page",
    ],
)  # fmt: skip
def test_an_altered_glossary_is_found(
    rule: Callable[[str], Iterator[str]], old: str, new: str
) -> None:
    assert old in SMALL
    assert list(rule(SMALL.replace(old, new)))


def test_a_glossary_entry_of_another_form_is_found() -> None:
    with pytest.raises(AssertionError, match="expected term, 中文, definition"):
        terms(SMALL.replace("比特\n", ""))


@pytest.mark.parametrize(
    ("row", "passes"),
    [
        (f"| $H(X)$ | entropy | [Entropy]({ENTROPY}) |", True),
        (f"| $\\aleph$ | entropy | [Entropy]({ENTROPY}) |", False),
        ("| $H(X)$ | entropy | [Entropy](/chapters/1-information/enthalpy) |", False),
    ],
    ids=["used", "not-used", "dead-link"],
)
def test_a_symbol_that_its_page_lacks_is_found(row: str, passes: bool) -> None:
    assert SYMBOL.search(row)
    assert (list(is_used(row)) == []) is passes
