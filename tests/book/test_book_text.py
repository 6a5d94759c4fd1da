"""Style rules for all text, links, citations and the table of contents.

Each rule is a pure function from text to the problems it finds, and each is tested on text that it
must reject.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser
from nbformat import v4
from pybtex.database import parse_file

from lossutil.figures import VEGA_LITE
from tools.notebooks import ROOT, notebooks

ON_GITHUB = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")]
BOOK = [
    ROOT / "index.md",
    *sorted((ROOT / "chapters").rglob("*.md")),
    *notebooks(folders=["chapters"]),
]
PAGES = [*ON_GITHUB, *BOOK, *notebooks(folders=["solutions"])]

FILLER = re.compile(r"\b(?:simply|just|obviously|easily)\b", re.IGNORECASE)
BRITISH = re.compile(
    r"\b(?:"
    r"\w*(?:colour|behaviour|favour|neighbour|honour)\w*"
    r"|(?:un|re)?(?:label|model|cancel|travel|channel|signal)l(?:ed|ing)"
    r"|\w*(?:normal|initial|optim|minim|maxim|regular|parameter|general|summar|penal|recogn|visual"
    r"|organ|emphas|character|standard|real|special|factor|vector|util|categor|marginal|stabil)"
    r"is(?:e|es|ed|er|ers|ing|ation|ations)"
    r"|analys(?:e|ed|ing)|(?:centre|metre|litre)[sd]?|grey\w*|catalogues?|artefacts?|licence[sd]?"
    r"|practis(?:e|es|ed|ing)|whilst|learnt|maths|programmes?|fulfil|judgement|acknowledgement"
    r")\b",
    re.IGNORECASE,
)
UNFINISHED = re.compile(r"\b(?:TODO|FIXME|XXX)\b|\blorem\b|\bipsum\b", re.IGNORECASE)
WORKPLACE = re.compile(
    r"(?<![\w.])/(?:work|root|tmp)/|\b(?:sub)?agents?\b|\bAI\b|\bpypi\.org\b|\bpythonhosted\b"
)
# Directives whose content is not prose.
VERBATIM = {"bibliography", "code", "code-block", "code-cell", "glue", "math", "raw", "toctree"}


@dataclass
class Text:
    """The prose, links, labels and citations of a piece of Markdown."""

    prose: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    labels_used: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    citations: list[str] = field(default_factory=list)

    def add(self, other: Text) -> None:
        for name, values in vars(other).items():
            getattr(self, name).extend(values)


@cache
def parser() -> Any:
    extensions = {"amsmath", "colon_fence", "deflist", "dollarmath", "linkify"}
    return create_md_parser(MdParserConfig(enable_extensions=extensions), RendererHTML)


def read_markdown(markdown: str) -> Text:
    text = Text()
    for token in parser().parse(markdown):
        if token.type == "inline":
            read_inline(token.children or [], text)
        elif token.type in {"fence", "colon_fence"} and token.info.startswith("{"):
            text.add(read_directive(token))
        elif token.type == "myst_target":
            text.labels.append(token.content)
    return text


def read_inline(tokens: list[Token], text: Text) -> None:
    # A word may be cut by a line break or emphasis, so the pieces are joined again.
    pieces = {"text": None, "softbreak": "\n", "hardbreak": "\n", "code_inline": "`…`"}
    text.prose.append(
        "".join(pieces[t.type] or t.content for t in tokens if t.type in pieces).strip()
    )
    for token in tokens:
        if token.type == "link_open":
            text.links.append(str(token.attrs["href"]))
        elif token.type == "image":
            text.links.append(str(token.attrs["src"]))
            text.prose.append(token.content)
        elif token.type == "myst_role":
            read_role(token.meta["name"], token.content, text)


def read_role(name: str, content: str, text: Text) -> None:
    titled = re.fullmatch(r"(.*?)\s*<(.+)>", content, re.DOTALL)
    title, target = titled.groups() if titled else ("", content)
    text.prose.append(title)
    if name in {"doc", "download"}:
        text.links.append(target)
    elif name in {"ref", "numref"}:
        text.labels_used.append(target)
    elif name.startswith("cite"):
        text.citations.extend(key.strip() for key in target.split(","))


def read_directive(token: Token) -> Text:
    name, _, argument = token.info.strip().removeprefix("{").partition("}")
    if name in VERBATIM:
        return Text()
    option = re.compile(r"^:([\w-]+):[ \t]*(.*)\n?", re.MULTILINE)
    options, rest = {}, token.content
    while match := option.match(rest):
        options[match[1]], rest = match[2], rest[match.end() :]
    text = read_markdown(rest)
    if name in {"figure", "image"}:
        text.links.append(argument.strip())
    else:
        text.add(read_markdown(argument))
    text.prose.extend(options[key] for key in ("alt", "caption") if key in options)
    text.labels.extend(options[key] for key in ("name",) if key in options)
    if "link" in options:
        is_label = options.get("link-type") == "ref"
        (text.labels_used if is_label else text.links).append(options["link"])
    return text


def read_notebook(source: str) -> Text:
    """Read the Markdown cells, and the captions and alternative texts of figures."""
    text = Text()
    for cell in v4.reads(source).cells:
        if cell.cell_type == "markdown":
            text.add(read_markdown(cell.source))
        figure = cell.metadata.get("mystnb", {}).get("figure", {})
        text.add(read_markdown(figure.get("caption", "")))
        text.labels.extend(filter(None, [figure.get("name")]))
        text.prose.append(cell.metadata.get("mystnb", {}).get("image", {}).get("alt", ""))
        for output in cell.get("outputs", []):
            live = output.get("data", {}).get(VEGA_LITE, {})
            text.prose.append(live.get("description", ""))
    return text


@cache
def read_page(path: Path) -> Text:
    source = path.read_text(encoding="utf-8")
    return read_notebook(source) if path.suffix == ".ipynb" else read_markdown(source)


def whole_source(path: Path) -> str:
    """Everything that authors wrote in a file, without a notebook's outputs."""
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".ipynb":
        return source
    cells = v4.reads(source).cells
    return "\n".join([*(cell.source for cell in cells), *(json.dumps(c.metadata) for c in cells)])


