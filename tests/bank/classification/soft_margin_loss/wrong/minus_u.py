"""Puts the minus of the loss into the helper.

fails: test_log_one_plus_exp_values
says: this is ln(1 + exp(-u))
"""

import torch


def log_one_plus_exp(u):
    return torch.maximum(-u, torch.zeros_like(u)) + (-u.abs()).exp().log1p()
