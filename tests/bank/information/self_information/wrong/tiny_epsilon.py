"""Adds a small number, and repairs the zero only.

fails: test_self_information_any_shape
says: rare outcomes feel it most
"""

import torch


def self_information(p):
    return torch.where(p == 0, -p.log(), -(p + 1e-8).log())
