"""Forgets the logarithm.

fails: test_log_softmax_values
says: the logarithm is missing
"""


def log_softmax(x, dim=-1):
    return softmax(x, dim)
