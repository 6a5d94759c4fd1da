"""Gives 0 wherever the target is 0.

fails: test_kl_terms_zero
says: not what torch returns
"""

import torch


def kl_terms(log_q, p):
    return torch.where(p == 0, 0, p * (p.log() - log_q))
