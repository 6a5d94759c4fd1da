"""Shifts and masks nothing but the last place.

fails: test_next_targets_values
says: neither prompt nor padding is masked
"""

import torch


def next_targets(tokens, prompts, lengths, ignore_index=-100):
    last = torch.full_like(tokens[:, :1], ignore_index)
    return torch.cat([tokens[:, 1:], last], dim=1)
