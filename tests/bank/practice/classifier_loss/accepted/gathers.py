"""By hand."""

import torch


def classifier_loss(scores, target):
    rows = torch.arange(len(target))
    return (torch.logsumexp(scores, 1) - scores[rows, target]).mean()
