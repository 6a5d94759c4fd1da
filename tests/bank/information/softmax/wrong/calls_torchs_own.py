"""Uses torch's own.

fails: test_softmax_values
says: is torch's own
"""

import torch


def softmax(x, dim=-1):
    return torch.nn.functional.softmax(x, dim=dim)
