"""Takes a negative term for a mistake.

fails: test_kl_terms_values
says: only the sum is never negative
"""

import torch


def kl_terms(log_q, p):
    return (torch.xlogy(p, p) - p * log_q).clamp(min=0)
