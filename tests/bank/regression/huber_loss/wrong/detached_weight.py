"""Takes the weights out of the graph.

fails: test_huber_loss_random
says: the gradient of weight is missing
also: a step that autograd does not follow
"""


def huber_loss(input, target, reduction="mean", delta=1.0, weight=None):
    if delta <= 0:
        raise ValueError(f"delta is {delta}")
    losses = huber(input - target, delta)
    if weight is not None:
        if weight.shape != input.shape:
            raise ValueError("weight and input differ in shape")
        losses = losses * weight.detach()
    return reduced(losses, reduction)
