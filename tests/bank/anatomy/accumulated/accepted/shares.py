"""Weighs each mean with its share."""

import torch


def accumulated(means, counts):
    if len(means) != len(counts):
        raise ValueError("as many counts as means")
    means = torch.stack(list(means))
    counts = torch.tensor(counts, dtype=means.dtype)
    some = counts > 0
    return (means[some] * (counts / counts.sum())[some]).sum()
