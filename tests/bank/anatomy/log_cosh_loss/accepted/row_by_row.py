"""Adds up row by row."""


def log_cosh_loss(input, target, weight=None, reduction="mean"):
    if input.shape != target.shape:
        raise ValueError("the shapes differ")
    if reduction not in ("none", "sum", "mean"):
        raise ValueError(reduction)
    losses = log_cosh(input - target)
    if weight is not None:
        if weight.shape != input.shape[-1:]:
            raise ValueError("one weight for each column")
        losses = losses * weight
    if reduction == "none":
        return losses
    rows = losses.reshape(-1, input.shape[-1])
    total = sum(row.sum() for row in rows) + losses.sum() * 0
    if reduction == "sum":
        return total
    if weight is None:
        return total / losses.numel()
    return total / (len(rows) * weight.sum())
