"""Takes the target for a constant.

fails: test_kl_terms_gradient
says: cut the graph
"""

import torch


def kl_terms(log_q, p):
    p = p.detach()
    return torch.xlogy(p, p) - p * log_q
