"""Writes the support vector machine's hinge for the whole.

fails: test_hinge_embedding_loss_cosine
says: this is the hinge of a support vector machine
"""


def hinge_embedding_loss(
    input, target, margin=1.0, size_average=None, reduce=None, reduction="mean"
):
    losses = (margin - target * input).clamp(min=0)
    return reduced(losses, reduction, size_average, reduce)
