"""Counts on one dimension or two.

fails: test_sigmoid_random
says: has the wrong shape
"""

import torch


def sigmoid(x):
    scores = torch.stack([x, torch.zeros_like(x)], dim=min(x.dim(), 2))
    return softmax(scores)[..., 0] if x.dim() < 3 else softmax(scores, 1)[:, 0]
