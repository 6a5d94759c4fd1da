"""Takes the target's score out of the graph.

fails: test_multi_margin_loss_random
says: the gradient of input
also: a step that autograd does not follow
"""


def multi_margin_loss(
    input, target, p=1, margin=1.0, weight=None, size_average=None, reduce=None, reduction="mean"
):
    if p != 1 and p != 2:
        raise ValueError("p is 1 or 2")
    if input.dim() == 1 and target.shape == (1,):
        input = input[None]
    if target.shape != input.shape[:-1]:
        raise ValueError("one target for each example")
    if weight is not None and weight.shape != input.shape[-1:]:
        raise ValueError("one weight for each class")
    losses = (
        hinges(input.detach().gather(-1, target.unsqueeze(-1)) - input, target, p, margin).sum(-1)
        / input.shape[-1]
    )
    if weight is not None:
        losses = losses * weight[target]
    return reduced(losses, reduction, size_average, reduce)
