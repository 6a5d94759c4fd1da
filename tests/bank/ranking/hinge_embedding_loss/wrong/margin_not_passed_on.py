"""Does not pass the margin on.

fails: test_hinge_embedding_loss_reduction
says: an argument was not used
"""


def hinge_embedding_loss(
    input, target, margin=1.0, size_average=None, reduce=None, reduction="mean"
):
    return reduced(pair_loss(input, target, 1.0), reduction, size_average, reduce)
