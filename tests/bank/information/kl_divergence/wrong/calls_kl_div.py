"""Uses torch's own.

fails: test_kl_divergence_values
says: is torch's own
"""

import torch


def kl_divergence(p, q, dim=-1):
    return torch.nn.functional.kl_div(q.log(), p, reduction="none").sum(dim)
