"""Counts in bits.

fails: test_mutual_information_values
says: these are bits
"""

import math

import torch


def mutual_information(joint):
    product = torch.outer(joint.sum(1), joint.sum(0))
    return kl_divergence(joint.flatten(), product.flatten()) / math.log(2)
