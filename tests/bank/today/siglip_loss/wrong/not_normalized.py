"""Takes dot products.

fails: test_siglip_loss_values
says: the rows are not divided by their lengths
"""

import torch


def siglip_loss(a, b, scale, bias):
    logits = scale * a @ b.T + bias
    signs = 2 * torch.eye(len(a), dtype=a.dtype) - 1
    return torch.logaddexp(torch.zeros_like(logits), -signs * logits).sum() / len(a)
