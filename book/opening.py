"""The opening of a page: a summary card on the page of a loss, otherwise a picture.

The card summarizes the loss; its text comes from the catalog. A page whose first figure comes late
opens with that figure. Both are made from parts that the page already has.
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
CARDS: dict[str, catalog.Loss | catalog.Recipe] = {
    **{loss.page: loss for loss in catalog.CURRENT},
    **{recipe.page: recipe for recipe in catalog.RECIPES},
}
LATE = 2400
"""Characters. A figure after so many is not on the first two screens."""


def is_folded(node: nodes.Node | None) -> bool:
    """Whether a part of the page is visible only after a click."""
    while node is not None and not isinstance(node, HideCodeCellNode):
        node = node.parent
    return node is not None


def first_figure(document: nodes.document) -> tuple[nodes.figure | None, int]:
    """Return a page's first figure, and the number of visible characters before it."""
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
    """Return a line of the card: its label and its text."""
    label = nodes.strong(name, name)
    return nodes.paragraph("", "", label, nodes.Text(" "), *inline(text), *more)


def link(text: str, target: str, *classes: str) -> nodes.reference:
    """Return a link to a target on the same page."""
    return nodes.reference(text, text, refid=target, internal=True, classes=list(classes))


def section_titled(document: nodes.document, title: str) -> str | None:
    """Return the target name of a section, by its title."""
    for section in document.findall(nodes.section):
        if section[0].astext() == title:
            return str(section["ids"][0])
    return None


def card(
    loss: catalog.Loss | catalog.Recipe, figure: nodes.figure, document: nodes.document
) -> nodes.container:
    """Return the card of a loss.

    Args:
        loss: its entry in the catalog.
        figure: the figure whose picture the card shows.
        document: the page; it has a section that shows the mistake.
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
    """Return a copy of a figure's picture."""
    image = figure.next_node(nodes.image)
    assert image is not None
    return image.deepcopy()


def lead(figure: nodes.figure) -> nodes.container:
    """Return a copy of a page's first figure, with a link to the figure and its explanation."""
    section = figure.parent
    while not isinstance(section, nodes.section):
        section = section.parent
    caption = figure.next_node(nodes.caption)
    words = caption.deepcopy().children if caption is not None else []
    where = link(section[0].astext(), section["ids"][0])
    said = nodes.paragraph("", "", *words, nodes.Text(" Explained in "), where, nodes.Text("."))
    return nodes.container("", picture(figure), said, classes=["lead-picture"])


class OpenPages(SphinxPostTransform):
    """Insert the card or the picture at the top of the page, after MyST-NB has folded its cells."""

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
