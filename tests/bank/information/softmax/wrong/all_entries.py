"""Normalizes over everything.

fails: test_softmax_dim
says: over all entries at once
"""


def softmax(x, dim=-1):
    powers = (x - x.max()).exp()
    return powers / powers.sum()
