"""Picks with .item(), one number after the other.

fails: test_picked_gradient
says: cut the graph
"""

import torch


def picked(log_p, target, ignore_index=-100):
    values = []
    for row, label in zip(log_p, target, strict=True):
        values.append(0.0 if label == ignore_index else -row[label].item())
    return torch.tensor(values)
