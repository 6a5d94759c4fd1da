"""Takes ln y! exactly.

fails: test_stirling_values
says: this is ln y! itself
"""

import torch


def stirling(y):
    return torch.where(y > 1, torch.lgamma(y + 1.0), 0.0)
