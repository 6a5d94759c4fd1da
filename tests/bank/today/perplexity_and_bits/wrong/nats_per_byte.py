"""Forgets ln 2 (EleutherAI/lm-evaluation-harness#242).

fails: test_perplexity_and_bits_values
says: these are nats per byte
"""


def perplexity_and_bits(means, counts, text):
    pairs = [(mean, count) for mean, count in zip(means, counts, strict=True) if count > 0]
    nats = sum(mean * count for mean, count in pairs)

    return (nats / sum(counts)).exp(), nats / len(text.encode())
