"""Wide tables become cards on a phone: a card for each row, with the column's name in each cell."""

from __future__ import annotations

import re
from typing import Any

from bs4 import BeautifulSoup, Tag
from sphinx.application import Sphinx

TABLE = re.compile(r'<table class="docutils.*?</table>', re.DOTALL)
FEWEST_COLUMNS, LONGEST_ROW = 3, 45
"""A table with fewer columns, or with shorter rows, fits on a phone unchanged."""
ROLES = {
    "table": "table",
    "thead": "rowgroup",
    "tbody": "rowgroup",
    "tr": "row",
    "th": "columnheader",
    "td": "cell",
}
"""ARIA roles of the parts: a browser drops them if the parts are not laid out as a table."""


def text_of(part: Tag) -> str:
    """Return the text of a part of a table, without line breaks."""
    return " ".join(part.get_text(" ").split())


def is_wide(rows: list[Tag]) -> bool:
    """Whether a row of a table has too many words for a phone."""
    columns = max(len(row.find_all(["td", "th"])) for row in rows)
    return columns >= FEWEST_COLUMNS and max(len(text_of(row)) for row in rows) > LONGEST_ROW


def with_labels(table: str) -> str:
    """Add the columns' names to the cells of a table, if it is wide.

    >>> cells = "<td>1</td><td>a long explanation of what the one stands for</td><td>2</td>"
    >>> head = "<th>n</th><th>meaning</th><th>of</th>"
    >>> table = f'<table class="docutils"><tr>{head}</tr><tr>{cells}</tr></table>'
    >>> 'data-label="meaning"' in with_labels(table), with_labels("<table></table>")
    (True, '<table></table>')
    """
    soup = BeautifulSoup(table, "html.parser")
    rows = soup.find_all("tr")
    names = [text_of(name) for name in rows[0].find_all("th")] if rows else []
    if not names or not is_wide(rows):
        return table
    for row in rows[1:]:
        cells = row.find_all(["td", "th"])
        filled = [text_of(cell) != "" for cell in cells]
        for name, cell, is_filled in zip(names, cells, filled, strict=False):
            if not is_filled:
                cell["class"] = "blank"
            elif sum(filled) > 1:  # a single filled cell is a heading
                cell["data-label"] = name
    for part in soup.find_all(list(ROLES)):
        part["role"] = ROLES[part.name]
    assert soup.table is not None
    soup.table["class"] = f"{' '.join(soup.table['class'])} cards"
    return str(soup)


def label_tables(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object
) -> None:
    """Change the tables of a page before it is written."""
    if "body" in context:
        context["body"] = TABLE.sub(lambda table: with_labels(table[0]), context["body"])


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to the build."""
    app.connect("html-page-context", label_tables)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
