"""Picks one side with where: slope -1 at an error of 0.

fails: test_absolute_error_gradient
says: at an error of 0 the slope must be 0
"""

import torch


def absolute_error(input, target):
    d = input - target
    return torch.where(d > 0, d, -d)
