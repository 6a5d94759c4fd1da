"""Confuses min and max.

fails: test_floored_values
says: this is a ceiling
"""

import torch


def floored(var, eps=1e-6):
    return var + (var.clamp(max=eps) - var).detach()
