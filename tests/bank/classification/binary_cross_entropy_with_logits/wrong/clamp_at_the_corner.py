"""Uses clamp for max(0, x).

fails: test_softplus_corner
says: clamp has the slope 1 at 0
"""


def softplus(x):
    return x.clamp(min=0) + (-x.abs()).exp().log1p()
