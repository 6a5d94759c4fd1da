"""Writes softplus out."""

import math


def log_cosh(error):
    a = abs(error)
    return a + (-2 * a).exp().log1p() - math.log(2)
