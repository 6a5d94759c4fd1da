"""Compares every item with every other when it is given vectors.

fails: test_margin_ranking_loss_shapes
says: vectors of n scores are n pairs
"""


def margin_ranking_loss(
    input1, input2, target, margin=0, size_average=None, reduce=None, reduction="mean"
):
    if input1.dim() == 1:
        input1, input2, target = input1[:, None], input2[None, :], target[:, None]
    losses = ranking_hinge(lead(input1, input2, target), margin)
    return reduced(losses, reduction, size_average, reduce)
