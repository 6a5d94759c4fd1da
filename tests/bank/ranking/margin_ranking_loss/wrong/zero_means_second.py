"""Takes 0 for -1.

fails: test_margin_ranking_loss_targets
says: you took a target of 0 for -1
"""

import torch


def margin_ranking_loss(
    input1, input2, target, margin=0, size_average=None, reduce=None, reduction="mean"
):
    if not input1.dim() == input2.dim() == target.dim():
        raise ValueError("the numbers of dimensions differ")
    sign = torch.where(target > 0, 1, -1)
    losses = ranking_hinge(lead(input1, input2, sign), margin)
    return reduced(losses, reduction, size_average, reduce)
