"""Checks no shape.

fails: test_cosine_embedding_loss_refused
says: no check of the dimensions
"""


def cosine_embedding_loss(
    input1, input2, target, margin=0, size_average=None, reduce=None, reduction="mean"
):
    losses = angle_loss(cosine(input1, input2), target, margin)
    return reduced(losses, reduction, size_average, reduce)
