"""Picks with a pair of indices; drops the target with a mask."""

import torch


def leads(input, target):
    if (target < 0).any():
        raise ValueError("there is no class below 0")
    rows = input.reshape(-1, input.shape[-1])
    own = rows[torch.arange(len(rows)), target.reshape(-1)]
    return (own[:, None] - rows).reshape(input.shape)


def hinges(lead, target, p=1, margin=1.0):
    rival = torch.arange(lead.shape[-1]) != target[..., None]
    short = margin - lead
    return torch.where(rival & (short > 0), short, 0.0).pow(p)
