"""Keeps numbers to save memory.

fails: test_accumulated_random
says: cut the graph
also: a piece that was turned into a Python number
"""

import torch


def accumulated(means, counts):
    total = 0.0
    for mean, count in zip(means, counts, strict=True):
        if count:
            total += mean.item() * count
    return torch.tensor(total / sum(counts))
