"""Every word but none and sum is a mean.

fails: test_margin_ranking_loss_refused
says: an else branch that takes every other word
"""


def margin_ranking_loss(
    input1, input2, target, margin=0, size_average=None, reduce=None, reduction="mean"
):
    if not input1.dim() == input2.dim() == target.dim():
        raise ValueError("the numbers of dimensions differ")
    if reduction not in ("none", "sum"):
        reduction = "mean"
    losses = ranking_hinge(lead(input1, input2, target), margin)
    return reduced(losses, reduction, size_average, reduce)
