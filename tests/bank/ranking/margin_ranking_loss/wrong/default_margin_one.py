"""Takes 1 for the default of the margin.

fails: test_margin_ranking_loss_reduction
says: without an argument the margin is 0, not 1
"""


def margin_ranking_loss(
    input1, input2, target, margin=1, size_average=None, reduce=None, reduction="mean"
):
    if not input1.dim() == input2.dim() == target.dim():
        raise ValueError("the numbers of dimensions differ")
    losses = ranking_hinge(lead(input1, input2, target), margin)
    return reduced(losses, reduction, size_average, reduce)
