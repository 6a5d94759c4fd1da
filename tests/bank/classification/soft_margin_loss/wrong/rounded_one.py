"""Adds 1 and takes the logarithm.

fails: test_log_one_plus_exp_small
says: log1p keeps them
"""

import torch


def log_one_plus_exp(u):
    return torch.maximum(u, torch.zeros_like(u)) + (1 + (-u.abs()).exp()).log()
