"""Uses torch's own.

fails: test_sigmoid_values
says: is torch's own
"""

import torch


def sigmoid(x):
    return torch.sigmoid(x)
