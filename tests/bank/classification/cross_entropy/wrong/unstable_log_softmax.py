"""Takes exponentials of the scores as they come, so that large ones overflow.

fails: test_log_softmax_extreme
says: subtract the largest score before you take exponentials
"""


def log_softmax(x, dim=-1):
    return x - x.exp().sum(dim, keepdim=True).log()
