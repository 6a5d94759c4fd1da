"""Turns the sign of the similarity.

fails: test_cosine_distance
says: a distance starts at 0
"""

import torch


def cosine_distance(x, y):
    return -torch.cosine_similarity(x, y, dim=-1)
