"""Compares each row number with each column number."""

import torch


def eye_(tensor):
    if len(tensor.shape) != 2:
        raise ValueError("a matrix has two dimensions")
    rows, columns = tensor.shape
    with torch.no_grad():
        tensor.copy_(torch.arange(rows)[:, None] == torch.arange(columns))
    return tensor
