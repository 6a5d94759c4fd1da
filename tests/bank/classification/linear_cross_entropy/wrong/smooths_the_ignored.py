"""Smooths what is ignored.

fails: test_target_distribution_ignored
says: smoothing put probability where the target is ignored
"""

import torch
from torch.nn import functional as F


def target_distribution(target, logits, ignore_index=-100, label_smoothing=0.0):
    C = logits.shape[1]
    if target.shape == logits.shape:
        q = target
        keep = None
    else:
        keep = (target != ignore_index).unsqueeze(1)
        q = F.one_hot(torch.where(target == ignore_index, 0, target), C)
        q = q.movedim(-1, 1).to(logits.dtype) * keep
    q = q * (1 - label_smoothing) + label_smoothing / C
    return q
