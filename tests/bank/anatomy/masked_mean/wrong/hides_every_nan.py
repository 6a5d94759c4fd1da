"""Hides the nan that it must show.

fails: test_masked_mean_worthless
says: a nan that is kept has to show
"""


def masked_mean(losses, keep):
    if losses.shape != keep.shape:
        raise ValueError("the shapes differ")
    return losses[keep].nan_to_num().sum() / keep.sum()
