"""Averages the batches' perplexities (keras-team/keras-hub#2958).

fails: test_perplexity_and_bits_values
says: this is the mean of the batches' perplexities
"""

import math


def perplexity_and_bits(means, counts, text):
    pairs = [(mean, count) for mean, count in zip(means, counts, strict=True) if count > 0]
    nats = sum(mean * count for mean, count in pairs)

    perplexity = sum(mean.exp() for mean, _ in pairs) / len(pairs)
    return perplexity, nats / (math.log(2) * len(text.encode()))
