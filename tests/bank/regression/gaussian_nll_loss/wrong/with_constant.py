"""Adds the constant always.

fails: test_gaussian_nll_values
says: the constant ½ ln 2π is in
"""


def gaussian_nll(x, y, var):
    return 0.5 * (2 * torch.pi * var).log() + 0.5 * (x - y) ** 2 / var
