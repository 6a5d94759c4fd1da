"""Takes a vector for a matrix with one column.

fails: test_orthogonal__errors
says: no check
"""

import torch


def orthogonal_(tensor, gain=1, generator=None):
    if tensor.numel() == 0:
        return tensor
    matrix = tensor.reshape(1, -1) if tensor.dim() < 2 else tensor.flatten(1)
    rows, columns = matrix.shape
    shape = max(rows, columns), min(rows, columns)
    q, r = torch.linalg.qr(torch.randn(shape, dtype=tensor.dtype, generator=generator))
    q = q * r.diagonal().sign()
    with torch.no_grad():
        return tensor.copy_(gain * (q if rows >= columns else q.T).reshape(tensor.shape))
