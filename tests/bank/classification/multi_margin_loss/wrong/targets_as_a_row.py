"""Forgets to keep the dimension.

fails: test_leads_values
says: they must be a column
"""

import torch


def leads(input, target):
    return input[torch.arange(len(target)), target] - input
