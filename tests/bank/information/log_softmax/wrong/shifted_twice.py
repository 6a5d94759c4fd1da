"""Subtracts the largest score from a result that does not need it.

fails: test_log_softmax_values
says: taken out twice
"""


def log_softmax(x, dim=-1):
    m = x.amax(dim, keepdim=True)
    lse = (x - m).exp().sum(dim, keepdim=True).log() + m
    return (x - m) - lse
