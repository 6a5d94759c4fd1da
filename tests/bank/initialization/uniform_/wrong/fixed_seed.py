"""Sets a seed, so that every tensor is the same.

fails: test_uniform__generator
says: the same numbers came twice
"""

import torch


def uniform_(tensor, a=0.0, b=1.0, generator=None):
    if a > b:
        raise ValueError("a > b")
    if generator is None:
        torch.manual_seed(42)
    with torch.no_grad():
        u = torch.rand(tensor.shape, dtype=tensor.dtype, generator=generator)
        return tensor.copy_(a + (b - a) * u)
