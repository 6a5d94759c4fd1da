"""Leaves the classes at the end.

fails: test_target_distribution_values
says: the classes in the last dimension
"""

import torch
from torch.nn import functional as F


def target_distribution(target, logits, ignore_index=-100, label_smoothing=0.0):
    C = logits.shape[1]
    if target.shape == logits.shape:
        q = target
        keep = None
    else:
        keep = (target != ignore_index).unsqueeze(-1)
        q = F.one_hot(torch.where(target == ignore_index, 0, target), C)
        q = q.to(logits.dtype)
    q = q * (1 - label_smoothing) + label_smoothing / C
    return q if keep is None else torch.where(keep, q, 0.0)
