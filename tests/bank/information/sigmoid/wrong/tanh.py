"""The other S-shaped curve.

fails: test_sigmoid_values
says: it goes from -1 to 1
"""

import torch


def sigmoid(x):
    return torch.tanh(x)
