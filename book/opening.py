"""What a page shows before it begins to explain: a card on the page of a loss, else a picture.

The card says in one minute what the loss is; its words come from the catalog. A page whose first
figure comes late opens with that figure. Both are made of what the page has already.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docutils import nodes
from myst_nb.sphinx_ import HideCodeCellNode
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging

from lossutil import catalog

logger = logging.getLogger(__name__)
CARDS = {loss.page: loss for loss in catalog.LOSSES if loss.alias_of is None}
LATE = 2400
"""Characters. A figure that comes behind so many is not on the first two screens."""


def is_folded(node: nodes.Node | None) -> bool:
    """Tell whether a reader sees a part of the page only after a click."""
    while node is not None and not isinstance(node, HideCodeCellNode):
        node = node.parent
    return node is not None


def first_figure(document: nodes.document) -> tuple[nodes.figure | None, int]:
    """Return a page's first figure, and how many characters a reader sees before it."""
    seen = 0
    for node in document.findall():
        if isinstance(node, nodes.figure) and node.next_node(nodes.image) is not None:
            return node, seen
        if isinstance(node, nodes.Text) and not is_folded(node):
            seen += len(node)
    return None, seen


def inline(text: str) -> Iterator[nodes.Node]:
    """Yield the nodes of a text in which `backticks` mark code."""
    for place, part in enumerate(text.split("`")):
        if part:
            yield nodes.literal(part, part) if place % 2 else nodes.Text(part)


def row(name: str, text: str, *more: nodes.Node) -> nodes.paragraph:
    """Return a line of the card: its name, and what it says."""
    label = nodes.strong(name, name)
    return nodes.paragraph("", "", label, nodes.Text(" "), *inline(text), *more)


def link(text: str, target: str, *classes: str) -> nodes.reference:
    """Return a link to a place of the same page."""
    return nodes.reference(text, text, refid=target, internal=True, classes=list(classes))


def section_titled(document: nodes.document, title: str) -> str | None:
    """Return the name of the place where a section begins."""
    for section in document.findall(nodes.section):
        if section[0].astext() == title:
            return str(section["ids"][0])
    return None


def card(loss: catalog.Loss, figure: nodes.figure, document: nodes.document) -> nodes.container:
    """Return the card of a loss.

    Args:
        loss: its entry in the catalog.
        figure: the figure whose picture the card shows.
        document: the page; it shows the trap in a section of its own.
    """
    brief = loss.brief
    trap, exercise = section_titled(document, brief.shown_in), section_titled(document, "Exercise")
    if trap is None or exercise is None:
        missing = brief.shown_in if trap is None else "Exercise"
        logger.warning("the card's link finds no section %r", missing, location=document)
    formula = nodes.math_block("", rf"\ell = {loss.formula}", nowrap=False)
    words = nodes.container(
        "",
        nodes.paragraph("", "", *inline(brief.idea), classes=["idea"]),
        formula,
        row("Take it when", brief.when),
        row("The trap:", brief.trap, nodes.Text(" "), link("See it happen", trap or "")),
        nodes.paragraph("", "", link("Write it yourself", exercise or "", "button")),
        classes=["words"],
    )
    return nodes.container(
        "",
        nodes.paragraph("", "In one minute", classes=["name"]),
        nodes.container("", words, picture(figure), classes=["columns"]),
        classes=["in-one-minute"],
    )


def picture(figure: nodes.figure) -> nodes.Element:
    """Return the picture of a figure once more."""
    image = figure.next_node(nodes.image)
    assert image is not None
    return image.deepcopy()


def lead(figure: nodes.figure) -> nodes.container:
    """Return a page's first figure for its opening, with a link to where it is explained."""
    section = figure.parent
    while not isinstance(section, nodes.section):
        section = section.parent
    caption = figure.next_node(nodes.caption)
    words = caption.deepcopy().children if caption is not None else []
    where = link(section[0].astext(), section["ids"][0])
    said = nodes.paragraph("", "", *words, nodes.Text(" Explained in "), where, nodes.Text("."))
    return nodes.container("", picture(figure), said, classes=["lead-picture"])


class OpenPages(SphinxPostTransform):
    """Put the card, or the picture, at the page's beginning; after MyST-NB has folded its cells."""

    default_priority = 210
    formats = ("html",)

    def run(self, **_: Any) -> None:
        """Change the document in place."""
        top = self.document.next_node(nodes.section)
        figure, seen = first_figure(self.document)
        is_notebook = self.env.doc2path(self.env.docname).endswith(".ipynb")
        if top is None or figure is None or not is_notebook:
            return
        if loss := CARDS.get(self.env.docname):
            top.insert(1, card(loss, figure, self.document))
        elif seen > LATE:
            begin = next(i for i in range(1, len(top)) if not isinstance(top[i], nodes.paragraph))
            top.insert(begin, lead(figure))


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to the build."""
    app.add_post_transform(OpenPages)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
