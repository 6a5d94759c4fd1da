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
    Recipe(
        name="preference",
        formula=r"-\log \sigma\big(s(a_w) - s(a_l) - \gamma\big)",
        brief=Brief(
            idea="The surprise that the preferred one of two answers wins, given the difference of "
            "their scores.",
            when="people, or a program, can compare answers but cannot write the right one.",
            trap="the preferred answers become less likely, too. Look at where the probability "
            "goes, and not at the loss alone.",
            shown_in="The winner becomes less likely",
        ),
    ),
)
