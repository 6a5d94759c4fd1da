"""Calls torch's own.

fails: test_cosine_values
says: torch.cosine_similarity is torch's own
"""

import torch


def cosine(a, b):
    return torch.cosine_similarity(a, b, dim=-1)
