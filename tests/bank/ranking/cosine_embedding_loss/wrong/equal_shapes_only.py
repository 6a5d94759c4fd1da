"""Demands equal shapes.

fails: test_cosine_embedding_loss_shapes
says: both inputs must have the shape
"""


def cosine_embedding_loss(
    input1, input2, target, margin=0, size_average=None, reduce=None, reduction="mean"
):
    if target.dim() > 1 or not input1.dim() == input2.dim() == target.dim() + 1:
        raise ValueError("the numbers of dimensions do not fit")
    if input1.shape != input2.shape:
        raise ValueError("both inputs must have the shape of the other one")
    losses = angle_loss(cosine(input1, input2), target, margin)
    return reduced(losses, reduction, size_average, reduce)