def matches(pattern: re.Pattern[str], text: str) -> Iterator[str]:
    for match in pattern.finditer(text):
        around = text[max(0, match.start() - 40) : match.end() + 40]
        yield f"{match[0]!r} in {' '.join(around.split())!r}"


def wording_problems(text: Text) -> list[str]:
    prose = "\n".join(text.prose)
    return [
        *(f"filler: {found}" for found in matches(FILLER, prose)),
        *(f"British spelling: {found}" for found in matches(BRITISH, prose)),
    ]


def source_problems(source: str) -> list[str]:
    return [
        *(f"unfinished: {found}" for found in matches(UNFINISHED, source)),
        *(f"of no concern to a reader: {found}" for found in matches(WORKPLACE, source)),
    ]


def broken_links(links: Iterable[str], page: Path, root: Path, *, on_github: bool) -> list[str]:
    """Links within the repository without a target; on GitHub they need the file's full name."""
    endings = [""] if on_github else ["", ".md", ".ipynb"]
    broken = []
    for link in links:
        target = link.partition("#")[0]
        if not target or re.match(
            r"[a-z][a-z+.-]*:", target
        ):  # a label of the page; https:, mailto:
            continue
        start = root if target.startswith("/") else page.parent
        path = start / target.lstrip("/")
        if not any(path.with_name(path.name + ending).exists() for ending in endings):
            broken.append(link)
    return broken


def citation_problems(cited: set[str], known: set[str]) -> list[str]:
    return [
        *(f"{key} is cited and not in references.bib" for key in sorted(cited - known)),
        *(f"{key} is in references.bib and never cited" for key in sorted(known - cited)),
    ]


def files_of(toc: Any) -> list[str]:
    """Every document that a table of contents lists, at any depth."""
    if isinstance(toc, list):
        return [name for entry in toc for name in files_of(entry)]
    if not isinstance(toc, dict):
        return []
    here = [str(toc[key]) for key in ("root", "file") if key in toc]
    return here + [name for value in toc.values() for name in files_of(value)]


def contents_problems(toc: Any, pages: Iterable[str]) -> list[str]:
    """Compare a table of contents with the existing pages, both without file extensions."""
    listed, written = files_of(toc), set(pages)
    return [
        *(f"{name} is listed and does not exist" for name in sorted({*listed} - written)),
        *(f"{name} is not in _toc.yml" for name in sorted(written - {*listed})),
        *(f"{name} is listed twice" for name in sorted({n for n in listed if listed.count(n) > 1})),
    ]


