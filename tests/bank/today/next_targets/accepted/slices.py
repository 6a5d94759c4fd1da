"""Writes into slices of a new tensor."""

import torch


def next_targets(tokens, prompts, lengths, ignore_index=-100):
    targets = torch.full_like(tokens, ignore_index)
    for row, (prompt, length) in enumerate(zip(prompts.tolist(), lengths.tolist())):
        first = max(prompt, 1)
        if first < length:
            targets[row, first - 1 : length - 1] = tokens[row, first:length]
    return targets
