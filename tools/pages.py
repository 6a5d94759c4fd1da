"""A part of a page that a command writes, between two comments."""

from __future__ import annotations

from pathlib import Path


def with_part(page: Path, begin: str, end: str, part: str) -> str:
    """Return a page's text with a new part between its comments.

    Args:
        page: the page.
        begin: the comment above the part; it occurs once.
        end: the comment below it.
        part: the new text.

    Raises:
        ValueError: the page does not have both comments.
    """
    before, rest = page.read_text("utf-8").split(begin)
    _, after = rest.split(end)
    return f"{before}{begin}\n\n{part}\n\n{end}{after}"
