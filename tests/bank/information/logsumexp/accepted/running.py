"""One score after the other, with a running largest one."""

import torch


def logsumexp(x, dim=-1):
    if x.dim() == 0:
        return x + 0
    parts = x.unbind(dim)
    largest = parts[0]
    for part in parts[1:]:
        largest = torch.maximum(largest, part)
    largest = largest.nan_to_num(neginf=0.0).detach()
    return sum((part - largest).exp() for part in parts).log() + largest
