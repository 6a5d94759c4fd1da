"""Applies log_softmax, which changes nothing for log-probabilities but the slopes.

fails: test_picked_gradient
says: every class has a slope
also: you applied log_softmax
"""

import torch


def picked(log_p, target, ignore_index=-100):
    dim = min(1, log_p.dim() - 1)
    log_p = log_p - log_p.exp().sum(dim, keepdim=True).log()
    kept = target != ignore_index
    index = torch.where(kept, target, 0).unsqueeze(dim)
    return torch.where(kept, -log_p.gather(dim, index).squeeze(dim), 0)
