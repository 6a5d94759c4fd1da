"""Leaves the signs to QR.

fails: test_orthogonal__signs
says: the signs of QR
"""

import torch


def orthogonal_(tensor, gain=1, generator=None):
    if tensor.dim() < 2:
        raise ValueError("no matrix")
    if tensor.numel() == 0:
        return tensor
    rows, columns = tensor.shape[0], tensor[0].numel()
    shape = max(rows, columns), min(rows, columns)
    q, _ = torch.linalg.qr(torch.randn(shape, dtype=tensor.dtype, generator=generator))
    with torch.no_grad():
        return tensor.copy_(gain * (q if rows >= columns else q.T).reshape(tensor.shape))
