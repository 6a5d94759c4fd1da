"""Takes max(0, x) for a constant shift.

fails: test_softplus_corner
says: max(0, x) is no constant
"""


def softplus(x):
    return x.relu().detach() + (-x.abs()).exp().log1p()
