"""The fraction turned over.

fails: test_mutual_information_values
says: the sign is turned
"""

import torch


def mutual_information(joint):
    product = torch.outer(joint.sum(1), joint.sum(0))
    return (torch.xlogy(joint, product) - torch.xlogy(joint, joint)).sum()
