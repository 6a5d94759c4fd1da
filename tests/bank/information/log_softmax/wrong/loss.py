"""The sign of the loss.

fails: test_log_softmax_values
says: is at most 0
"""


def log_softmax(x, dim=-1):
    shifted = x - x.amax(dim, keepdim=True)
    return shifted.exp().sum(dim, keepdim=True).log() - shifted
