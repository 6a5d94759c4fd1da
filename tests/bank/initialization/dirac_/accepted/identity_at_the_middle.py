"""Writes an identity for each group into the middle of the kernels."""

import torch


def dirac_(tensor, groups=1):
    if not 3 <= tensor.dim() <= 5:
        raise ValueError("only the weights of convolutions")
    outputs, inputs = tensor.shape[:2]
    if outputs % groups != 0:
        raise ValueError("the groups do not divide the outputs")
    identity = eye_(torch.empty(outputs // groups, inputs))
    with torch.no_grad():
        tensor.zero_()
        middle = tensor
        for size in tensor.shape[2:]:
            middle = middle.select(2, size // 2)
        middle.copy_(identity.repeat(groups, 1))
    return tensor
