"""Averages the margins first.

fails: test_bradley_terry_loss_values
says: the mean was taken of the margins
"""

import torch


def bradley_terry_loss(chosen, rejected, margin=0.0):
    m = (chosen - rejected - margin).mean()
    return torch.maximum(-m, torch.zeros_like(m)) + (-m.abs()).exp().log1p()
