"""Makes a batch of one pair.

fails: test_cosine_embedding_loss_shapes
says: a result of shape (1,)
"""


def cosine_embedding_loss(
    input1, input2, target, margin=0, size_average=None, reduce=None, reduction="mean"
):
    if target.dim() > 1 or not input1.dim() == input2.dim() == target.dim() + 1:
        raise ValueError("the numbers of dimensions do not fit")
    if target.dim() == 0:
        input1, input2, target = input1[None], input2[None], target[None]
    losses = angle_loss(cosine(input1, input2), target, margin)
    return reduced(losses, reduction, size_average, reduce)
