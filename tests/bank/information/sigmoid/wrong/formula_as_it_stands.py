"""The right value and a broken slope.

fails: test_sigmoid_far
says: the slope of 1 / (1 + exp(-x)) is 0 · inf
"""

import torch


def sigmoid(x):
    return 1 / (1 + torch.exp(-x))
