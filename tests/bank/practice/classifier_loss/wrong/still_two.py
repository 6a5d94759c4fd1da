"""Leaves the softmax in.

fails: test_classifier_loss_values
says: there are still two softmaxes
"""

from torch.nn import functional as F


def classifier_loss(scores, target):
    return F.cross_entropy(F.softmax(scores, dim=1), target)
