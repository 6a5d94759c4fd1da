"""Forgets the ½ of the logarithm.

fails: test_gaussian_nll_values
says: the ½ before the logarithm is missing
"""


def gaussian_nll(x, y, var):
    return var.log() + (x - y) ** 2 / (2 * var)
