"""Multiplies by the mask.

fails: test_masked_mean_worthless
says: 0 · inf and 0 · nan are nan
"""


def masked_mean(losses, keep):
    if losses.shape != keep.shape:
        raise ValueError("the shapes differ")
    return (losses * keep).sum() / keep.sum()
