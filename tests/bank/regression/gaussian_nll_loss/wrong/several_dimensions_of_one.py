"""Accepts several dimensions of 1.

fails: test_fitted_variance_refused
says: a check by broadcasting
"""

import torch


def fitted_variance(var, input):
    if not isinstance(var, torch.Tensor):
        var = torch.full_like(input, var)
    if (var < 0).any():
        raise ValueError("a variance is negative")
    if var.shape == input.shape:
        return var
    if var.shape == input.shape[:-1]:
        return var.unsqueeze(-1)
    if var.dim() == input.dim():
        pairs = zip(var.shape, input.shape, strict=True)
        if all(v in (1, n) for v, n in pairs):
            return var
    raise ValueError("the variance does not fit")
