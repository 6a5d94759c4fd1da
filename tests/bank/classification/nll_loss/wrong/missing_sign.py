"""Forgets that a loss is minus the log-probability.

fails: test_picked_values
says: the minus sign is missing
"""

import torch


def picked(log_p, target, ignore_index=-100):
    dim = min(1, log_p.dim() - 1)
    kept = target != ignore_index
    index = torch.where(kept, target, 0).unsqueeze(dim)
    return torch.where(kept, log_p.gather(dim, index).squeeze(dim), 0)
