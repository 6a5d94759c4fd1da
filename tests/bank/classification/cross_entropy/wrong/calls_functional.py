"""Calls torch.nn.functional.

fails: test_batch_loss_values
says: F.cross_entropy is torch's own
"""

from torch.nn import functional as F


def batch_loss(logits, target):
    return F.cross_entropy(logits, target, reduction="none")
