"""Writes -100 into the code.

fails: test_next_targets_place
says: -100 is written into the code
"""

import torch


def next_targets(tokens, prompts, lengths, ignore_index=-100):
    following, place = tokens.roll(-1, dims=1), torch.arange(1, tokens.shape[1] + 1)
    counts = (place >= prompts[:, None]) & (place < lengths[:, None])
    return following.masked_fill(~counts, -100)
