"""Multiplies torch's SmoothL1 by δ.

fails: test_huber_values
says: torch.nn.functional.smooth_l1_loss is torch's own
"""

import torch


def huber(d, delta):
    smooth = torch.nn.functional.smooth_l1_loss
    return delta * smooth(d, torch.zeros_like(d), reduction="none", beta=delta)
