"""Divides torch's Huber loss by the border.

fails: test_smooth_l1_values
says: functional.huber_loss is torch's own
"""

import torch
from torch.nn import functional


def smooth_l1(d, beta):
    return functional.huber_loss(d, torch.zeros_like(d), reduction="none", delta=beta) / beta
