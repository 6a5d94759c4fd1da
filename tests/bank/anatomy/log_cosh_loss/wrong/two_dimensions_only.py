"""Multiplies the divisor by the number of rows.

fails: test_log_cosh_loss_shapes
says: a divisor that fits the shape (N, D) alone
"""


def log_cosh_loss(input, target, weight=None, reduction="mean"):
    if input.shape != target.shape:
        raise ValueError("the shapes differ")
    losses = log_cosh(input - target)
    if weight is None:
        return reduced(losses, reduction)
    if weight.shape != input.shape[-1:]:
        raise ValueError("one weight for each column")
    if reduction == "mean":
        return (losses * weight).sum() / (len(losses) * weight.sum())
    return reduced(losses * weight, reduction)
