"""Replaces the nan of the whole.

fails: test_mutual_information_zeros
says: and you replaced it by 0
"""

import torch


def mutual_information(joint):
    product = torch.outer(joint.sum(1), joint.sum(0))
    return (joint * (joint / product).log()).sum().nan_to_num()
