"""Always the last dimension.

fails: test_log_softmax_dim
says: the argument dim was not used
"""


def log_softmax(x, dim=-1):
    shifted = x - x.amax(-1, keepdim=True)
    return shifted - shifted.exp().sum(-1, keepdim=True).log()
