"""Subtracts the sum itself.

fails: test_log_softmax_values
says: not its logarithm
"""


def log_softmax(x, dim=-1):
    return x - x.exp().sum(dim, keepdim=True)
