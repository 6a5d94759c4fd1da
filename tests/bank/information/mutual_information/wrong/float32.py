"""Sums in float32.

fails: test_mutual_information_random
says: has the wrong dtype
also: float32 on the way
"""

import torch


def mutual_information(joint):
    joint = joint.float()
    product = torch.outer(joint.sum(1), joint.sum(0))
    return kl_divergence(joint.flatten(), product.flatten())
