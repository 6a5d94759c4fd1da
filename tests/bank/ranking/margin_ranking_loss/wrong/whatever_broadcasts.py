"""Lets shapes broadcast that differ in their number of dimensions.

fails: test_margin_ranking_loss_refused
says: no check that all three have the same number of dimensions
"""


def margin_ranking_loss(
    input1, input2, target, margin=0, size_average=None, reduce=None, reduction="mean"
):
    losses = ranking_hinge(lead(input1, input2, target), margin)
    return reduced(losses, reduction, size_average, reduce)
