"""Forgets the ½.

fails: test_gaussian_nll_values
says: the ½ is missing
"""


def gaussian_nll(x, y, var):
    return var.log() + (x - y) ** 2 / var
