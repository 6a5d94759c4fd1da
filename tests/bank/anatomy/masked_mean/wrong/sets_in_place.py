"""Writes zeros into the losses.

fails: test_masked_mean_worthless
says: changed its argument losses
"""


def masked_mean(losses, keep):
    if losses.shape != keep.shape:
        raise ValueError("the shapes differ")
    losses[~keep] = 0
    return losses.sum() / keep.sum()
