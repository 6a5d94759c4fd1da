"""In two steps."""

from torch.nn import functional as F


def classifier_loss(scores, target):
    return F.nll_loss(F.log_softmax(scores, dim=1), target)
