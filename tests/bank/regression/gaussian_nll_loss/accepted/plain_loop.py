"""Goes through the forecasts one by one."""

import torch


def gaussian_nll(x, y, var):
    x, y, var = torch.broadcast_tensors(x, y, var)
    losses = []
    for mean, truth, v in zip(x.reshape(-1), y.reshape(-1), var.reshape(-1)):
        losses.append((v.log() + (mean - truth) ** 2 / v) / 2)
    return torch.stack(losses).reshape(x.shape) if losses else x


def floored(var, eps=1e-6):
    lifted = var * 1
    lifted.data = torch.where(var < eps, eps, var.detach()).to(var.dtype)
    return lifted
