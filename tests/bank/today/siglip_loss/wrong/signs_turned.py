"""Gives strangers the sign +1.

fails: test_siglip_loss_values
says: the signs are turned around
"""

import torch
from torch.nn import functional as F


def siglip_loss(a, b, scale, bias):
    logits = scale * F.normalize(a, dim=1) @ F.normalize(b, dim=1).T + bias
    signs = 1 - 2 * torch.eye(len(a), dtype=a.dtype)
    return torch.logaddexp(torch.zeros_like(logits), -signs * logits).sum() / len(a)
