"""Hands the deprecated pair on in the wrong order.

fails: test_margin_ranking_loss_deprecated
says: the two arguments in the wrong order
"""


def margin_ranking_loss(
    input1, input2, target, margin=0, size_average=None, reduce=None, reduction="mean"
):
    if not input1.dim() == input2.dim() == target.dim():
        raise ValueError("the numbers of dimensions differ")
    losses = ranking_hinge(lead(input1, input2, target), margin)
    return reduced(losses, reduction, reduce, size_average)
