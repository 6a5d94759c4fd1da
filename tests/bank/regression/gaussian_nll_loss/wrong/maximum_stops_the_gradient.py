"""Takes the maximum in sight of autograd.

fails: test_floored_gradient
says: maximum stops it
"""

import torch


def floored(var, eps=1e-6):
    return torch.maximum(var, torch.full_like(var, eps))
