"""Broadcasts first; a square input hides that.

fails: test_fitted_variance_forms
says: belongs to the two rows
"""

import torch


def fitted_variance(var, input):
    if not isinstance(var, torch.Tensor):
        var = torch.full_like(input, var)
    if (var < 0).any():
        raise ValueError("a variance is negative")
    try:
        return var.expand(input.shape)
    except RuntimeError:
        return var.unsqueeze(-1).expand(input.shape)
