"""Forgets the target in the check.

fails: test_margin_ranking_loss_refused
says: no check that all three have the same number of dimensions
"""


def margin_ranking_loss(
    input1, input2, target, margin=0, size_average=None, reduce=None, reduction="mean"
):
    if input1.dim() != input2.dim():
        raise ValueError("the numbers of dimensions differ")
    losses = ranking_hinge(lead(input1, input2, target), margin)
    return reduced(losses, reduction, size_average, reduce)
