"""Replaces the loss by exp(u) on the left.

fails: test_log_one_plus_exp_small
says: close, but not equal
"""

import torch


def log_one_plus_exp(u):
    soft = torch.maximum(u, torch.zeros_like(u)) + (-u.abs()).exp().log1p()
    return torch.where(u < -5, u.exp(), soft)
