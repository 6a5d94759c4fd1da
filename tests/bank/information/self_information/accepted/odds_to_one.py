"""Takes the logarithm of the inverse."""

import torch


def self_information(p):
    return torch.log(p.reciprocal())
