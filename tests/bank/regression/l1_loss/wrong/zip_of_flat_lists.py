"""Pairs element i with element i, whatever the shapes.

fails: test_absolute_error_broadcasting
says: you paired element i with element i
"""

import torch


def absolute_error(input, target):
    pairs = zip(input.reshape(-1), target.reshape(-1))
    return torch.stack([(x - y).abs() for x, y in pairs]).reshape(input.shape)
