"""Takes the weight out of the graph.

fails: test_multilabel_soft_margin_loss_random
says: the gradient of weight is missing
also: a step that autograd does not follow
"""


def multilabel_soft_margin_loss(
    input, target, weight=None, size_average=None, reduce=None, reduction="mean"
):
    losses = question_losses(input, target)
    if weight is not None:
        losses = losses * weight.detach()
    losses = losses.sum(-1) / input.shape[-1]
    return reduced(losses, reduction, size_average, reduce)
