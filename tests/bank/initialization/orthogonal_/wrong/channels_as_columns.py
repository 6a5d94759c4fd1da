"""Decomposes each kernel position for itself.

fails: test_orthogonal__columns
says: kernel positions that count as rows
"""

import torch


def orthogonal_(tensor, gain=1, generator=None):
    if tensor.dim() < 2:
        raise ValueError("no matrix")
    if tensor.numel() == 0:
        return tensor
    rows, columns = tensor.numel() // tensor.shape[-1], tensor.shape[-1]
    shape = max(rows, columns), min(rows, columns)
    q, r = torch.linalg.qr(torch.randn(shape, dtype=tensor.dtype, generator=generator))
    q = q * r.diagonal().sign()
    with torch.no_grad():
        return tensor.copy_(gain * (q if rows >= columns else q.T).reshape(tensor.shape))
