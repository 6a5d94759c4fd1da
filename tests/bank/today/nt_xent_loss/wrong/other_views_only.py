"""Compares first views with second views only: N - 1 negatives (torchgeo/torchgeo#1208).

fails: test_nt_xent_loss_values
says: only the second views are candidates
"""

from torch.nn import functional as F


def nt_xent_loss(views, temperature=0.5):
    first, second = F.normalize(views, dim=1).chunk(2)
    logits = first @ second.T / temperature
    both = (logits.logsumexp(1) + logits.logsumexp(0)) / 2
    return (both - logits.diagonal()).mean()
