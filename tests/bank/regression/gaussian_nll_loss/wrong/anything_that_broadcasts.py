"""Checks by broadcasting.

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
    try:
        var.expand(input.shape)
    except RuntimeError:
        raise ValueError("the variance does not fit")
    return var
