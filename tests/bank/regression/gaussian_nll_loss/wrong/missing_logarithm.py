"""Leaves ln v out.

fails: test_gaussian_nll_values
says: ln v is missing
"""


def gaussian_nll(x, y, var):
    return 0.5 * (x - y) ** 2 / var
