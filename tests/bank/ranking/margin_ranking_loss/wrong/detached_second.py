"""Takes the second score for a constant.

fails: test_margin_ranking_loss_random
says: the gradient of input2 is missing
also: a step that autograd does not follow
"""


def margin_ranking_loss(
    input1, input2, target, margin=0, size_average=None, reduce=None, reduction="mean"
):
    if not input1.dim() == input2.dim() == target.dim():
        raise ValueError("the numbers of dimensions differ")
    losses = ranking_hinge(lead(input1, input2.detach(), target), margin)
    return reduced(losses, reduction, size_average, reduce)
