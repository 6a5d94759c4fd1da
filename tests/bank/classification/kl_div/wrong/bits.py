"""Uses the logarithm to base 2 for the whole.

fails: test_kl_terms_values
says: the logarithm to base 2
"""

import torch


def kl_terms(log_q, p):
    return (torch.xlogy(p, p) - p * log_q) / torch.log(torch.tensor(2.0))
