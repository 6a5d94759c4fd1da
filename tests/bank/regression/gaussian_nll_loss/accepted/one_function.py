"""Does everything in one function."""

import torch


def gaussian_nll_loss(input, target, var, full=False, eps=1e-6, reduction="mean"):
    if isinstance(var, float):
        var = torch.full(input.shape, var, dtype=input.dtype)
    if var.numel() and var.min() < 0:
        raise ValueError("variance below 0")
    if var.shape != input.shape:
        if var.shape == input.shape[:-1]:
            var = var[..., None]
        elif var.dim() != input.dim():
            raise ValueError("number of dimensions")
        else:
            other = [d for d in range(var.dim()) if var.shape[d] != input.shape[d]]
            if len(other) != 1 or var.shape[other[0]] != 1:
                raise ValueError("shape of the variance")
    missing = torch.where(var < eps, eps - var, 0.0).detach()
    var = var + missing
    d = input - target
    losses = torch.log(var) / 2 + d * d / var / 2
    if full:
        losses = losses + 0.9189385332046727
    return reduced(losses, reduction)
