"""Detaches the size in the exponent.

fails: test_log_cosh_gradient
says: autograd takes |e| in the exponent for a constant
"""

import math

from torch.nn import functional as F


def log_cosh(error):
    a = error.abs()
    return a + F.softplus(-2 * a.detach()) - math.log(2)
