"""Write formulas as MathML while the book is built, so that a page needs no script to show them."""

from __future__ import annotations

import re
from html import escape
from typing import Any

from docutils import nodes
from math_core import LatexError, LatexToMathML
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.writers.html5 import HTML5Translator

logger = logging.getLogger(__name__)
CONVERTER = LatexToMathML()
# The glyph of a prime is already raised; as a superscript it would be raised twice.
PRIME = re.compile(
    r"<msup>(<mi>[^<]*</mi>|<mrow>(?:<mspace/>)?<mi>[^<]*</mi></mrow>)<mo>([′″‴])</mo></msup>"
)
STOPS = ",.;:)?!"


def to_mathml(latex: str, *, display: bool) -> str:
    r"""Convert one formula.

    Args:
        latex: the formula without its dollars.
        display: whether it is a displayed formula.

    Raises:
        LatexError: the formula has a command that is unknown or wrongly used.

    >>> to_mathml(r"x^2", display=False)
    '<math><msup><mi>x</mi><mn>2</mn></msup></math>'
    """
    mathml = CONVERTER.convert_with_local_state(latex, displaystyle=display)
    return PRIME.sub(r'<mrow>\1<mo lspace="0" rspace="0">\2</mo></mrow>', mathml)


def _convert(node: nodes.Element, *, display: bool) -> str:
    latex = node.astext().strip()
    try:
        return to_mathml(latex, display=display)
    except LatexError as error:
        logger.warning("formula %r: %s", latex, error, location=node)
        return f"<code>{escape(latex)}</code>"


def visit_inline(translator: HTML5Translator, node: nodes.math) -> None:
    """Write an inline formula, with the punctuation that must not begin the next line."""
    html = _convert(node, display=False)
    stop = escape(node.get("stop", ""))
    translator.body.append(f'<span class="formula-and-stop">{html}{stop}</span>' if stop else html)
    raise nodes.SkipNode


class KeepStops(SphinxPostTransform):
    """Move the punctuation after an inline formula into it: a browser may break the line there."""

    default_priority = 900
    formats = ("html",)

    def run(self, **_: Any) -> None:
        """Change the document in place."""
        for formula in self.document.findall(nodes.math):
            following = formula.next_node(descend=False, siblings=True)
            if isinstance(following, nodes.Text) and following.startswith(tuple(STOPS)):
                rest = following.lstrip(STOPS)
                formula["stop"] = following[: len(following) - len(rest)]
                # By index: ``replace`` would take the first equal text.
                siblings = following.parent
                place = next(i for i, node in enumerate(siblings) if node is following)
                siblings[place] = nodes.Text(rest)


def visit_block(translator: HTML5Translator, node: nodes.math_block) -> None:
    """Write a displayed formula, in a box that scrolls on a narrow screen."""
    label, number = node.get("label"), node.get("number")
    anchor = f' id="{escape(str(node["ids"][0]))}"' if node.get("ids") else ""
    translator.body.append(f'<div class="formula"{anchor}>')
    translator.body.append(_convert(node, display=True))
    if label and number:
        translator.body.append(f'<span class="eqno">({number})</span>')
    translator.body.append("</div>\n")
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the renderer; ``html_math_renderer: mathml`` in ``_config.yml`` selects it."""
    app.add_post_transform(KeepStops)
    app.add_html_math_renderer("mathml", (visit_inline, None), (visit_block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
