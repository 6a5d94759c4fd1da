"""Converts to float32, which costs float64 its digits.

fails: test_log_softmax_random
says: has the wrong dtype
"""


def log_softmax(x, dim=-1):
    x = x.float()
    shifted = x - x.amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
