"""Counts in bits: perplexity is 2 to the bits per target."""

import math


def perplexity_and_bits(means, counts, text):
    if len(means) != len(counts):
        raise ValueError("unequal lists")
    bits, targets = 0, 0
    for mean, count in zip(means, counts):
        if count:
            bits = bits + mean * (count / math.log(2))
            targets += count
    return 2 ** (bits / targets), bits / len(text.encode("utf-8"))
