"""Multiplies by the variance.

fails: test_gaussian_nll_values
says: a large variance makes an error cheaper
"""


def gaussian_nll(x, y, var):
    return 0.5 * (var.log() + (x - y) ** 2 * var)
