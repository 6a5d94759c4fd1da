"""Multiplies nan by 0.

fails: test_perplexity_and_bits_empty
says: nan times 0 is nan
"""

import math


def perplexity_and_bits(means, counts, text):
    nats = sum(mean * count for mean, count in zip(means, counts, strict=True))
    return (nats / sum(counts)).exp(), nats / (math.log(2) * len(text.encode()))
