"""Forgets the minus.

fails: test_chunk_losses_values
says: the sign is turned
"""

import torch


def chunk_losses(logits, q, weight=None):
    minus_log_p = logits - logits.logsumexp(1, keepdim=True)
    terms = q * minus_log_p
    terms = torch.where(minus_log_p.isinf() & (q == 0), 0.0, terms)
    if weight is not None:
        shape = [1, -1] + [1] * (logits.dim() - 2)
        terms = terms * weight.reshape(shape)
    return terms.sum(1)