each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


@each_page
def test_text_follows_the_style_rules(page: Path) -> None:
    found = wording_problems(read_page(page))
    assert not found, "\n".join(["", *found])


@each_page
def test_a_page_is_finished_and_about_its_subject_only(page: Path) -> None:
    found = source_problems(whole_source(page))
    assert not found, "\n".join(["", *found])


@each_page
def test_every_link_within_the_repository_resolves(page: Path) -> None:
    broken = broken_links(read_page(page).links, page, ROOT, on_github=page in ON_GITHUB)
    assert broken == []


@each_page
def test_every_label_that_is_referred_to_exists(page: Path) -> None:
    labels = {label for other in BOOK for label in read_page(other).labels}
    missing = set(read_page(page).labels_used) - labels
    assert missing == set()


def test_citations_and_the_bibliography_agree() -> None:
    cited = {key for page in BOOK for key in read_page(page).citations}
    known = set(parse_file(ROOT / "references.bib").entries)
    found = citation_problems(cited, known)
    assert not found, "\n".join(["", *found])


def test_the_table_of_contents_lists_every_page_once() -> None:
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    found = contents_problems(toc, (str(page.relative_to(ROOT).with_suffix("")) for page in BOOK))
    assert not found, "\n".join(["", *found])


# From here on: every rule is tested on text that it must reject, and on text that it must accept.


@pytest.mark.parametrize(
    "markdown",
    [
        "It is simply a mean.",
        "Just take the log.",
        "This is *obviously*\nright.",
        "## You can easily see",
        "| a |\n|---|\n| just one |",
        "- a list\n  - just an item",
        "> just a quote",
        "```{admonition} Just a title\nText.\n```",
        "```{dropdown} Answer\nIt is just a mean.\n```",
        ":::{note}\n```{dropdown} Answer\njust nested\n```\n:::",
        "```{figure} a.png\n:alt: just a curve\n\nCaption.\n```",
        "![just a curve](a.png)",
        "[just a link](a.md)",
        "See {doc}`just this <a>`.",
    ],
)
def test_a_forbidden_word_is_found_in_prose(markdown: str) -> None:
    assert len(wording_problems(read_markdown(markdown))) >= 1


@pytest.mark.parametrize(
    "word",
    [
        "colour", "Colours", "behaviour", "favourite", "neighbours", "honoured", "labelled",
        "unlabelled", "modelling", "cancelled", "travelled", "normalise", "renormalised",
        "re-initialised", "initialisation", "optimiser", "regularisation", "Generalises",
        "parameterised", "summarising", "penalised", "recognise", "visualisation", "categorise",
        "analyse", "analysed", "centre", "centred", "metres", "grey", "greyscale", "catalogue",
        "artefacts", "licence", "practise", "whilst", "learnt", "maths", "programme", "fulfil",
        "judgement", "acknowledgement",
    ],
)  # fmt: skip
def test_a_british_spelling_is_found(word: str) -> None:
    assert len(wording_problems(read_markdown(f"The {word} of it."))) == 1


@pytest.mark.parametrize(
    "markdown",
    [
        "You adjust the logits; a justification; the simplest case.",
        "Write `just` in code and $just$ in math.",
        "```python\njust = 1  # simply\n```",
        "```{code-block} bash\njust build\n```",
        "```{math}\njust\n```",
        "$$\njust\n$$",
        "% just a comment",
        "Label smoothing, labeled, color, behavior, optimistic, analyses, canceled, promised.",
        "Otherwise the noise rises; likewise raised, precise, exercises, comprises, a premise.",
        "Realistic, visualization, optimizer, rectangular, colon, a grid of cells.",
    ],
)
def test_other_words_and_code_are_left_alone(markdown: str) -> None:
    assert wording_problems(read_markdown(markdown)) == []


