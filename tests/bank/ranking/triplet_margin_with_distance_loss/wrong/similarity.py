"""Returns the similarity.

fails: test_cosine_distance
says: this is a similarity
"""

import torch


def cosine_distance(x, y):
    return torch.cosine_similarity(x, y, dim=-1)
