"""Leaves out entries that have no label.

fails: test_hinge_embedding_loss_deprecated
says: entries without a label that are left out in silence
"""


def hinge_embedding_loss(
    input, target, margin=1.0, size_average=None, reduce=None, reduction="mean"
):
    if input.dim() == target.dim() == 1:
        count = min(len(input), len(target))
        input, target = input[:count], target[:count]
    return reduced(pair_loss(input, target, margin), reduction, size_average, reduce)
