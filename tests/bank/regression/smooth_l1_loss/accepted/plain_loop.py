"""Goes through the residuals one by one."""

import torch


def smooth_l1_loss(input, target, size_average=None, reduce=None, reduction="mean", beta=1.0):
    if not beta >= 0:
        raise ValueError("beta")
    d = input - target
    losses = []
    for error in d.reshape(-1):
        if -beta < error < beta:
            losses.append(error * error / beta / 2)
        elif error == 0:
            losses.append(error * 0)
        else:
            losses.append(max(error, -error) - beta / 2)
    losses = torch.stack(losses).reshape(d.shape) if losses else d
    return reduced(losses, reduction, size_average, reduce)
