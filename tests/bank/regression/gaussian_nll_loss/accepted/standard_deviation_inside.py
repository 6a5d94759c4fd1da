"""Computes with the root, and adds a detached difference."""

import torch


def gaussian_nll(x, y, var):
    sigma = var.sqrt()
    return sigma.log() + ((x - y) / sigma).square() / 2


def fitted_variance(var, input):
    if isinstance(var, (int, float)):
        var = torch.ones_like(input) * var
    if bool((var < 0).sum()):
        raise ValueError("negative")
    candidates = [input.shape, (*input.shape[:-1], 1)]
    for dim in range(input.dim()):
        shape = list(input.shape)
        shape[dim] = 1
        candidates.append(tuple(shape))
    if tuple(var.shape) != tuple(input.shape) and tuple(var.shape) == tuple(input.shape[:-1]):
        var = var.reshape(*var.shape, 1)
    if tuple(var.shape) not in [tuple(c) for c in candidates]:
        raise ValueError("shape")
    return var.expand(input.shape)


def floored(var, eps=1e-6):
    return var + (var.clamp(min=eps) - var).detach()
