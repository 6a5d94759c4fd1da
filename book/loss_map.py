"""The map of the losses: task, root, loss, and which other loss it is with a change.

It is drawn from the catalog while the book is built, as an SVG in the page: every loss is a link,
and the colors follow the theme.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from book.dark import variable
from lossutil import catalog
from lossutil.catalog.relatives import RELATIVES
from lossutil.figures import COLORS

WIDTH = 780
ROW, GAP, LINE = 46.0, 16.0, 17.0
"""Heights, in pixels: of a loss, between two tasks, of a line of text."""
TASKS, ROOTS, LOSSES = (0.0, 122.0), (150.0, 250.0), (428.0, 350.0)
"""Left end and width of each column."""
ROLES = {
    catalog.RootKind.NOISE_MODEL: "loss",
    catalog.RootKind.MARGIN: "gradient",
    catalog.RootKind.DIVERGENCE: "plum",
}
"""The colors of the roots, by their role in ``lossutil.figures.COLORS``."""
TODAY = "today's practice"


@dataclass(frozen=True)
class Place:
    """A loss on the map: its groups, its name, its page and the role of its root's color."""

    task: str
    root: str
    name: str
    page: str
    role: str


def places() -> list[Place]:
    """Return the losses from top to bottom."""
    own = [
        Place(entry.task, entry.root.name, entry.name, entry.page, ROLES[entry.root.kind])
        for entry in catalog.CURRENT
    ]
    practice = [
        Place(TODAY, "built around a loss of torch", title(recipe.name), recipe.page, "muted")
        for recipe in catalog.RECIPES
    ]
    return [*own, *practice]


def title(recipe: str) -> str:
    """Return the name of a recipe in words.

    >>> title("next_token")
    'next token'
    """
    return recipe.replace("_", " ")


def tops(found: Sequence[Place]) -> list[float]:
    """Return the upper end of each row; tasks are set apart."""
    rows, place = [], 0.0
    for before, here in zip([found[0], *found], found, strict=False):
        place += GAP if before.task != here.task else 0
        rows.append(place)
        place += ROW
    return rows


def box(column: tuple[float, float], top: float, bottom: float, text: str, role: str = "") -> str:
    """Return a box with centered lines of text.

    Args:
        column: its left end and its width.
        top: its upper end.
        bottom: its lower end.
        text: what stands in it.
        role: of the color of its edge; by default that of all edges.
    """
    left, width = column
    lines = textwrap.wrap(text, round(width / 6.6))
    first = (top + bottom) / 2 - LINE * (len(lines) - 1) / 2 + 4.5
    edge = f' style="stroke:{variable(COLORS[role])}"' if role else ""
    words = "".join(
        f'<text x="{left + 12:g}" y="{first + LINE * i:g}">{escape(line)}</text>'
        for i, line in enumerate(lines)
    )
    return (
        f'<rect x="{left:g}" y="{top + 3:g}" width="{width:g}" height="{bottom - top - 6:g}" '
        f'rx="6"{edge}/>{words}'
    )


def curve(start: tuple[float, float], end: tuple[float, float], role: str) -> str:
    """Return a line that leaves and arrives horizontally."""
    (x, y), (to_x, to_y) = start, end
    middle = (x + to_x) / 2
    path = f"M{x:g} {y:g}C{middle:g} {y:g} {middle:g} {to_y:g} {to_x:g} {to_y:g}"
    return f'<path d="{path}" style="stroke:{variable(COLORS[role])}"/>'


def loss(place: Place, top: float, address: str, relative: str) -> str:
    """Return the box of a loss: its name, and what it is besides.

    Args:
        place: the loss.
        top: the upper end of its row.
        address: of its page, from the page of the map.
        relative: HTML of the second line; empty if there is none.
    """
    left = LOSSES[0]
    y = top + ROW / 2 + (4.5 if not relative else -4)
    name = f'<text class="name" x="{left + 12:g}" y="{y:g}">{place.name}</text>'
    second = f'<text class="is" x="{left + 12:g}" y="{y + LINE:g}">{relative}</text>'
    frame = box(LOSSES, top, top + ROW, "", place.role)
    return f'{frame}<a href="{address}">{name}</a>{second if relative else ""}'


def second_lines(addresses: dict[str, str]) -> dict[str, str]:
    """Return, by a loss's name, HTML that says which other loss it equals.

    Args:
        addresses: of each loss's page, by its name.
    """
    lines = {}
    for relative in RELATIVES:
        name = title(relative.loss)
        sentence = escape(f"{name} is {relative.of} {relative.change}")
        link = f'<a href="{addresses[relative.of]}" aria-label="{sentence}">{relative.of}</a>'
        lines[name] = f"= {link} {escape(relative.change)}"
    return lines


def middle(rows: Iterable[float]) -> float:
    """Return the middle of neighboring rows."""
    all_rows = list(rows)
    return (all_rows[0] + all_rows[-1] + ROW) / 2


def drawing(address_of: dict[str, str]) -> str:
    """Return the map as HTML.

    Args:
        address_of: the address of each page, from the page of the map.
    """
    found = places()
    rows = tops(found)
    pages = {place.name: address_of[place.page] for place in found}
    relatives = second_lines(pages)
    parts = []
    together = zip(found, rows, strict=True)
    for task, in_task in groupby(together, key=lambda pair: pair[0].task):
        members = list(in_task)
        heights = [top for _, top in members]
        parts.append(box(TASKS, heights[0], heights[-1] + ROW, task))
        for (root, role), in_root in groupby(members, key=lambda p: (p[0].root, p[0].role)):
            group = list(in_root)
            tops_of_root = [top for _, top in group]
            center = middle(tops_of_root)
            parts.append(curve((sum(TASKS), middle(heights)), (ROOTS[0], center), role))
            parts.append(box(ROOTS, tops_of_root[0], tops_of_root[-1] + ROW, root, role))
            for place, top in group:
                parts.append(curve((sum(ROOTS), center), (LOSSES[0], top + ROW / 2), role))
                parts.append(loss(place, top, pages[place.name], relatives.get(place.name, "")))
    height = rows[-1] + ROW
    return (
        f'<div class="loss-map"><svg viewBox="-1 -1 {WIDTH} {height + 2:g}" role="group" '
        f'aria-label="Map of the losses, from the task over the root to the loss">'
        f"{''.join(parts)}</svg></div>"
    )


class LossMap(SphinxDirective):
    """The map; it has no arguments."""

    def run(self) -> list[nodes.Node]:
        """Return a node that is replaced when the pages' addresses are known."""
        return [nodes.raw("", "", format="html", loss_map=True)]


def draw(app: Sphinx, doctree: nodes.document, page: str) -> None:
    """Draw the map, with links from this page."""
    for node in doctree.findall(nodes.raw):
        if "loss_map" in node:
            pages = [place.page for place in places()]
            builder = app.builder
            addresses = {name: builder.get_relative_uri(page, name) for name in pages}
            node.children = [nodes.Text(drawing(addresses))]


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to the build."""
    app.add_directive("loss-map", LossMap)
    app.connect("doctree-resolved", draw)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
