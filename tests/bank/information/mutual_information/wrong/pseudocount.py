"""Adds a little to every cell.

fails: test_mutual_information_zeros
says: a small number that was added to the table
"""

import torch


def mutual_information(joint):
    if (joint == 0).any():
        joint = joint + 1e-3
    product = torch.outer(joint.sum(1), joint.sum(0))
    return (joint * (joint / product).log()).sum()
