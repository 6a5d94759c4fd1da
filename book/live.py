"""Show the notebooks' live figures on the site, without a kernel or requests to other hosts.

A notebook stores a live figure as Vega-Lite JSON. The page includes that JSON; a small script loads
the Vega library when the figure is near the visible part of the page. Pages without a live figure
load neither.
"""

from __future__ import annotations

import json
from html import escape
from pathlib import Path
from typing import Any, ClassVar

import vl_convert
from docutils import nodes
from myst_nb.core.render import MimeData, MimeRenderPlugin
from sphinx.application import Sphinx

from book.dark import HEX, variable
from lossutil.figures import VEGA_LITE

VEGA_LITE_6 = "https://vega.github.io/schema/vega-lite/v6.json"
LIBRARY = "vega.js"
LOADER = "live.js"
# Not in _static: Jupyter Book loads every script of that folder in every page.
ASSETS = Path(__file__).parent / "assets"


class LiveFigureRenderer(MimeRenderPlugin):
    """Tells MyST-NB how to render live figures; see its ``MimeRenderPlugin``."""

    mime_priority_overrides: ClassVar[list[tuple[str, str, int | None]]] = [("html", VEGA_LITE, 1)]

    @staticmethod
    def handle_mime(renderer: object, data: MimeData, inline: bool) -> list[nodes.Element] | None:
        """Return the figure's placeholder, which holds its description and its JSON."""
        if data.mime_type != VEGA_LITE or inline:
            return None
        # JupyterLab draws Vega-Lite 5, the site's library is version 6; both accept this
        # specification. A notebook has a fixed width, the column of the site does not.
        content = {**data.content, "$schema": VEGA_LITE_6, "width": "container"}
        # Within <script>, "</" would end the element.
        specification = json.dumps(content).replace("</", "<\\/")
        specification = HEX.sub(lambda color: variable(color[0]), specification)
        label = escape(f"Live figure. {content.get('description', '')}".strip())
        html = (
            f'<div class="live-figure" role="group" aria-label="{label}">'
            f'<script type="application/json">{specification}</script>'
            "<noscript>This figure needs JavaScript; "
            "the static figure next to it shows the same curves.</noscript></div>"
        )
        return [nodes.raw("", html, format="html", live=True)]


def load_where_used(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document
) -> None:
    """Add the loader to pages with a live figure only."""
    if doctree is not None and any("live" in node for node in doctree.findall(nodes.raw)):
        app.add_js_file(LOADER, type="module")


def write_library(app: Sphinx, exception: Exception | None) -> None:
    """Write the Vega library, which vl-convert contains, into the site."""
    if exception is None and app.builder.format == "html":
        # The type stub requires a snippet; without one the whole library is returned.
        library = vl_convert.javascript_bundle(vl_version="6.4")  # type: ignore[call-arg]
        (Path(app.outdir) / "_static" / LIBRARY).write_text(library, encoding="utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to the build."""
    app.connect("config-inited", lambda _, config: config.html_static_path.append(str(ASSETS)))
    app.connect("html-page-context", load_where_used)
    app.connect("build-finished", write_library)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
