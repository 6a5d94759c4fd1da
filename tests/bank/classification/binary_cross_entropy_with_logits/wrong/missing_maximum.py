"""Leaves out what was taken out of the logarithm.

fails: test_softplus_values
says: max(0, x) is missing
"""


def softplus(x):
    return (-x.abs()).exp().log1p()
