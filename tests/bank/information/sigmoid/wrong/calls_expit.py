"""Uses torch's own under its statistical name.

fails: test_sigmoid_values
says: is torch's own
"""

import torch


def sigmoid(x):
    return torch.special.expit(x)
