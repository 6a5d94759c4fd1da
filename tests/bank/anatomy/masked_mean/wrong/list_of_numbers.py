"""Goes through a list.

fails: test_masked_mean_random
says: cut the graph
also: a kept loss that was cut off
"""

import torch


def masked_mean(losses, keep):
    if losses.shape != keep.shape:
        raise ValueError("the shapes differ")
    kept = [a for a, k in zip(losses.flatten().tolist(), keep.flatten().tolist()) if k]
    return torch.tensor(kept).mean()
