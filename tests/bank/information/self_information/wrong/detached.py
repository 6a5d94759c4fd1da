"""Leaves autograd on the way.

fails: test_self_information_gradient
says: cut the graph
"""

import torch


def self_information(p):
    return -torch.log(p.detach())
