"""The search: Pagefind's index of the built pages, and further names of each page.

Formulas, buttons and bibliographies would clutter the excerpts of results, so they are removed from
Pagefind's input; the pages themselves are not changed. ``names.json`` holds the names of each page:
its title, its file name, and the glossary's terms that link to it. The search page
(``assets/search.js``) lists a page whose name was typed first.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup, Tag
from pagefind.index import IndexConfig, PagefindIndex
from sphinx.application import Sphinx

FOLDER = "pagefind"
GLOSSARY = "chapters/5-practice/glossary"
REFERENCE = tuple(f"chapters/6-reference/{page}" for page in ("lossutil", "grader", "checked"))
LISTS = (GLOSSARY, "chapters/5-practice/notation", *REFERENCE)
"""Pages that are lists of terms or names come after those that explain them."""
LEFT_OUT = "math, script, style, .headerlink, .take-away, summary, .citation, #references"
WEIGHTS = {".cell_input": 0.3, ".cell_output": 0.3, "table": 0.3}
"""Weight of a word there; in running text it is 1, in headings more."""
IN_A_LIST = 0.1


def split_name(name: str) -> str:
    """Split an identifier into words.

    >>> split_name("BCEWithLogitsLoss"), split_name("SmoothL1Loss"), split_name("kl_div")
    ('BCE With Logits Loss', 'Smooth L1 Loss', 'kl div')
    """
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name)
    return spaced.replace("_", " ").strip()


def synonyms(term: str) -> list[str]:
    """Return the names in a term of the glossary, which lists synonyms in brackets.

    >>> synonyms("maximum likelihood (MLE)"), synonyms("KL 散度（相对熵）")
    (['maximum likelihood', 'MLE'], ['KL 散度', '相对熵'])
    """
    return [name.strip() for name in re.split("[()（）,，]", term) if name.strip()]


def terms(glossary: Tag) -> Iterator[tuple[str, str]]:
    """Yield each term of the glossary, in each language, with the link that explains it."""
    for definition in glossary.select("dl.glossary > dd"):
        link = definition.select_one("a[href]")
        term = definition.find_previous_sibling()
        while link is not None and isinstance(term, Tag) and term.name == "dt":
            yield term.find(string=True, recursive=False) or "", str(link["href"])
            term = term.find_previous_sibling()


def own_names(name: str, article: Tag) -> list[str]:
    """Return the names of a page: its title and its file name, unchanged and split into words."""
    title, file = title_of(article), Path(name).name
    return [title, split_name(title), file, split_name(file)]


def explained(pages: Mapping[str, Tag]) -> dict[str, list[str]]:
    """Return the glossary's terms, in each language, that link to each page.

    Args:
        pages: the articles, by the names of their documents.
    """
    found: dict[str, list[str]] = defaultdict(list)
    if GLOSSARY in pages:
        root = Path("/")
        for term, link in terms(pages[GLOSSARY]):
            target = (root / Path(GLOSSARY).parent / link.partition("#")[0]).resolve()
            found[target.relative_to(root).with_suffix("").as_posix()] += synonyms(term)
    return found


def title_of(article: Tag) -> str:
    """Return the text of a page's title, without the link to itself."""
    heading = article.h1
    return "" if heading is None else heading.get_text().removesuffix("¶").strip()


def readable(article: Tag, *, is_list: bool) -> str:
    """Return a page in the form that Pagefind indexes.

    Args:
        article: the main part of the page; it is changed in place.
        is_list: whether the page is a list of terms or names.
    """
    for part in article.select(LEFT_OUT):
        part.decompose()
    for selector, factor in WEIGHTS.items():
        for part in article.select(selector):
            part["data-pagefind-weight"] = str(factor)
    for section in article.select("section[id]"):
        heading = section.find(["h1", "h2", "h3", "h4"], recursive=False)
        if isinstance(heading, Tag):  # a result links to its section
            heading["id"] = section["id"]
    weight = f' data-pagefind-weight="{IN_A_LIST}"' if is_list else ""
    return f'<html lang="en"><body data-pagefind-body{weight}>{article}</body></html>'


def article_in(page: str) -> Tag | None:
    """Return the main part of a page."""
    return BeautifulSoup(page, "html.parser").select_one('article[role="main"]')


async def write(folder: Path, pages: Mapping[str, str]) -> None:
    """Write Pagefind's index and its script into a folder.

    Args:
        folder: where to.
        pages: what it reads, by the names of the documents.
    """
    config: IndexConfig = {"output_path": str(folder), "include_characters": "_"}
    async with PagefindIndex(config=config) as index:
        for name, content in pages.items():
            await index.add_html_file(content=content, url=f"/{name}.html")


def build(app: Sphinx, error: Exception | None) -> None:
    """Make the index when the site is built."""
    if error is not None or app.builder.name != "html":
        return
    site = Path(app.outdir)
    articles = {
        name: article
        for name in sorted(app.env.found_docs)
        if (article := article_in((site / f"{name}.html").read_text("utf-8")))
    }
    others = explained(articles)
    names = [
        [f"/{name}.html", title_of(article), own_names(name, article), others[name]]
        for name, article in articles.items()
    ]
    pages = {name: readable(page, is_list=name in LISTS) for name, page in articles.items()}
    asyncio.run(write(site / FOLDER, pages))
    (site / FOLDER / "names.json").write_text(json.dumps(names, ensure_ascii=False), "utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to the end of the build."""
    app.connect("build-finished", build)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
