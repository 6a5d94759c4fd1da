"""Adds the value to what is there.

fails: test_constant__values
says: arithmetic with the old entries
"""

import torch


def constant_(tensor, val):
    with torch.no_grad():
        tensor += val
    return tensor
