"""Draws one column after the other and removes what lies along the earlier ones."""

import torch


def orthogonal_(tensor, gain=1, generator=None):
    if tensor.dim() < 2:
        raise ValueError("no matrix")
    if tensor.numel() == 0:
        return tensor
    rows, columns = len(tensor), tensor.numel() // len(tensor)
    size = max(rows, columns)
    found = []
    for _ in range(min(rows, columns)):
        v = torch.randn(size, dtype=torch.float64, generator=generator)
        for _ in range(2):
            for u in found:
                v = v - (v @ u) * u
        found.append(v / v.norm())
    q = torch.stack(found, 0 if rows < columns else 1)
    with torch.no_grad():
        return tensor.copy_(gain * q.reshape(tensor.shape))
