"""Subtracts the largest score and stops.

fails: test_log_softmax_values
says: left out the normalization
"""


def log_softmax(x, dim=-1):
    return x - x.amax(dim, keepdim=True)
