"""Takes every unknown reduction for a sum.

fails: test_reduce_losses_invalid
says: an else branch
"""


def reduce_losses(losses, reduction="mean", total=None):
    if reduction == "none":
        return losses
    if reduction == "mean":
        return losses.sum() / (losses.numel() if total is None else total)
    return losses.sum()
