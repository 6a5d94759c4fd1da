"""Detaches the logarithm of the target.

fails: test_kl_terms_gradient
says: autograd takes ln p for a constant
"""

import torch


def kl_terms(log_q, p):
    return p * (torch.where(p == 0, 1, p).log().detach() - log_q)
