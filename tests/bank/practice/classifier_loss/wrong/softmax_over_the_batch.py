"""Takes the softmax over the batch.

fails: test_classifier_loss_values
says: the loss is not right
"""

from torch.nn import functional as F


def classifier_loss(scores, target):
    return F.nll_loss(F.log_softmax(scores, dim=0), target)
