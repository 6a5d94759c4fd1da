"""Switches to u far on the right.

fails: test_log_one_plus_exp_slope
says: Write -|u| inside exp
"""

import torch


def log_one_plus_exp(u):
    return torch.where(u > 50, u, u.exp().log1p())
