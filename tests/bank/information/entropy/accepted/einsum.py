"""A dot product of probabilities and surprises."""

import torch


def entropy(p, dim=-1):
    p = p.movedim(dim, -1)
    surprise = self_information(p).masked_fill(p == 0, 0.0)
    return torch.einsum("...c,...c->...", p, surprise)
