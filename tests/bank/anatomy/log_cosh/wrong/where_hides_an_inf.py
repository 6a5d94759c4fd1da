"""Chooses after both branches were computed.

fails: test_log_cosh_gradient
says: 0 · inf on the way back
"""

import math

import torch


def log_cosh(error):
    large = error.abs() > 20
    return torch.where(large, error.abs() - math.log(2), error.cosh().log())
