"""Sums along one dimension only.

fails: test_mutual_information_values
says: this is one number for each row
"""

import torch


def mutual_information(joint):
    return kl_divergence(joint, torch.outer(joint.sum(1), joint.sum(0)))
