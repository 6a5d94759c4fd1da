"""Uses relu.

fails: test_floored_gradient
says: relu stops it
"""

import torch


def floored(var, eps=1e-6):
    return (var - eps).relu() + eps
