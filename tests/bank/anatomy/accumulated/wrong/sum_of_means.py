"""Adds up the means.

fails: test_accumulated_values
says: you added up the means
"""

import torch


def accumulated(means, counts):
    return torch.stack(means).sum()
