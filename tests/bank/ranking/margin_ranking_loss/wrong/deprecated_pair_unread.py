"""Ignores the deprecated pair.

fails: test_margin_ranking_loss_deprecated
says: it is not read when size_average or reduce is given
"""


def margin_ranking_loss(
    input1, input2, target, margin=0, size_average=None, reduce=None, reduction="mean"
):
    if not input1.dim() == input2.dim() == target.dim():
        raise ValueError("the numbers of dimensions differ")
    return reduced(ranking_hinge(lead(input1, input2, target), margin), reduction)
