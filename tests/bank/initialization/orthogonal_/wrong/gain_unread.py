"""Does not use the gain.

fails: test_orthogonal__gain
says: the gain was not used
"""

import torch


def orthogonal_(tensor, gain=1, generator=None):
    if tensor.dim() < 2:
        raise ValueError("no matrix")
    if tensor.numel() == 0:
        return tensor
    rows, columns = tensor.shape[0], tensor[0].numel()
    shape = max(rows, columns), min(rows, columns)
    q, r = torch.linalg.qr(torch.randn(shape, dtype=tensor.dtype, generator=generator))
    q = q * r.diagonal().sign()
    with torch.no_grad():
        return tensor.copy_((q if rows >= columns else q.T).reshape(tensor.shape))
