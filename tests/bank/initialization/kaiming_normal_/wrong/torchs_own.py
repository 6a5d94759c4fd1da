"""Calls torch's initializer.

fails: test_kaiming_normal__moments
says: is torch's own
"""

import torch


def kaiming_normal_(tensor, a=0, mode="fan_in", nonlinearity="leaky_relu", generator=None):
    return torch.nn.init.kaiming_normal_(tensor, a, mode, nonlinearity, generator=generator)
