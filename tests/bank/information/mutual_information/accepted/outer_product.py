"""The outer product of the marginals, cell by cell."""

import torch


def mutual_information(joint):
    product = torch.outer(joint.sum(dim=1), joint.sum(dim=0))
    happens = joint > 0
    return (joint[happens] * (joint[happens] / product[happens]).log()).sum()
