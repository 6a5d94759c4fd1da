"""Allows more dimensions.

fails: test_cosine_embedding_loss_refused
says: no check of the dimensions
"""


def cosine_embedding_loss(
    input1, input2, target, margin=0, size_average=None, reduce=None, reduction="mean"
):
    if not input1.dim() == input2.dim() == target.dim() + 1:
        raise ValueError("the numbers of dimensions do not fit")
    losses = angle_loss(cosine(input1, input2), target, margin)
    return reduced(losses, reduction, size_average, reduce)
