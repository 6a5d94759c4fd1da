"""The nearest orthogonal matrix to a normal one, from its singular vectors."""

import torch


def orthogonal_(tensor, gain=1, generator=None):
    if tensor.ndim < 2:
        raise ValueError("at least two dimensions")
    if 0 in tensor.shape:
        return tensor
    draw = torch.randn(tensor.shape, dtype=tensor.dtype, generator=generator)
    u, _, vt = torch.linalg.svd(draw.flatten(1), full_matrices=False)
    with torch.no_grad():
        tensor.copy_((u @ vt * gain).reshape(tensor.shape))
    return tensor
