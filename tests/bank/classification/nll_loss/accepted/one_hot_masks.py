"""Compares each target with every class and lets torch.where pick."""

import torch


def picked(log_p, target, ignore_index=-100):
    dim = 0 if log_p.dim() == 1 else 1
    shape = [1] * log_p.dim()
    shape[dim] = -1
    classes = torch.arange(log_p.shape[dim]).reshape(shape)
    wanted = target.unsqueeze(dim)
    if target.is_floating_point():
        raise TypeError("a target is an index")
    ignored = wanted == ignore_index
    hits = (wanted == classes) & ~ignored
    if not (hits.any(dim, keepdim=True) | ignored).all():
        raise ValueError("a target is no class")
    return -torch.where(hits, log_p, 0).sum(dim)


def target_weights(target, weight, ignore_index=-100):
    total = torch.zeros(target.shape, dtype=weight.dtype)
    for c in range(len(weight)):
        if c != ignore_index:
            total = total + (target == c) * weight[c]
    return total
