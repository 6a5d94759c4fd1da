"""Subtracts ln v.

fails: test_gaussian_nll_values
says: the sign of ln v is turned
"""


def gaussian_nll(x, y, var):
    return 0.5 * ((x - y) ** 2 / var - var.log())
