"""Adds the margin.

fails: test_bradley_terry_loss_margin
says: the margin is added
"""

import torch


def bradley_terry_loss(chosen, rejected, margin=0.0):
    m = chosen - rejected + margin
    return (torch.maximum(-m, torch.zeros_like(m)) + (-m.abs()).exp().log1p()).mean()
