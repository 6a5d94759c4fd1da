"""Leaves the sign of the logarithm.

fails: test_self_information_values
says: the surprise is minus it
"""

import torch


def self_information(p):
    return torch.log(p)
