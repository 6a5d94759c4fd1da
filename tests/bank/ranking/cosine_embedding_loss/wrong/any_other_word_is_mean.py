"""Every word but none and sum is a mean.

fails: test_cosine_embedding_loss_refused
says: an else branch
"""


def cosine_embedding_loss(
    input1, input2, target, margin=0, size_average=None, reduce=None, reduction="mean"
):
    if target.dim() > 1 or not input1.dim() == input2.dim() == target.dim() + 1:
        raise ValueError("the numbers of dimensions do not fit")
    losses = angle_loss(cosine(input1, input2), target, margin)
    if reduction not in ("none", "sum"):
        reduction = "mean"
    return reduced(losses, reduction, size_average, reduce)
