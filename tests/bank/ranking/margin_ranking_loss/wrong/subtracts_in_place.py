"""Works on its argument.

fails: test_margin_ranking_loss_random
says: changed its argument input1
"""


def margin_ranking_loss(
    input1, input2, target, margin=0, size_average=None, reduce=None, reduction="mean"
):
    if not input1.dim() == input2.dim() == target.dim():
        raise ValueError("the numbers of dimensions differ")
    if not input1.requires_grad:
        input1 -= input2
        losses = ranking_hinge(target * input1, margin)
    else:
        losses = ranking_hinge(lead(input1, input2, target), margin)
    return reduced(losses, reduction, size_average, reduce)
