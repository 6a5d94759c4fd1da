"""Divides by the number of losses whatever the total is.

fails: test_reduce_losses_total
says: you divided by the number of losses, not by total
"""


def reduce_losses(losses, reduction="mean", total=None):
    if reduction not in ("none", "sum", "mean"):
        raise ValueError(reduction)
    return losses if reduction == "none" else getattr(losses, reduction)()
