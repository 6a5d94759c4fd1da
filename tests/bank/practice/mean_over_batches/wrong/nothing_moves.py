"""Computes under no_grad.

fails: test_mean_over_batches_learns
says: nothing has moved
"""

import torch


def mean_over_batches(parameters, batches):
    with torch.no_grad():
        losses = torch.cat([squared_errors(parameters, x, y) for x, y in batches])
    return losses.mean()
