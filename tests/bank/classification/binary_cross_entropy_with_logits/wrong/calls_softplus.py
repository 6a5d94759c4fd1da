"""Calls torch's softplus.

fails: test_softplus_random
says: is torch's own
"""

from torch.nn import functional as F


def softplus(x):
    return F.softplus(x)
