"""Ignores the deprecated pair.

fails: test_hinge_embedding_loss_deprecated
says: it is not read when size_average or reduce is given
"""


def hinge_embedding_loss(
    input, target, margin=1.0, size_average=None, reduce=None, reduction="mean"
):
    return reduced(pair_loss(input, target, margin), reduction)
