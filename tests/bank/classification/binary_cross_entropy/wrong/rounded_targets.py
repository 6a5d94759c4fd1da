"""Decides by the target which term to take.

fails: test_bernoulli_nll_values
says: you rounded the target
"""

import torch


def bernoulli_nll(p, y):
    yes, no = clamped_logs(p)
    return -torch.where(y > 0.5, yes, no)
