"""The product as the world.

fails: test_mutual_information_values
says: the two tables are swapped
"""

import torch


def mutual_information(joint):
    product = torch.outer(joint.sum(1), joint.sum(0))
    return kl_divergence(product.flatten(), joint.flatten())
