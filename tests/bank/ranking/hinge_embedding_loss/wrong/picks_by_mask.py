"""Writes each branch into its own entries.

fails: test_hinge_embedding_loss_shapes
says: torch broadcasts the two
"""

import torch


def hinge_embedding_loss(
    input, target, margin=1.0, size_average=None, reduce=None, reduction="mean"
):
    losses = pair_loss(input, target.reshape(input.shape), margin)
    return reduced(losses, reduction, size_average, reduce)
