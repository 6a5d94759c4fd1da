"""Subtracts the smallest score.

fails: test_log_softmax_ruled_out
says: you shifted by the smallest score
"""


def log_softmax(x, dim=-1):
    shifted = x - x.amin(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
