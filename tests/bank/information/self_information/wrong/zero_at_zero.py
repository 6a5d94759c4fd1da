"""Thinks that what never happens has no information.

fails: test_self_information_zero
says: 0 is the surprise at the certain
"""

import torch


def self_information(p):
    return torch.where(p > 0, -p.log(), torch.zeros_like(p))
