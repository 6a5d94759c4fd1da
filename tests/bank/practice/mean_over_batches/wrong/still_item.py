"""Divides rightly, and still has no graph.

fails: test_mean_over_batches_gradient
says: cut the graph
"""

import torch


def mean_over_batches(parameters, batches):
    total, count = 0.0, 0
    for x, y in batches:
        total += squared_errors(parameters, x, y).sum().item()
        count += len(x)
    return torch.tensor(total / count, dtype=torch.float64, requires_grad=True)
