"""Goes through the residuals one by one."""

import torch


def huber_loss(input, target, reduction="mean", delta=1.0, weight=None):
    d = input - target
    if delta <= 0 or (weight is not None and weight.shape != input.shape):
        raise ValueError("bad delta or weight")
    w = torch.ones_like(d) if weight is None else weight.expand(d.shape)
    losses = []
    for error, factor in zip(d.reshape(-1), w.reshape(-1)):
        if error > delta:
            losses.append(factor * delta * (error - delta / 2))
        elif error < -delta:
            losses.append(factor * delta * (-error - delta / 2))
        else:
            losses.append(factor * error**2 / 2)
    return reduced(torch.stack(losses).reshape(d.shape) if losses else d, reduction)
