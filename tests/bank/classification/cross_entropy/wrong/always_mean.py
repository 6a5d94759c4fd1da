"""Ignores the argument reduction.

fails: test_reduce_losses_values
says: the argument reduction was not used
"""


def reduce_losses(losses, reduction="mean", total=None):
    return losses.sum() / (losses.numel() if total is None else total)
