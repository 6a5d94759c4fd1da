"""Takes the exponentials as they are.

fails: test_chunk_losses_extremes
says: exp(10000) is inf
"""

import torch


def chunk_losses(logits, q, weight=None):
    minus_log_p = logits.exp().sum(1, keepdim=True).log() - logits
    terms = q * minus_log_p
    terms = torch.where(minus_log_p.isinf() & (q == 0), 0.0, terms)
    if weight is not None:
        shape = [1, -1] + [1] * (logits.dim() - 2)
        terms = terms * weight.reshape(shape)
    return terms.sum(1)
