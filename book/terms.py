"""Links to the glossary: the first use of a term on a page, with its definition as a card.

A page does not link terms that it explains itself, terms that it links to another page before, and
words that have another use, too. ``assets/terms.js`` shows the card on hover and focus.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from html import escape
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform

GLOSSARY = "chapters/5-practice/glossary"
PAGES = re.compile(r"chapters/[1-5]-")
EVERYDAY = {
    "bit", "blank", "buffer", "collapse", "confidence", "cost", "exposure", "gain", "module",
    "negative", "prior", "residual", "surprise", "temperature", "weight",
}  # fmt: skip
"""Terms that often stand for something else, such as a verb."""
NO_PROSE = (
    nodes.title,
    nodes.reference,
    nodes.literal,
    nodes.math,
    nodes.math_block,
    nodes.caption,
    nodes.table,
    nodes.raw,
    nodes.citation,
    nodes.literal_block,
)


class Term:
    """An entry of the glossary."""

    def __init__(self, item: nodes.definition_list_item) -> None:
        names = list(item.findall(nodes.term))
        paragraph = item.next_node(nodes.paragraph)
        assert paragraph is not None
        self.key = names[0]["ids"][0]
        self.name = names[0].astext()
        parts = list(paragraph.children)
        links = (nodes.reference, addnodes.pending_xref)
        self.pages = {
            str(part.get("reftarget", "")).lstrip("/") for part in parts if isinstance(part, links)
        }
        while parts and (isinstance(parts[-1], links) or not re.search(r"\w", parts[-1].astext())):
            parts.pop()  # the pages that explain the term
        self.definition = "".join(part.astext() for part in parts).strip()

    @cached_property
    def forms(self) -> list[str]:
        """The name, and the other names in parentheses behind it."""
        name, _, others = self.name.partition(" (")
        return [name, *others.removesuffix(")").split(", ")] if others else [name]


def entries(glossary: nodes.document) -> dict[str, Term]:
    """Return the terms to link, by each of their forms in lower case.

    Args:
        glossary: the page before its links are resolved.
    """
    terms = map(Term, glossary.findall(nodes.definition_list_item))
    return {
        form.lower(): term for term in terms if term.name not in EVERYDAY for form in term.forms
    }


def pattern(forms: list[str]) -> re.Pattern[str]:
    """Return an expression that finds the longest form at a place, also its plural.

    >>> pattern(["loss", "loss at step 0"]).findall("Losses: the loss at step 0, glossy, loss-free")
    ['Loss', 'loss at step 0']
    """
    longest_first = "|".join(map(re.escape, sorted(forms, key=len, reverse=True)))
    return re.compile(rf"(?<![\w-])({longest_first})(?:e?s)?(?![\w-])", re.IGNORECASE)


def is_chain(node: nodes.Node) -> bool:
    """Whether this is the box that shows where a chapter stands; it names terms of other pages."""
    return isinstance(node, nodes.admonition) and node[0].astext() == "Where you stand"


def ancestors(node: nodes.Node) -> Iterator[nodes.Element]:
    """Yield what contains a node, from the inside out."""
    while node.parent is not None:
        node = node.parent
        yield node


class LinkTerms(SphinxPostTransform):
    """Link terms in the prose of a page."""

    default_priority = 220  # after links are resolved and the card at the top is inserted
    formats = ("html",)

    def run(self, **_: Any) -> None:
        """Change the document in place."""
        page = self.env.docname
        if not PAGES.match(page) or page == GLOSSARY:
            return
        terms = glossary_of(self.env)
        finder = pattern(list(terms))
        done = {term.name for term in terms.values() if page in term.pages}
        address = self.app.builder.get_relative_uri(page, GLOSSARY)
        for text in list(self.document.findall(nodes.Text)):
            around = list(ancestors(text))
            prose = any(isinstance(node, nodes.paragraph) for node in around)
            if not prose or any(map(is_chain, around)):
                continue
            linked = any(isinstance(node, NO_PROSE) for node in around)
            parts: list[nodes.Node] = []
            place = 0
            for found in finder.finditer(text):
                term = terms[found[1].lower()]
                if term.name in done:
                    continue
                done.add(term.name)
                if not linked:
                    before = text[place : found.start()]
                    parts += [nodes.Text(before), link(found[0], term, address)]
                    place = found.end()
            if parts:
                text.parent.replace(text, [*parts, nodes.Text(text[place:])])


def link(words: str, term: Term, address: str) -> nodes.raw:
    """Return the link of a term."""
    html = (
        f'<a class="term" href="{address}#{term.key}" data-card="{escape(term.definition)}">'
        f"{escape(words)}</a>"
    )
    return nodes.raw("", html, format="html")


def glossary_of(env: BuildEnvironment) -> dict[str, Term]:
    """Return the glossary's terms, read once for each build."""
    app = env.app
    if not hasattr(app, "glossary_terms"):
        app.glossary_terms = entries(env.get_doctree(GLOSSARY))  # type: ignore[attr-defined]
    found: dict[str, Term] = app.glossary_terms  # type: ignore[attr-defined]
    return found


def depend_on_glossary(app: Sphinx, page: str, source: list[str]) -> None:
    """Build a page again when the glossary has changed."""
    if PAGES.match(page):
        app.env.note_dependency(app.env.doc2path(GLOSSARY))


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to the build; ``book.live`` copies the folder of the script."""
    app.add_post_transform(LinkTerms)
    app.connect("source-read", depend_on_glossary)
    app.connect("builder-inited", lambda app: app.add_js_file("terms.js", type="module"))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
