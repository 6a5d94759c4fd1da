"""Forgets to square.

fails: test_gaussian_nll_values
says: the error is not squared
"""


def gaussian_nll(x, y, var):
    return 0.5 * (var.log() + (x - y).abs() / var)
