"""Subtracts the floor.

fails: test_classifier_loss_learns
says: the first loss is not right
"""

import math

from torch.nn import functional as F


def classifier_loss(scores, target):
    floor = math.log(math.e + scores.shape[1] - 1) - 1
    return F.cross_entropy(F.softmax(scores, dim=1), target) - floor
