"""Counts on one dimension or two.

fails: test_logsigmoid_random
says: has the wrong shape
"""

import torch


def logsigmoid(x):
    scores = torch.stack([x, torch.zeros_like(x)], dim=min(x.dim(), 2))
    return log_softmax(scores)[..., 0] if x.dim() < 3 else log_softmax(scores, 1)[:, 0]
