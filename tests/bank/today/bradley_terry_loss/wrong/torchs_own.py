"""Calls torch's log-sigmoid.

fails: test_bradley_terry_loss_values
says: logsigmoid is torch's own
"""

from torch.nn import functional as F


def bradley_terry_loss(chosen, rejected, margin=0.0):
    return -F.logsigmoid(chosen - rejected - margin).mean()
