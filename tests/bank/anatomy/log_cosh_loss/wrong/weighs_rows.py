"""Gives the weights to the rows.

fails: test_log_cosh_loss_weight
says: not to a row
"""


def log_cosh_loss(input, target, weight=None, reduction="mean"):
    if input.shape != target.shape:
        raise ValueError("the shapes differ")
    losses = log_cosh(input - target)
    if weight is None:
        return reduced(losses, reduction)
    if weight.shape != input.shape[-1:]:
        raise ValueError("one weight for each column")
    losses = losses * weight[:, None]
    if reduction == "mean":
        return losses.sum() / (losses.shape[1] * weight.sum())
    return reduced(losses, reduction)
