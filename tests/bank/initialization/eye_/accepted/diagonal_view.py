"""Writes ones through a view of the diagonal."""

import torch


@torch.no_grad()
def eye_(tensor):
    if tensor.ndim != 2:
        raise ValueError("expected two dimensions")
    tensor.fill_(0).diagonal().fill_(1)
    return tensor
