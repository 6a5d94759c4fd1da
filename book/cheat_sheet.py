"""The cheat sheet: one row for each loss, and one for each initializer, from the catalog."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from typing import Any

from docutils import nodes
from docutils.parsers.rst import directives
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from lossutil import catalog

LOSSES = ("loss", "one example", "gradient", "untrained", "mean divides by", "target")
INITIALIZERS = ("initializer", "entries", "spread", "tensor")
GAINS = ("nonlinearity", "gain", "value", "where it comes from")


def math(latex: str) -> str:
    r"""Return a formula in Markdown, in parts where a line may end.

    >>> math(r"a = b, \quad b = c")
    '$a = b$, $b = c$'
    """
    return ", ".join(f"${part.strip()}$" for part in latex.split(r", \quad"))


def loss_row(entry: catalog.Loss) -> tuple[str, ...]:
    """Return what the sheet says of a loss, in Markdown."""
    return (
        f"[{entry.name}](/{entry.page})",
        math(entry.formula),
        math(entry.gradient),
        entry.start.formula,
        entry.reduction.removeprefix("mean divides by "),
        entry.target,
    )


def initializer_row(entry: catalog.Initializer) -> tuple[str, ...]:
    """Return what the sheet says of an initializer, in Markdown."""
    return f"[{entry.name}](/{entry.page})", math(entry.formula), entry.spread, entry.domain


def gain_rows() -> list[tuple[str, ...]]:
    """Return the gains, those that are equal in one row."""
    rows: list[tuple[str, ...]] = []
    for (formula, origin), group in groupby(
        catalog.GAINS, lambda gain: (gain.formula, gain.origin)
    ):
        gains = list(group)
        names = ", ".join(gain.nonlinearity for gain in gains)
        rows.append((names, math(formula), f"{gains[0].value:.4g}", origin))
    return rows


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    r"""Return the lines of a table in Markdown.

    >>> table(["a", "b"], [["$|x|$", "n_1"]])
    ['| a | b |', '| --- | --- |', '| $\\|x\\|$ | n\\_1 |']
    """
    lines = [columns, ["---"] * len(columns), *([_safe(cell) for cell in row] for row in rows)]
    return [f"| {' | '.join(line)} |" for line in lines]


def _safe(cell: str) -> str:
    """Mark what would end a cell, or begin emphasis in its text."""
    is_text = "$" not in cell and "](" not in cell
    cell = cell.replace("|", r"\|")
    return "".join(rf"\{c}" if c in "*_" else c for c in cell) if is_text else cell


def _losses() -> list[str]:
    return table(LOSSES, map(loss_row, catalog.CURRENT))


def _initializers() -> list[str]:
    return table(INITIALIZERS, map(initializer_row, catalog.INITIALIZERS))


def _gains() -> list[str]:
    return table(GAINS, gain_rows())


SHEETS: dict[str, Callable[[], list[str]]] = {
    "losses": _losses,
    "initializers": _initializers,
    "gains": _gains,
}


class CheatSheet(SphinxDirective):
    """One table of the cheat sheet; the argument says which."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        name = directives.choice(self.arguments[0], tuple(SHEETS))
        sheet = nodes.container(classes=["cheat-sheet", name])
        lines = StringList(SHEETS[name](), source=self.env.docname)
        self.state.nested_parse(lines, self.content_offset, sheet)
        return [sheet]


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect to the build."""
    app.add_directive("cheat-sheet", CheatSheet)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
