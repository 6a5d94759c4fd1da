"""Calls torch's loss.

fails: test_kl_div_random
says: is torch's own
"""

import torch
from torch.nn import functional as F


def kl_div(input, target, size_average=None, reduce=None, reduction="mean", log_target=False):
    return F.kl_div(input, target, size_average, reduce, reduction, log_target)
