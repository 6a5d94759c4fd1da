"""Compares labels with each class.

fails: test_target_distribution_refused
says: a comparison with each class that no class passes
"""

import torch


def target_distribution(target, logits, ignore_index=-100, label_smoothing=0.0):
    C = logits.shape[1]
    if target.shape == logits.shape:
        return (1 - label_smoothing) * target + label_smoothing / C
    classes = torch.arange(C).reshape([1, C] + [1] * (logits.dim() - 2))
    q = (target.unsqueeze(1) == classes).to(logits.dtype)
    q = (1 - label_smoothing) * q + label_smoothing / C
    return torch.where((target == ignore_index).unsqueeze(1), 0.0, q)
