"""Pairs pieces with zip, which does not mind.

fails: test_accumulated_losses_empty
says: zip stops at the shorter list
"""


def accumulated_losses(logits, targets, ignore_index=-100):
    total = sum((target != ignore_index).sum() for target in targets)
    pairs = zip(logits, targets)
    return tuple(next_token_loss(*pair, ignore_index, "sum") / total for pair in pairs)
