"""Uses relu for max(0, x).

fails: test_softplus_corner
says: it must be ½
"""


def softplus(x):
    return x.relu() + (-x.abs()).exp().log1p()
