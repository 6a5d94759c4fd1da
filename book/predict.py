"""Questions that the reader answers before the page shows what a cell prints.

``{predict}`` asks one question about the next cell. ``{claims}`` holds a table of claims, with the
verdicts in its third column. ``assets/predict.js`` takes the guesses, shows the answers after them,
and keeps the score on the reader's device. Without scripts, and on paper, the page shows questions,
choices and answers.
"""

from __future__ import annotations

import hashlib
import itertools
import re
from html import escape
from typing import Any

from docutils import nodes
from docutils.parsers.rst import directives
from myst_nb.sphinx_ import HideCodeCellNode
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

logger = logging.getLogger(__name__)
TITLE = "Predict"
ANSWER = "guessed-at"
"""Class of what a page shows only after the guess."""
NUMBER = (
    '<label>A number: <input type="text" inputmode="decimal" autocomplete="off" required></label>'
)


def key_of(page: str, question: str) -> str:
    """Return the name under which the reader's guess is stored; a changed question is a new one."""
    return hashlib.sha256(f"{page}\n{question}".encode()).hexdigest()[:10]


def html(text: str) -> nodes.raw:
    """Return a part of the page that no other output format has."""
    return nodes.raw("", text, format="html")


def form(key: str, options: dict[str, Any]) -> nodes.raw:
    """Return the form that takes a guess; the script moves the choices into it.

    Args:
        key: the name of the question.
        options: those of the directive.
    """
    data = [name for name in ("answer", "number", "within") if name in options]
    attributes = "".join(f' data-{name}="{escape(str(options[name]))}"' for name in data)
    return html(
        f'<form class="guess" hidden data-pagefind-ignore data-key="{key}"{attributes}>'
        f"<fieldset><legend>Your guess</legend>{NUMBER if 'number' in options else ''}</fieldset>"
        '<div class="buttons"><button type="submit">Check</button>'
        '<button type="button" class="give-up">Show the answer</button></div>'
        '<output tabindex="-1" aria-live="off"></output></form>'
    )


class Predict(SphinxDirective):
    """A question about what the next cell prints.

    The body is the question. With ``:answer: 2`` it ends in a list of choices, of which the second
    is right, and ``:shown:`` is a text of the output that shows it. With ``:number: 0.578`` and
    ``:within: 0.02`` the reader types a number, which stands in the output.
    """

    has_content = True
    option_spec = {  # noqa: RUF012, as in docutils
        "answer": directives.positive_int,
        "shown": directives.unchanged_required,
        "number": directives.unchanged_required,
        "within": float,
    }

    def run(self) -> list[nodes.Node]:
        """Return the question with its form."""
        body = nodes.container()
        self.state.nested_parse(self.content, self.content_offset, body)
        question, choices = list(body.children), []
        if "answer" in self.options and isinstance(question[-1], nodes.bullet_list):
            choices = question[-1].children
            question.insert(-1, html('<div class="choices" data-pagefind-ignore>'))
            question.append(html("</div>"))
        complete = {"answer", "shown"} if choices else {"number", "within"}
        if self.options.keys() != complete or self.options.get("answer", 1) > max(len(choices), 1):
            raise self.error(
                "predict needs :answer: (from 1), :shown: and a list of choices at its end, "
                "or :number: and :within:"
            )
        question.append(form(key_of(self.env.docname, body.astext()), self.options))
        title, classes = nodes.title(TITLE, TITLE), ["admonition-predict"]
        return [nodes.admonition("", title, *question, classes=classes, asked=self.options)]


class Claims(SphinxDirective):
    """A table of claims: number, claim, verdict, explanation. The reader judges each one first."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return the table, marked for the script."""
        body = nodes.container(classes=["claims"])
        self.state.nested_parse(self.content, self.content_offset, body)
        return [body]


def blocks(document: nodes.document) -> list[nodes.Node]:
    """Return the parts of all sections, in the page's order, without the sections themselves."""
    parts = (part for section in document.findall(nodes.section) for part in section.children)
    return [part for part in parts if not isinstance(part, nodes.section)]


def outputs(block: nodes.Node) -> list[nodes.container]:
    """Return the outputs of a cell; none for another block."""
    found = block.findall(nodes.container)
    return [part for part in found if part.get("nb_element") == "cell_code_output"]


def is_cell(block: nodes.Node) -> bool:
    """Whether a block is a cell with code."""
    return isinstance(block, nodes.container) and block.get("nb_element") == "cell_code"


def is_explanation(block: nodes.Node) -> bool:
    """Whether a block is a paragraph that begins with **Explain.**"""
    return isinstance(block, nodes.paragraph) and block.astext().startswith("Explain.")


def answer_parts(asked: dict[str, Any], after: list[nodes.Node]) -> list[nodes.Element]:
    """Return what shows the answer to a question: outputs, and their explanation.

    The answer is printed by the next cell that has an output, or by a cell directly behind it. What
    that cell shows before the answer stays visible.

    Args:
        asked: the options of the question.
        after: the blocks after the question.

    Returns:
        Parts of the page; none if no cell prints the answer.
    """
    rest = list(itertools.dropwhile(lambda block: not outputs(block), after))
    cells = list(itertools.takewhile(is_cell, rest))
    parts: list[nodes.Element] = []
    printed = False
    for output in (output for cell in cells for output in outputs(cell)):
        shows = [prints(asked, part.astext()) for part in output.children]
        printed = printed or any(shows)
        if any(shows[1:]):
            parts += output.children[shows.index(True) :]
        else:
            folded = isinstance(output.parent, HideCodeCellNode)
            parts.append(output.parent if folded else output)
    explained = rest[len(cells) :]
    if explained and is_explanation(explained[0]):
        parts.append(explained[0])
        parts += [part for part in explained[1:2] if isinstance(part, nodes.bullet_list)]
    return parts if printed else []


def prints(asked: dict[str, Any], text: str) -> bool:
    """Whether an output shows the answer to a question.

    >>> prints({"shown": "loss 0.5"}, "the loss    0.5"), prints({"number": "6"}, "0.6 and 16")
    (True, False)
    """
    text = " ".join(text.split())
    if "number" in asked:
        return re.search(rf"(?<![\w.]){re.escape(asked['number'])}(?![\w.])", text) is not None
    return " ".join(asked["shown"].split()) in text


class MarkAnswers(SphinxPostTransform):
    """Mark what the script hides until the guess."""

    default_priority = 215  # after MyST-NB has folded cells
    formats = ("html",)

    def run(self, **_: Any) -> None:
        """Change the document in place."""
        everything = blocks(self.document)
        for place, question in enumerate(everything):
            if not isinstance(question, nodes.admonition) or "asked" not in question:
                continue
            parts = answer_parts(question["asked"], everything[place + 1 :])
            if not parts:
                answer = question["asked"].get("shown") or question["asked"]["number"]
                logger.warning("the next cell does not print %r", answer, location=question)
            for part in parts:
                part["classes"].append(ANSWER)


def load_where_used(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document
) -> None:
    """Add the script to pages with a question only."""
    marked = [] if doctree is None else doctree.findall(nodes.Element)
    if any("asked" in node or "claims" in node["classes"] for node in marked):
        app.add_js_file("predict.js", type="module")


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to the build; ``book.live`` copies the folder of the script."""
    app.add_directive("predict", Predict)
    app.add_directive("claims", Claims)
    app.add_post_transform(MarkAnswers)
    app.connect("html-page-context", load_where_used)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
