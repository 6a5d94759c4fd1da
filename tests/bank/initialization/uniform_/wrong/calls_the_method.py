"""Calls the tensor's own method.

fails: test_uniform__moments
says: is torch's own
"""

import torch


def uniform_(tensor, a=0.0, b=1.0, generator=None):
    with torch.no_grad():
        return tensor.uniform_(a, b, generator=generator)
