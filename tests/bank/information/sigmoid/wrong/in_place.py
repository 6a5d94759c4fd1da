"""Negates in place.

fails: test_sigmoid_random
says: changed its argument x
"""

import torch


def sigmoid(x):
    other = (x.clone() if x.requires_grad else x).neg_()
    return softmax(torch.stack([-other + 0, torch.zeros_like(other)]), 0)[0].clone()
