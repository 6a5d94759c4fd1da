"""The first of two log-probabilities."""

import torch


def logsigmoid(x):
    return log_softmax(torch.stack([x, torch.zeros_like(x)]), 0)[0]
