"""Calls logaddexp.

fails: test_log_one_plus_exp_values
says: logaddexp is torch's own
"""

import torch


def log_one_plus_exp(u):
    return torch.logaddexp(u, torch.zeros_like(u))
