"""The sign of the loss.

fails: test_logsigmoid_values
says: is at most 0
"""

import torch


def logsigmoid(x):
    return -log_softmax(torch.stack([x, torch.zeros_like(x)]), 0)[0]
