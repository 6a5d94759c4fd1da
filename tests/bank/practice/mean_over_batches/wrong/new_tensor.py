"""Rebuilds a tensor from the losses.

fails: test_mean_over_batches_gradient
says: cut the graph
"""

import torch


def mean_over_batches(parameters, batches):
    losses = []
    for x, y in batches:
        losses += squared_errors(parameters, x, y).tolist()
    return torch.tensor(losses, dtype=torch.float64).mean()
