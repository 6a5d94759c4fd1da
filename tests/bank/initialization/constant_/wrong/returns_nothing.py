"""Fills, and returns nothing.

fails: test_constant__in_place
says: does not return the tensor
"""

import torch


def constant_(tensor, val):
    with torch.no_grad():
        tensor.fill_(val)
