"""Formulas as MathML: errors of the converter are corrected, unknown commands are reported."""

from __future__ import annotations

import pytest
from docutils import nodes
from docutils.utils import new_document
from math_core import LatexError

from book.mathml import KeepStops, to_mathml


@pytest.mark.parametrize(
    ("latex", "symbol", "prime"),
    [("f'(x)", "f", "′"), ("H''", "H", "″"), (r"\tanh'(z)", "tanh", "′")],
)
def test_a_prime_is_set_beside_its_symbol_and_not_raised(
    latex: str, symbol: str, prime: str
) -> None:
    mathml = to_mathml(latex, display=False)
    assert "<msup>" not in mathml
    assert mathml.index(symbol) < mathml.index(prime)


def test_a_square_stays_a_superscript() -> None:
    assert "<msup><mi>x</mi><mn>2</mn></msup>" in to_mathml("x^2", display=True)


def test_an_unknown_command_is_an_error() -> None:
    with pytest.raises(LatexError):
        to_mathml(r"\nosuchcommand{x}", display=False)


@pytest.mark.parametrize(
    ("behind", "stop", "rest"),
    [(", and", ",", " and"), (".)", ".)", ""), (" and", None, " and"), ("", None, "")],
    ids=["comma", "two stops", "a word", "nothing"],
)
def test_punctuation_behind_a_formula_moves_into_it(
    behind: str, stop: str | None, rest: str
) -> None:
    document = new_document("page")
    formula = nodes.math("", "x")
    document += nodes.paragraph("", "", nodes.Text("Take "), formula, nodes.Text(behind))
    KeepStops(document).run()
    assert formula.get("stop") == stop
    assert document.astext() == f"Take x{rest}"


def test_only_the_period_after_a_formula_moves_into_it() -> None:
    document = new_document("page")
    link = nodes.reference("", "a link")
    first, second = nodes.Text("."), nodes.Text(".")
    document += nodes.paragraph("", "", link, first, nodes.math("", "x"), second)
    KeepStops(document).run()
    assert document.astext() == "a link.x"
