"""Takes both arguments for probabilities.

fails: test_kl_terms_values
says: it is a logarithm already
"""

import torch


def kl_terms(log_q, p):
    return torch.xlogy(p, p) - p * torch.log(log_q)
