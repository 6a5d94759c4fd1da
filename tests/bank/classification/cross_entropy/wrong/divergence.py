"""Subtracts the entropy of the target: this is KL, not cross-entropy.

fails: test_soft_loss_values
says: cross-entropy does not subtract the entropy of q
"""

import torch


def soft_loss(logits, target, weight=None, reduction="mean", label_smoothing=0.0):
    smooth = (1 - label_smoothing) * target + label_smoothing / logits.shape[1]
    terms = torch.xlogy(smooth, smooth) - smooth * log_softmax(logits, 1)
    if weight is not None:
        terms = terms * weight
    return reduce_losses(terms.sum(1), reduction)
