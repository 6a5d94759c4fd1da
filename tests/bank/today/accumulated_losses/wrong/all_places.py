"""Counts ignored places.

fails: test_accumulated_losses_values
says: you divided by all places
also: ignored places were counted
"""


def accumulated_losses(logits, targets, ignore_index=-100):
    total = sum(target.numel() for target in targets)
    pairs = zip(logits, targets, strict=True)
    return tuple(next_token_loss(*pair, ignore_index, "sum") / total for pair in pairs)
