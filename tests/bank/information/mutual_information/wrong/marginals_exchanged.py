"""The marginals the wrong way round.

fails: test_mutual_information_values
says: marginals the wrong way round
"""

import torch


def mutual_information(joint):
    product = torch.outer(joint.sum(0), joint.sum(1))
    return kl_divergence(joint.flatten(), product.flatten())
