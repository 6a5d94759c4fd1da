"""Flattens before it shifts: a row that is full asks for the next row (huggingface/transformers#47394).

fails: test_next_targets_random
says: the rows were laid end to end before the shift
"""

import torch


def next_targets(tokens, prompts, lengths, ignore_index=-100):
    following = tokens.flatten().roll(-1).reshape(tokens.shape)
    place = torch.arange(1, tokens.shape[1] + 1)
    counts = (place >= prompts[:, None]) & (place <= lengths[:, None])
    counts[-1, -1] = False
    padded = (lengths < tokens.shape[1])[:, None] & (place == lengths[:, None])
    return following.masked_fill(~counts | padded, ignore_index)
