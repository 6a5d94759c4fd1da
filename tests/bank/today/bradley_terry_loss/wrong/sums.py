"""Adds up and does not divide.

fails: test_bradley_terry_loss_values
says: this is the sum over the pairs
"""

import torch


def bradley_terry_loss(chosen, rejected, margin=0.0):
    m = chosen - rejected - margin
    return (torch.maximum(-m, torch.zeros_like(m)) + (-m.abs()).exp().log1p()).sum()
