"""The wrong sign in the exponent.

fails: test_sigmoid_values
says: the probability of the other class
"""

import torch


def sigmoid(x):
    return softmax(torch.stack([x, torch.zeros_like(x)]), 0)[1]
