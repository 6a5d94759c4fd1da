"""Does not use a and b.

fails: test_uniform__moments
says: a and b were not used
"""

import torch


def uniform_(tensor, a=0.0, b=1.0, generator=None):
    if a > b:
        raise ValueError("a > b")
    with torch.no_grad():
        return tensor.copy_(torch.rand(tensor.shape, generator=generator))
