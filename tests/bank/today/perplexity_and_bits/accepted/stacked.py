"""Works with one tensor of means and one of counts."""

import torch


def perplexity_and_bits(means, counts, text):
    if len(means) != len(counts):
        raise ValueError(f"{len(means)} means and {len(counts)} counts")
    mean, count = torch.stack(means), torch.tensor(counts, dtype=means[0].dtype)
    nats = torch.where(count > 0, mean * count, 0.0).sum()
    size = len(bytes(text, "utf-8"))
    return torch.exp(nats / count.sum()), nats / torch.tensor(2.0).log() / size
