"""One class after the other."""

import torch


def log_softmax(x, dim=-1):
    if x.dim() == 0:
        return x - x
    m = x.detach().amax(dim)
    shifted = [part - m for part in x.unbind(dim)]
    total = sum(part.exp() for part in shifted).log()
    return torch.stack([part - total for part in shifted], dim)
