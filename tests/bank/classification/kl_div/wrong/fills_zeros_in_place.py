"""Lifts the zeros of the target before the logarithm.

fails: test_kl_terms_unchanged
says: the function changed its argument p
"""

import torch


def kl_terms(log_q, p):
    with torch.no_grad():
        p.clamp_(min=1e-30)
    return p * (p.log() - log_q)
