"""Loses the 2 of the exponent.

fails: test_log_cosh_values
says: the exponent is -2a, not -a
"""

import math

from torch.nn import functional as F


def log_cosh(error):
    a = error.abs()
    return a + F.softplus(-a) - math.log(2)
