"""Multiplies by the temperature.

fails: test_info_nce_loss_values
says: you multiplied by the temperature
"""

from torch.nn import functional as F


def info_nce_loss(a, b, temperature=0.07):
    logits = F.normalize(a, dim=1) @ F.normalize(b, dim=1).T * temperature
    rows, columns = logits.logsumexp(1), logits.logsumexp(0)
    return ((rows + columns) / 2 - logits.diagonal()).mean()
