"""The sign of the score.

fails: test_logsigmoid_values
says: this is the other class
"""

import torch


def logsigmoid(x):
    return log_softmax(torch.stack([x, torch.zeros_like(x)]), 0)[1]
