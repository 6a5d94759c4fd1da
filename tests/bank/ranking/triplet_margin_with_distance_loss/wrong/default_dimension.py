"""Keeps the default dim=1.

fails: test_cosine_distance
says: Dimension out of range
"""

import torch


def cosine_distance(x, y):
    return 1 - torch.cosine_similarity(x, y)
