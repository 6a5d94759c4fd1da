"""Returns the sum, and not a loss for each piece.

fails: test_accumulated_losses_random
says: are not a tuple of 1 tensors
"""


def accumulated_losses(logits, targets, ignore_index=-100):
    total = sum((target != ignore_index).sum() for target in targets)
    pairs = zip(logits, targets, strict=True)
    return sum(next_token_loss(*pair, ignore_index, "sum") for pair in pairs) / total
