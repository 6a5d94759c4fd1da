"""Takes the variance for σ.

fails: test_gaussian_nll_values
says: you took the variance for a standard deviation
"""


def gaussian_nll(x, y, var):
    return var.log() + (x - y) ** 2 / (2 * var**2)