@pytest.mark.parametrize(
    "cell",
    [
        v4.new_markdown_cell("Just a mean."),
        v4.new_code_cell("", metadata={"mystnb": {"figure": {"caption": "Just a curve."}}}),
        v4.new_code_cell("", metadata={"mystnb": {"image": {"alt": "Just a curve."}}}),
        v4.new_code_cell(
            "", outputs=[v4.new_output("display_data", {VEGA_LITE: {"description": "Just it."}})]
        ),
    ],
    ids=["prose", "caption", "alt", "description"],
)
def test_a_forbidden_word_is_found_in_a_notebook(cell: Any) -> None:
    assert wording_problems(read_notebook(v4.writes(v4.new_notebook(cells=[cell]))))


def test_the_code_of_a_notebook_is_no_prose() -> None:
    notebook = v4.new_notebook(cells=[v4.new_code_cell("just = 'colour'")])
    assert wording_problems(read_notebook(v4.writes(notebook))) == []


@pytest.mark.parametrize(
    "source",
    [
        "TODO: derive it", "# FIXME later", "x = XXX", "Lorem ipsum dolor", "cd /work/main",
        "cat /tmp/log.txt", "an agent wrote it", "ask an AI", "--index-url https://pypi.org/simple",
    ],
)  # fmt: skip
def test_unfinished_or_foreign_text_is_found(source: str) -> None:
    assert source_problems(source)


def test_ordinary_text_is_neither_unfinished_nor_foreign() -> None:
    assert source_problems("The reagent is said to be a domain; see /srv/nbgrader/exchange.") == []


LINKED = """\
(here)=
[a](/chapters/a.md) [b](other.md#part) {doc}`/chapters/c` {doc}`the text <d>` ![alt](e.png)
[web](https://example.org) [mail](mailto:a@b.c) [place](#here) {ref}`here` {numref}`fig-x`

::::{grid}
:::{grid-item-card} Title
:link: f
:link-type: doc
:::
:::{grid-item-card} Title
:link: here
:link-type: ref
:::
::::

```{figure} g.svg
:name: fig-x
Caption {cite:p}`Shannon1948, Cover2006`, {cite:t}`Glorot2010`.
```
"""


def test_links_labels_and_citations_are_collected() -> None:
    text = read_markdown(LINKED)
    here = ["/chapters/a.md", "other.md#part", "/chapters/c", "d", "e.png", "f", "g.svg"]
    web = ["https://example.org", "mailto:a@b.c", "#here"]
    assert sorted(text.links) == sorted(here + web)
    assert sorted(text.labels_used) == ["fig-x", "here", "here"]
    assert sorted(text.labels) == ["fig-x", "here"]
    assert text.citations == ["Shannon1948", "Cover2006", "Glorot2010"]


def test_a_broken_link_is_found(tmp_path: Path) -> None:
    page = tmp_path / "chapters" / "page.md"
    page.parent.mkdir()
    for path in (page, tmp_path / "chapters" / "loss.ipynb", tmp_path / "LICENSE"):
        path.touch()
    links = [
        "loss", "loss.ipynb", "/chapters/loss#part", "../LICENSE", "https://example.org/none", "#x",
        "gone", "/loss", "loss.md", "../chapters/gone.ipynb#x",
    ]  # fmt: skip
    in_the_book = broken_links(links, page, tmp_path, on_github=False)
    assert in_the_book == ["gone", "/loss", "loss.md", "../chapters/gone.ipynb#x"]
    on_github = broken_links(links, page, tmp_path, on_github=True)
    assert set(on_github) == {*in_the_book, "loss", "/chapters/loss#part"}


def test_a_missing_and_an_unused_reference_are_found() -> None:
    assert citation_problems({"a", "b"}, {"a", "b"}) == []
    missing, unused = citation_problems({"a", "b"}, {"b", "c"})
    assert missing.startswith("a ")
    assert unused.startswith("c ")


def test_a_page_left_out_of_the_contents_is_found() -> None:
    parts = [{"caption": "One", "chapters": [{"file": "a", "sections": [{"file": "b"}]}]}]
    toc = {"format": "jb-book", "root": "index", "parts": parts}
    assert contents_problems(toc, ["index", "a", "b"]) == []
    assert contents_problems(toc, ["index", "a", "b", "c"]) == ["c is not in _toc.yml"]
    assert contents_problems(toc, ["index", "a"]) == ["b is listed and does not exist"]
    parts.append({"caption": "Two", "chapters": [{"file": "b"}]})
    assert contents_problems(toc, ["index", "a", "b"]) == ["b is listed twice"]
