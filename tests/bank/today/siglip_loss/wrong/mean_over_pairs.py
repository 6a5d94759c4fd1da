"""Takes the mean over all pairs.

fails: test_siglip_loss_values
says: this is the mean over all N² pairs
"""

import torch
from torch.nn import functional as F


def siglip_loss(a, b, scale, bias):
    logits = scale * F.normalize(a, dim=1) @ F.normalize(b, dim=1).T + bias
    signs = 2 * torch.eye(len(a), dtype=a.dtype) - 1
    return torch.logaddexp(torch.zeros_like(logits), -signs * logits).mean()
