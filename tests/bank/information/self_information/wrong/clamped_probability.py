"""Clamps the probability on both sides.

fails: test_self_information_gradient
says: the slope is 0
"""

import torch


def self_information(p):
    surprise = -p.clamp(0.01, 1).log()
    return torch.where(p < 0.01, -p.detach().log(), surprise)
