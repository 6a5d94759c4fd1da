"""Metadata of each page for search engines and messengers, and the site map.

The address of the site follows from ``repository`` in ``_config.yml``. Without it, metadata that
needs an address is omitted. Pages write ``OWNER/REPOSITORY`` where the repository's name goes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import yaml
from docutils import nodes
from sphinx.application import Sphinx

from book.opening import CARDS

LONGEST = 160
"""Characters of a description that search engines show."""
PLACEHOLDER = "OWNER/REPOSITORY"
LICENSE = "https://creativecommons.org/licenses/by/4.0/"


def shortened(text: str) -> str:
    """Return the beginning of a text, cut after a whole word.

    >>> shortened("A short text."), shortened("word " * 40)[-9:]
    ('A short text.', 'rd word …')
    """
    words = " ".join(text.split())
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 2].rpartition(' ')[0]} …"


def description(pagename: str, doctree: nodes.document | None) -> str:
    """Return a page's description: that of its card, or its first paragraph."""
    if loss := CARDS.get(pagename):
        return shortened(f"{loss.brief.idea} Take it when {loss.brief.when}".replace("`", ""))
    first = doctree.next_node(nodes.paragraph) if doctree is not None else None
    return shortened(first.astext()) if first is not None else ""


@cache
def parts(source: Path) -> dict[str, str]:
    """Return the title of the part to which each chapter belongs."""
    contents = yaml.safe_load((source / "_toc.yml").read_text("utf-8"))
    return {
        chapter["file"]: part["caption"]
        for part in contents.get("parts", [])
        for chapter in part["chapters"]
    }


def address(app: Sphinx) -> str:
    """Return where GitHub Pages will show the site, with a slash at its end, or nothing."""
    owner, _, name = app.config.html_context.get("repository", "").partition("/")
    return f"https://{owner.lower()}.github.io/{name}/" if name else ""


def sitemap(pages: Iterable[str]) -> str:
    """Return the site map, as XML.

    Args:
        pages: their addresses.
    """
    entries = "".join(f"<url><loc>{escape(page)}</loc></url>" for page in pages)
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="{space}">{entries}</urlset>'


def structured(app: Sphinx, pagename: str, title: str, said: str) -> dict[str, Any]:
    """Return a page's structured data in the vocabulary of schema.org."""
    course = {
        "@type": "Course",
        "name": app.config.html_title,
        "description": "An open course on the losses of PyTorch: where each one comes from, what "
        "its gradient does, and how to write it by hand.",
        "provider": {"@type": "Organization", "name": app.config.author},
    }
    resource = {
        "@type": "LearningResource",
        "name": title,
        "description": said,
        "isPartOf": course,
        "educationalLevel": "undergraduate",
    }
    common = {"inLanguage": "en", "isAccessibleForFree": True, "license": LICENSE}
    described = course if pagename == app.config.root_doc else resource
    return {"@context": "https://schema.org", **described, **common}


def describe(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Pass a page's description, its part of the book and its structured data to the template."""
    title = nodes.unescape(context.get("title", "")).replace("&#39;", "'")
    said = description(pagename, doctree)
    context["part"] = parts(Path(app.srcdir)).get(pagename, "")
    context["said"] = said
    if repository := app.config.html_context.get("repository"):
        context["body"] = context.get("body", "").replace(PLACEHOLDER, repository)
    context["page_address"] = f"{address(app)}{pagename}.html" if address(app) else ""
    if doctree is not None:
        data = json.dumps(structured(app, pagename, title, said), ensure_ascii=False)
        context["structured"] = data.replace("</", "<\\/")


def write_sitemap(app: Sphinx, error: Exception | None) -> None:
    """Write the site map, if the site's address is known."""
    if error is None and app.builder.name == "html" and address(app):
        pages = (f"{address(app)}{name}.html" for name in sorted(app.env.found_docs))
        (Path(app.outdir) / "sitemap.xml").write_text(sitemap(pages), "utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to the build."""
    app.connect("html-page-context", describe)
    app.connect("build-finished", write_sitemap)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
