"""The part inside the border costs its square, the rest costs itself."""

import torch


def border_offset(beta):
    return beta - beta**2 / (2 * beta)


def smooth_l1(d, beta):
    inside = d.abs().clamp(max=beta)
    return inside * inside / (beta + beta) + d.abs() - inside


def smooth_l1_loss(input, target, size_average=None, reduce=None, reduction="mean", beta=1.0):
    assert_ok = torch.as_tensor(float(beta))
    if assert_ok < 0:
        raise RuntimeError("beta is negative")
    if beta == 0:
        losses = torch.maximum(input - target, target - input)
    else:
        losses = smooth_l1(input - target, beta)
    return reduced(losses, reduction=reduction, size_average=size_average, reduce=reduce)
