"""Detaches the normalizer.

fails: test_chunk_losses_gradient
says: the gradient of logits is not right
"""

import torch


def chunk_losses(logits, q, weight=None):
    minus_log_p = logits.logsumexp(1, keepdim=True).detach() - logits
    terms = q * minus_log_p
    terms = torch.where(minus_log_p.isinf() & (q == 0), 0.0, terms)
    if weight is not None:
        shape = [1, -1] + [1] * (logits.dim() - 2)
        terms = terms * weight.reshape(shape)
    return terms.sum(1)
