"""Masks what equals the padding token, and so every end (huggingface/trl#6357).

fails: test_next_targets_place
says: padding was found by its value
"""

import torch


def next_targets(tokens, prompts, lengths, ignore_index=-100):
    following, place = tokens.roll(-1, dims=1), torch.arange(1, tokens.shape[1] + 1)
    full = lengths == tokens.shape[1]
    pad = torch.where(full, -1, tokens[:, -1])
    counts = (place >= prompts[:, None]) & (place < tokens.shape[1]) & (following != pad[:, None])
    return following.masked_fill(~counts, ignore_index)
