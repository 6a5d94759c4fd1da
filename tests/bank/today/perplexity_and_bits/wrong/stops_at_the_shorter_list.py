"""Pairs the lists with zip, which does not mind.

fails: test_perplexity_and_bits_empty
says: zip stops at the shorter list
"""

import math


def perplexity_and_bits(means, counts, text):
    nats = sum(mean * count for mean, count in zip(means, counts) if count > 0)
    return (nats / sum(counts)).exp(), nats / (math.log(2) * len(text.encode()))
