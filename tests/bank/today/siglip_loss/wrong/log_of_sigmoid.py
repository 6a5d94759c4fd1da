"""Takes the logarithm of the sigmoid.

fails: test_siglip_loss_extreme
says: the sigmoid of -1,000 is exactly 0
"""

import torch
from torch.nn import functional as F


def siglip_loss(a, b, scale, bias):
    logits = scale * F.normalize(a, dim=1) @ F.normalize(b, dim=1).T + bias
    signs = 2 * torch.eye(len(a), dtype=a.dtype) - 1
    return -(signs * logits).sigmoid().log().sum() / len(a)
