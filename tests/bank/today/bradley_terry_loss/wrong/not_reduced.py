"""Returns a loss for each pair.

fails: test_bradley_terry_loss_values
says: one number is asked for
"""

import torch


def bradley_terry_loss(chosen, rejected, margin=0.0):
    m = chosen - rejected - margin
    return torch.maximum(-m, torch.zeros_like(m)) + (-m.abs()).exp().log1p()
