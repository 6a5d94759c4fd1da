"""Compiles torch's loss and calls the result.

fails: test_sample_loss_values
says: is torch's own
"""

import torch

compiled = torch.compile(lambda x, y: torch.nn.functional.cross_entropy(x, y), backend="eager")


def sample_loss(logits, target):
    return compiled(logits, target)
