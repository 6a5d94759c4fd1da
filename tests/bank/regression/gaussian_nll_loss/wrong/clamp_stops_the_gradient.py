"""Clamps in sight of autograd.

fails: test_floored_gradient
says: below the floor the gradient is 0: clamp and where stop it
"""

import torch


def floored(var, eps=1e-6):
    return var.clamp(min=eps)
