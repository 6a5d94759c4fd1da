"""Trains one of the two networks.

fails: test_cosine_embedding_loss_random
says: the gradient of input2 is missing
also: a step that autograd does not follow
"""


def cosine_embedding_loss(
    input1, input2, target, margin=0, size_average=None, reduce=None, reduction="mean"
):
    if target.dim() > 1 or not input1.dim() == input2.dim() == target.dim() + 1:
        raise ValueError("the numbers of dimensions do not fit")
    losses = angle_loss(cosine(input1, input2.detach()), target, margin)
    return reduced(losses, reduction, size_average, reduce)
