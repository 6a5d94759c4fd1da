"""Compare a function with torch's, and assertions whose messages explain a failure.

``compare`` shows your value and gradients beside torch's. ``expect_close`` and the other functions
named ``expect_…`` are the assertions of the exercises: a failure says what was expected, what came,
on which input, and which mistake leads to this result, if that is known. ``by_hand`` refuses
torch's own operator while a learner's function runs, and explains its exceptions.
"""

from lossutil.checks.assertions import (
    Largest,
    expect_close,
    expect_equal,
    expect_gradient,
    expect_raises,
    expect_tensors,
    expect_unchanged,
)
from lossutil.checks.comparison import Comparison, Row, compare
from lossutil.checks.fills import (
    expect_distribution,
    expect_generator,
    expect_in_place,
    expect_moments,
    filled,
)
from lossutil.checks.guard import (
    ByHand,
    advice,
    by_hand,
    on_copies,
    refusal,
    refused_names,
    warm_up,
)
from lossutil.checks.messages import (
    LABELS,
    ExpectationFailed,
    Likely,
    NotByHand,
    Stopped,
    fail,
)
from lossutil.checks.names import EQUIVALENTS

__all__ = [
    "EQUIVALENTS",
    "LABELS",
    "ByHand",
    "Comparison",
    "ExpectationFailed",
    "Largest",
    "Likely",
    "NotByHand",
    "Row",
    "Stopped",
    "advice",
    "by_hand",
    "compare",
    "expect_close",
    "expect_distribution",
    "expect_equal",
    "expect_generator",
    "expect_gradient",
    "expect_in_place",
    "expect_moments",
    "expect_raises",
    "expect_tensors",
    "expect_unchanged",
    "fail",
    "filled",
    "on_copies",
    "refusal",
    "refused_names",
    "warm_up",
]
