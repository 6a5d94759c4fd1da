"""Losses of today's practice, each built around a loss of torch."""

from typing import Final

from lossutil.catalog.model import Brief, Recipe

RECIPES: Final = (
    Recipe(
        name="next_token",
        formula=r"\frac{1}{n} \sum_{t \in K} -\log p_t(x_{t+1})",
        brief=Brief(
            idea="The surprise at each token of a text, given those before it, as a mean over the "
            "tokens that count.",
            when="a model writes one token after the other.",
            trap="a shift that is missing. The target is then in the input, and the loss goes to 0 "
            "without learning.",
            shown_in="The shift that is missing, or made twice",
        ),
    ),
)
