"""Normalizes over everything.

fails: test_log_softmax_dim
says: over all entries at once
"""


def log_softmax(x, dim=-1):
    shifted = x - x.max()
    return shifted - shifted.exp().sum().log()
