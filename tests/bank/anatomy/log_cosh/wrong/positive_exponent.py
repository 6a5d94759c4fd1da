"""Turns the sign of the exponent.

fails: test_log_cosh_values
says: the exponent has to be negative
"""

import math

import torch


def log_cosh(error):
    a = error.abs()
    return a + torch.log(1 + torch.exp(2 * a)) - math.log(2)
