"""Adds the partners only.

fails: test_siglip_loss_values
says: only partners are in the sum
"""

import torch
from torch.nn import functional as F


def siglip_loss(a, b, scale, bias):
    logits = scale * F.normalize(a, dim=1) @ F.normalize(b, dim=1).T + bias
    own = logits.diagonal()
    return torch.logaddexp(torch.zeros_like(own), -own).sum() / len(a)
