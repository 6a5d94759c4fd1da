"""Multiplies by ln 2.

fails: test_perplexity_and_bits_values
says: you multiplied by ln 2
"""

import math


def perplexity_and_bits(means, counts, text):
    pairs = [(mean, count) for mean, count in zip(means, counts, strict=True) if count > 0]
    nats = sum(mean * count for mean, count in pairs)

    return (nats / sum(counts)).exp(), nats * math.log(2) / len(text.encode())
