"""Multiplies by the sum of the weights.

fails: test_chunk_losses_values
says: you multiplied by all of them
"""

import torch


def chunk_losses(logits, q, weight=None):
    minus_log_p = logits.logsumexp(1, keepdim=True) - logits
    terms = q * minus_log_p
    terms = torch.where(minus_log_p.isinf() & (q == 0), 0.0, terms)
    if weight is not None:
        shape = [1, -1] + [1] * (logits.dim() - 2)
        terms = terms * weight.sum()
    return terms.sum(1)
