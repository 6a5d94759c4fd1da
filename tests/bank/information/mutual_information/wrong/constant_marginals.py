"""Takes the marginals for constants.

fails: test_mutual_information_gradient
says: the marginals depend on the table, too
"""

import torch


def mutual_information(joint):
    product = torch.outer(joint.sum(1), joint.sum(0)).detach()
    return kl_divergence(joint.flatten(), product.flatten())
