"""Subtracts from its argument.

fails: test_bradley_terry_loss_random
says: the function changed its argument chosen
"""

import torch


def bradley_terry_loss(chosen, rejected, margin=0.0):
    chosen -= rejected + margin
    m = chosen
    return (torch.maximum(-m, torch.zeros_like(m)) + (-m.abs()).exp().log1p()).mean()
