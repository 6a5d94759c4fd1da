"""Leaves other labels out of the mean.

fails: test_cosine_embedding_loss_reduction
says: it costs 0 and it counts
"""


def cosine_embedding_loss(
    input1, input2, target, margin=0, size_average=None, reduce=None, reduction="mean"
):
    if target.dim() > 1 or not input1.dim() == input2.dim() == target.dim() + 1:
        raise ValueError("the numbers of dimensions do not fit")
    losses = angle_loss(cosine(input1, input2), target, margin)
    if reduction == "mean" and losses.dim() == 1:
        losses = losses[target.abs() == 1]
    return reduced(losses, reduction, size_average, reduce)
