"""A softmax with a second class along the last dimension."""

import torch


def sigmoid(x):
    scores = torch.stack([torch.zeros_like(x), x], dim=-1)
    return softmax(scores)[..., 1]
