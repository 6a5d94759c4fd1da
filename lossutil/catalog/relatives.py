"""Which loss is another one with a change; ``tests/lossutil/test_relatives.py`` computes both."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Relative:
    """A loss that is another loss with a change.

    Attributes:
        loss: the class, or the name of a recipe.
        of: the class of the other loss.
        change: what is changed; "LOSS is OF CHANGE" is a sentence.
    """

    loss: str
    of: str
    change: str


RELATIVES: Final = (
    Relative("BCEWithLogitsLoss", "BCELoss", "behind a sigmoid"),
    Relative("SoftMarginLoss", "BCEWithLogitsLoss", "with the labels ±1"),
    Relative("MultiLabelSoftMarginLoss", "BCEWithLogitsLoss", "averaged over the labels first"),
    Relative("MultiLabelMarginLoss", "MultiMarginLoss", "for several true classes"),
    Relative("CrossEntropyLoss", "NLLLoss", "behind a log-softmax"),
    Relative("MultiMarginLoss", "MarginRankingLoss", "of the true class with each other"),
    Relative("PoissonNLLLoss", "KLDivLoss", "of two Poisson laws, up to a constant"),
    Relative("KLDivLoss", "CrossEntropyLoss", "minus the target's entropy"),
    Relative("GaussianNLLLoss", "MSELoss", "halved, if the variance is 1"),
    Relative("L1Loss", "SmoothL1Loss", "with β = 0"),
    Relative("SmoothL1Loss", "HuberLoss", "divided by δ = β"),
    Relative("HuberLoss", "MSELoss", "halved, for errors up to δ"),
    Relative("CTCLoss", "NLLLoss", "of all alignments together"),
    Relative("TripletMarginLoss", "MarginRankingLoss", "of two distances"),
    Relative("TripletMarginWithDistanceLoss", "TripletMarginLoss", "with your own distance"),
    Relative("CosineEmbeddingLoss", "HingeEmbeddingLoss", "of 1 − cos"),
    Relative("LinearCrossEntropyLoss", "CrossEntropyLoss", "with its last layer"),
    Relative("AdaptiveLogSoftmaxWithLoss", "CrossEntropyLoss", "in two steps"),
    Relative("next_token", "CrossEntropyLoss", "of each next token"),
    Relative("preference", "BCEWithLogitsLoss", "of the preferred answer's lead"),
    Relative("contrastive", "CrossEntropyLoss", "of similarities, classes are the batch"),
)
