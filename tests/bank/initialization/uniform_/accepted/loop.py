"""One number at a time, mixed from the two ends."""

import torch


def uniform_(tensor, a=0.0, b=1.0, generator=None):
    if not a <= b:
        raise ValueError(f"no interval from {a} to {b}")
    draws = torch.rand(tensor.numel(), dtype=torch.float64, generator=generator).tolist()
    mixed = [(1 - u) * a + u * b for u in draws]
    with torch.no_grad():
        tensor.copy_(torch.tensor(mixed, dtype=torch.float64).reshape(tensor.shape))
    return tensor
