"""Turns scale and bias into numbers.

fails: test_siglip_loss_random
says: the gradient of scale is missing
also: something learned was detached
"""

import torch
from torch.nn import functional as F


def siglip_loss(a, b, scale, bias):
    logits = scale.item() * F.normalize(a, dim=1) @ F.normalize(b, dim=1).T + bias.item()
    signs = 2 * torch.eye(len(a), dtype=a.dtype) - 1
    return torch.logaddexp(torch.zeros_like(logits), -signs * logits).sum() / len(a)
