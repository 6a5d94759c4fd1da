"""Computes in float32.

fails: test_log_cosh_random
says: float64
also: float32
"""

import math

from torch.nn import functional as F


def log_cosh(error):
    a = error.float().abs()
    return (a + F.softplus(-2 * a) - math.log(2)).to(error.dtype)
