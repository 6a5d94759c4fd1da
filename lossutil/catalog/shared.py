"""Arguments, domains and operators that entries of several groups share."""

from lossutil.catalog.model import INFINITY, Argument, Range

INDICES = "class indices, int64, (), (N) or (N, d1…dK)"

LABELS = "labels +1 and −1, floats of the input's shape"

REAL = "any real number"

PER_ELEMENT = "mean divides by the number of elements"

BY_TARGET_WEIGHTS = "mean divides by the sum of the weights of the targets, ignored ones left out"

NON_NEGATIVE = Range(0.0, INFINITY, "[0, ∞)")

REDUCTION = Argument(
    "reduction", "mean", "'none' returns every element, 'mean' their average, 'sum' their sum"
)

CLASS_WEIGHT = Argument("weight", None, "one factor per class, shape (C,)")

IGNORE_INDEX = Argument(
    "ignore_index", -100, "the target value whose elements leave both the sum and the mean"
)

SMOOTHING = Argument(
    "label_smoothing", 0.0, "ε in [0, 1]: the target becomes (1 − ε)·target + ε/C in every class"
)

LOG_SOFTMAX = (
    "log_softmax",
    "special_log_softmax",
    "_log_softmax",
    "_log_softmax_backward_data",
)

NLL_OPERATORS = (
    "nll_loss",
    "nll_loss_nd",
    "nll_loss_forward",
    "nll_loss_backward",
    "nll_loss2d",
    "nll_loss2d_forward",
    "nll_loss2d_backward",
)

CROSS_ENTROPY_OPERATORS = ("cross_entropy_loss", *NLL_OPERATORS, *LOG_SOFTMAX)

CHUNKED = (
    "torch_nn::_linear_cross_entropy_batch_chunked",
    "torch_nn::_linear_cross_entropy_batch_chunked_no_reduction",
)

LOGISTIC = (
    "binary_cross_entropy_with_logits",
    "soft_margin_loss",
    "soft_margin_loss_backward",
    "log_sigmoid",
    "log_sigmoid_forward",
    "log_sigmoid_backward",
    "softplus",
    "softplus_backward",
)


DEPRECATED_ARGUMENTS: tuple[Argument, ...] = (
    Argument("size_average", None, "deprecated: True for the mean, False for the sum"),
    Argument("reduce", None, "deprecated: False for no reduction; wins over size_average"),
)
"""Arguments of most losses that no entry repeats. If either is set, ``reduction`` is not read."""
