"""Compares by a quotient as soon as scores are large.

fails: test_lead_symmetry
says: the difference is all that counts
"""

import torch


def lead(input1, input2, target):
    big = (input1.abs() > 5) & (input2.abs() > 5)
    return target * torch.where(big, input1 / input2 - 1, input1 - input2)
