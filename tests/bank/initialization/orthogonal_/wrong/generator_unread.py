"""Does not hand the generator on.

fails: test_orthogonal__in_place
says: one seed gave two tensors
"""

import torch


def orthogonal_(tensor, gain=1, generator=None):
    if tensor.dim() < 2:
        raise ValueError("no matrix")
    if tensor.numel() == 0:
        return tensor
    rows, columns = tensor.shape[0], tensor[0].numel()
    q, r = torch.linalg.qr(torch.randn(max(rows, columns), min(rows, columns), dtype=tensor.dtype))
    q = q * r.diagonal().sign()
    with torch.no_grad():
        return tensor.copy_(gain * (q if rows >= columns else q.T).reshape(tensor.shape))
