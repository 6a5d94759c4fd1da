"""Hands the deprecated pair on in the wrong order.

fails: test_hinge_embedding_loss_deprecated
says: reduced() takes size_average first
"""


def hinge_embedding_loss(
    input, target, margin=1.0, size_average=None, reduce=None, reduction="mean"
):
    return reduced(pair_loss(input, target, margin), reduction, reduce, size_average)
