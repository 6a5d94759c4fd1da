"""Adds up sums, and divides by nothing.

fails: test_accumulated_losses_values
says: these are sums; divide each by
also: the division by all counts is missing
"""


def accumulated_losses(logits, targets, ignore_index=-100):
    pairs = zip(logits, targets, strict=True)
    return tuple(next_token_loss(*pair, ignore_index, "sum") for pair in pairs)
