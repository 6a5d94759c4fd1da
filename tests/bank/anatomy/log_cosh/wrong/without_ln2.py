"""Loses the ½.

fails: test_log_cosh_values
says: ln 2 is missing
"""

from torch.nn import functional as F


def log_cosh(error):
    a = error.abs()
    return a + F.softplus(-2 * a)
