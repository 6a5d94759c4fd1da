"""Lifts the argument itself.

fails: test_floored_values
says: changed its argument var
"""

import torch


def floored(var, eps=1e-6):
    with torch.no_grad():
        var.clamp_(min=eps)
    return var
