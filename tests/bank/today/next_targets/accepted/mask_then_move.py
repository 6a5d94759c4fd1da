"""Masks the tokens where they stand, then moves the whole."""

import torch


def next_targets(tokens, prompts, lengths, ignore_index=-100):
    place = torch.arange(tokens.shape[1]).expand_as(tokens)
    of_answer = torch.logical_and(place >= prompts.unsqueeze(1), place < lengths.unsqueeze(1))
    labels = torch.where(of_answer, tokens, ignore_index)
    last = torch.full((len(tokens), 1), ignore_index, dtype=tokens.dtype)
    return torch.cat([labels[:, 1:], last], dim=1)
