"""Knows the usual ignore_index only.

fails: test_picked_ignored
says: the argument ignore_index was not used
"""

import torch


def picked(log_p, target, ignore_index=-100):
    dim = min(1, log_p.dim() - 1)
    kept = target != -100
    index = torch.where(kept, target, 0).unsqueeze(dim)
    return torch.where(kept, -log_p.gather(dim, index).squeeze(dim), 0)
