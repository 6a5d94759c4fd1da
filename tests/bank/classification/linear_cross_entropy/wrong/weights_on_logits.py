"""Weighs the logits.

fails: test_chunk_losses_values
says: the weights belong on the logarithms
"""


def chunk_losses(logits, q, weight=None):
    if weight is not None:
        logits = logits * weight
    return (q * (logits.logsumexp(1, keepdim=True) - logits)).sum(1)
