"""Computes both formulas for every margin and lets where choose.

fails: test_bradley_terry_loss_extreme
says: where computes both sides
"""

import torch


def bradley_terry_loss(chosen, rejected, margin=0.0):

    m = chosen - rejected - margin
    return torch.where(m > 0, (-m).exp().log1p(), m.exp().log1p() - m).mean()
