"""Counts no kernel positions.

fails: test_xavier_uniform__moments
says: the kernel's size is missing
"""

import math

import torch


def xavier_uniform_(tensor, gain=1.0, generator=None):
    calculate_fans(tensor)
    s = gain * math.sqrt(6 / (tensor.shape[0] + tensor.shape[1]))
    with torch.no_grad():
        return tensor.uniform_(-s, s, generator=generator)
