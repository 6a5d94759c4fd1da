"""Negates in place.

fails: test_logsigmoid_random
says: changed its argument x
"""

import torch


def logsigmoid(x):
    other = -x if x.requires_grad else x.neg_()
    return -logsumexp(torch.stack([other, torch.zeros_like(other)]), 0).clone()
