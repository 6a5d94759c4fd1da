"""Keeps both and makes the first one sharper.

fails: test_classifier_loss_learns
says: the last loss is not right
"""

from torch.nn import functional as F


def classifier_loss(scores, target):
    return F.cross_entropy(2 * F.softmax(scores, dim=1), target)
