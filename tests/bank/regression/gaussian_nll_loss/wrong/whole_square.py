"""Forgets the ½ of the square.

fails: test_gaussian_nll_values
says: the ½ before the square is missing
"""


def gaussian_nll(x, y, var):
    return 0.5 * var.log() + (x - y) ** 2 / var
