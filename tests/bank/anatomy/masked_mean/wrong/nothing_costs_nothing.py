"""Divides by at least 1.

fails: test_masked_mean_nothing
says: nothing was measured
"""


def masked_mean(losses, keep):
    if losses.shape != keep.shape:
        raise ValueError("the shapes differ")
    return losses[keep].sum() / keep.sum().clamp(min=1)
