"""Takes the hinge for a constant.

fails: test_hinge_embedding_loss_gradient
says: pairs that are too close are not pushed
"""

import torch


def hinge_embedding_loss(
    input, target, margin=1.0, size_average=None, reduce=None, reduction="mean"
):
    near = too_close(input, margin).detach()
    losses = torch.where(target == -1, 0, input) + torch.where(target == 1, 0, near)
    return reduced(losses, reduction, size_average, reduce)
