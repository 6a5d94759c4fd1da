"""Inserts the missing dimension in front.

fails: test_fitted_variance_forms
says: a missing last dimension
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
        return var.unsqueeze(0)
    if var.dim() == input.dim():
        pairs = zip(var.shape, input.shape, strict=True)
        if [v for v, n in pairs if v != n] == [1]:
            return var
    raise ValueError("the variance does not fit")
