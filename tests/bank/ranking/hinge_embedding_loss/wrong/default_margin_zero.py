"""Takes the default of other hinges.

fails: test_hinge_embedding_loss_reduction
says: another default than margin = 1
"""


def hinge_embedding_loss(
    input, target, margin=0.0, size_average=None, reduce=None, reduction="mean"
):
    return reduced(pair_loss(input, target, margin), reduction, size_average, reduce)
