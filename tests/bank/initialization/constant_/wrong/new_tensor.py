"""Returns a new tensor and leaves the one that was given.

fails: test_constant__values
says: a new tensor that is returned
"""

import torch


def constant_(tensor, val):
    return torch.full_like(tensor, val)
