"""Lets the loser win.

fails: test_bradley_terry_loss_values
says: the loser wins
"""

import torch


def bradley_terry_loss(chosen, rejected, margin=0.0):
    m = rejected - chosen - margin
    return (torch.maximum(-m, torch.zeros_like(m)) + (-m.abs()).exp().log1p()).mean()
