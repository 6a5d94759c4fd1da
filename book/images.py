"""Write each SVG's size into the page: the layout is stable, and wide ones can be styled."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

SVG = re.compile(r'<img (?=[^>]*src="[^"]*_images/(?P<name>[^"/]+\.svg)")')
SIZE = re.compile(r'<svg[^>]*?width="([\d.]+)pt"[^>]*?height="([\d.]+)pt"', re.DOTALL)
WIDE = 700
"""Pixels. The text of a wider figure is too small to read when a phone shrinks it."""


def size_images(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object
) -> None:
    """Give the page's SVG images their width and height; the style sheet scales them."""
    sources = {name: Path(app.srcdir, source) for source, name in app.builder.images.items()}

    def sized(image: re.Match[str]) -> str:
        size = SIZE.search(sources[image["name"]].read_text(encoding="utf-8"))
        if size is None:
            return image[0]
        # matplotlib counts in points, a page in pixels.
        width, height = (round(float(points) * 4 / 3) for points in size.groups())
        kind = 'class="wide" ' if width > WIDE else ""
        return f'<img {kind}loading="lazy" width="{width}" height="{height}" '

    if "body" in context:
        context["body"] = SVG.sub(sized, context["body"])


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to the build."""
    app.connect("html-page-context", size_images)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
