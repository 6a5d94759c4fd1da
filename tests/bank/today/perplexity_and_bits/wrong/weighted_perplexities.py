"""Averages the perplexities, weighted by targets.

fails: test_perplexity_and_bits_values
says: this is the mean of the perplexities, weighted by tokens
"""

import math


def perplexity_and_bits(means, counts, text):
    pairs = [(mean, count) for mean, count in zip(means, counts, strict=True) if count > 0]
    nats = sum(mean * count for mean, count in pairs)

    perplexity = sum(mean.exp() * count for mean, count in pairs) / sum(counts)
    return perplexity, nats / (math.log(2) * len(text.encode()))
