"""Returns what it made without gradients.

fails: test_floored_gradient
says: cut the graph
"""

import torch


def floored(var, eps=1e-6):
    with torch.no_grad():
        return var.clamp(min=eps)
