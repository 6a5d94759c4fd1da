"""Does not use the margin.

fails: test_bradley_terry_loss_margin
says: the margin is not used
"""

import torch


def bradley_terry_loss(chosen, rejected, margin=0.0):
    m = chosen - rejected
    return (torch.maximum(-m, torch.zeros_like(m)) + (-m.abs()).exp().log1p()).mean()
