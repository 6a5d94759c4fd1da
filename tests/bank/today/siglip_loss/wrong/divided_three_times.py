"""Takes the mean over all pairs, and divides by N once more (google-research/big_vision#115).

fails: test_siglip_loss_values
says: this is that mean divided by N once more
"""

import torch
from torch.nn import functional as F


def siglip_loss(a, b, scale, bias):
    logits = scale * F.normalize(a, dim=1) @ F.normalize(b, dim=1).T + bias
    signs = 2 * torch.eye(len(a), dtype=a.dtype) - 1
    return torch.logaddexp(torch.zeros_like(logits), -signs * logits).mean() / len(a)
