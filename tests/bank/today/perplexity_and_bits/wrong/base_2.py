"""Raises 2 to the nats.

fails: test_perplexity_and_bits_values
says: 2 to the nats
"""

import math


def perplexity_and_bits(means, counts, text):
    pairs = [(mean, count) for mean, count in zip(means, counts, strict=True) if count > 0]
    nats = sum(mean * count for mean, count in pairs)

    return 2 ** (nats / sum(counts)), nats / (math.log(2) * len(text.encode()))
