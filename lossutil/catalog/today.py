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
    Recipe(
        name="contrastive",
        formula=r"\frac{1}{N} \sum_i -\log \frac{e^{s_{ii} / \tau}}{\sum_j e^{s_{ij} / \tau}}",
        brief=Brief(
            idea="Cross-entropy that asks which member of the batch is the partner, with cosine "
            "similarities over a temperature as logits.",
            when="you know what belongs together, and nothing else.",
            trap="the same thing twice in a batch. To the loss these are two things, and it drives "
            "them apart.",
            shown_in="The same thing twice in a batch",
        ),
    ),
)
