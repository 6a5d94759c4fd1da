"""Puts -1e9 for -inf.

fails: test_log_softmax_ruled_out
says: a large negative number in place of -inf
"""


def log_softmax(x, dim=-1):
    shifted = x.clamp(min=-1e9) - x.clamp(min=-1e9).amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
