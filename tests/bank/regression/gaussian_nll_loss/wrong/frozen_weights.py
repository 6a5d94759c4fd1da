"""Takes the variance under the square for a constant.

fails: test_gaussian_nll_gradient
says: under the square for a constant
"""


def gaussian_nll(x, y, var):
    return 0.5 * (var.log() + (x - y) ** 2 / var.detach())
