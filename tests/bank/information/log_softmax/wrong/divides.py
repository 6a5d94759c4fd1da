"""Divides where the logarithm subtracts.

fails: test_log_softmax_values
says: the logarithm of a fraction is a difference
"""


def log_softmax(x, dim=-1):
    return x / x.exp().sum(dim, keepdim=True).log()
