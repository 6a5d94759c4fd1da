"""One class after the other."""

import torch


def softmax(x, dim=-1):
    if x.dim() == 0:
        return x - x + 1
    m = x.detach().amax(dim)
    powers = [(part - m).exp() for part in x.unbind(dim)]
    total = sum(powers)
    return torch.stack([power / total for power in powers], dim)
