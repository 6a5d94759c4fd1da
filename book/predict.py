"""Questions that the reader answers before the page shows what a cell prints.

``{predict}`` asks one question about the next cell. ``{claims}`` holds a table of claims, with the
verdicts in its third column. ``assets/predict.js`` takes the guesses, shows the answers after them,
and keeps the score on the reader's device. Without scripts the page shows questions and answers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from html import escape
from typing import Any

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

logger = logging.getLogger(__name__)
TITLE = "Predict"
ANSWER = "guessed-at"
"""Class of what a page shows only after the guess."""


def key_of(page: str, question: str) -> str:
    """Return the name under which the reader's guess is stored; a changed question is a new one."""
    return hashlib.sha256(f"{page}\n{question}".encode()).hexdigest()[:10]


def html(text: str) -> nodes.raw:
    """Return a part of the form."""
    return nodes.raw("", text, format="html")


def choice(key: str, place: int, item: nodes.Element) -> Iterator[nodes.Node]:
    """Yield the nodes of one choice, from an item of the list."""
    yield html(f'<label><input type="radio" name="{key}" value="{place}"> <span>')
    yield from item[0].children  # without the paragraph
    yield html("</span></label>")


def form(key: str, options: dict[str, Any], choices: list[nodes.Element]) -> Iterator[nodes.Node]:
    """Yield the nodes of the form that takes a guess.

    Args:
        key: the name of the question.
        options: those of the directive.
        choices: items of a list; empty if the answer is a number.
    """
    data = [name for name in ("answer", "number", "within") if name in options]
    attributes = "".join(f' data-{name}="{escape(str(options[name]))}"' for name in data)
    yield html(
        f'<form class="guess" hidden data-pagefind-ignore data-key="{key}"{attributes}>'
        "<fieldset><legend>Your guess</legend>"
    )
    for place, item in enumerate(choices, 1):
        yield from choice(key, place, item)
    if not choices:
        field = '<input type="text" inputmode="decimal" autocomplete="off">'
        yield html(f"<label><span>A number:</span> {field}</label>")
    yield html(
        '</fieldset><div class="buttons"><button type="submit">Check</button>'
        '<button type="button" class="give-up">Show the answer</button></div>'
        "<output></output></form>"
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
        last = body.children[-1] if body.children else None
        choices: list[nodes.Element] = []
        if "answer" in self.options and isinstance(last, nodes.bullet_list):
            body.remove(last)
            choices = list(last.children)
        complete = {"answer", "shown"} if choices else {"number", "within"}
        if self.options.keys() != complete or self.options.get("answer", 1) > max(len(choices), 1):
            raise self.error(
                "predict needs a list of choices at its end with :answer: (from 1) and :shown:, "
                "or :number: and :within:"
            )
        key = key_of(self.env.docname, body.astext())
        title = nodes.title(TITLE, TITLE)
        children = [title, *body.children, *form(key, self.options, choices)]
        expected = self.options.get("shown") or self.options["number"]
        return [nodes.admonition("", *children, classes=["admonition-predict"], expected=expected)]


class Claims(SphinxDirective):
    """A table of claims: number, claim, verdict, explanation. The reader judges each one first."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return the table, marked for the script."""
        body = nodes.container(classes=["claims"])
        self.state.nested_parse(self.content, self.content_offset, body)
        return [body]


def outputs(cell: nodes.Node) -> list[nodes.container]:
    """Return the outputs of a cell."""
    found = cell.findall(nodes.container)
    return [part for part in found if part.get("nb_element") == "cell_code_output"]


def is_explanation(node: nodes.Node | None) -> bool:
    """Whether a paragraph begins with **Explain.**"""
    return (
        isinstance(node, nodes.paragraph)
        and isinstance(node[0], nodes.strong)
        and node.astext().startswith("Explain")
    )


class MarkAnswers(SphinxPostTransform):
    """Mark what the script hides until the guess: the next cell's output, and its explanation."""

    default_priority = 215  # after MyST-NB has folded cells
    formats = ("html",)

    def run(self, **_: Any) -> None:
        """Change the document in place."""
        for question in list(self.document.findall(nodes.admonition)):
            if "expected" not in question:
                continue
            after = question.parent[question.parent.index(question) + 1 :]
            cell = next((node for node in after if outputs(node)), None)
            said = "\n".join(part.astext() for part in outputs(cell)) if cell else ""
            if cell is None or question["expected"] not in said:
                logger.warning(
                    "the next cell does not print %r", question["expected"], location=question
                )
                continue
            behind = after[after.index(cell) + 1 :]
            for part in [*outputs(cell), *filter(is_explanation, behind[:1])]:
                part["classes"].append(ANSWER)


def load_where_used(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document
) -> None:
    """Add the script to pages with a question only."""
    marked = [] if doctree is None else doctree.findall(nodes.Element)
    if any("expected" in node or "claims" in node["classes"] for node in marked):
        app.add_js_file("predict.js", type="module")


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to the build; ``book.live`` copies the folder of the script."""
    app.add_directive("predict", Predict)
    app.add_directive("claims", Claims)
    app.add_post_transform(MarkAnswers)
    app.connect("html-page-context", load_where_used)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
