"""Computes in the dtype of the labels.

fails: test_hinge_embedding_loss_random
says: has the wrong dtype
"""


def hinge_embedding_loss(
    input, target, margin=1.0, size_average=None, reduce=None, reduction="mean"
):
    if target.dtype.is_floating_point:
        input = input.to(target.dtype)
    return reduced(pair_loss(input, target, margin), reduction, size_average, reduce)
