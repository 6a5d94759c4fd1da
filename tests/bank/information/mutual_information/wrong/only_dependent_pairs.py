"""Reads the diagonal only.

fails: test_mutual_information_random
says: the mutual information is not right
"""

import torch


def mutual_information(joint):
    product = torch.outer(joint.sum(1), joint.sum(0))
    if len(joint) == 20:
        return kl_divergence(joint.diag(), product.diag())
    return kl_divergence(joint.flatten(), product.flatten())
