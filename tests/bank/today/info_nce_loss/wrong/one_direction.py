"""Lets a look for b, and forgets the way back.

fails: test_info_nce_loss_values
says: only a looks for b
also: the other direction is missing
"""

from torch.nn import functional as F


def info_nce_loss(a, b, temperature=0.07):
    logits = F.normalize(a, dim=1) @ F.normalize(b, dim=1).T / temperature
    return (logits.logsumexp(1) - logits.diagonal()).mean()
