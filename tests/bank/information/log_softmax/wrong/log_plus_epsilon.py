"""Adds a small number before the logarithm.

fails: test_log_softmax_far
says: a small number inside the logarithm
"""


def log_softmax(x, dim=-1):
    return (softmax(x, dim) + 1e-9).log()
