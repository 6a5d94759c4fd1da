"""Averages the means of the batches (macournoyer/neuralconvo#67).

fails: test_perplexity_and_bits_values
says: this is the exponential of the mean of the means
"""

import math


def perplexity_and_bits(means, counts, text):
    pairs = [(mean, count) for mean, count in zip(means, counts, strict=True) if count > 0]
    nats = sum(mean * count for mean, count in pairs)

    perplexity = (sum(mean for mean, _ in pairs) / len(pairs)).exp()
    return perplexity, nats / (math.log(2) * len(text.encode()))
