"""Counts in bits.

fails: test_self_information_values
says: these are bits
"""

import torch


def self_information(p):
    return -torch.log2(p)
