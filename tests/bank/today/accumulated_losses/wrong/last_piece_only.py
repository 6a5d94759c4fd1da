"""Keeps the graph of the last piece alone.

fails: test_accumulated_losses_gradient
says: only the last piece has a gradient
"""


def accumulated_losses(logits, targets, ignore_index=-100):
    total = sum((target != ignore_index).sum() for target in targets)
    pairs = zip(logits, targets, strict=True)
    losses = [next_token_loss(*pair, ignore_index, "sum") / total for pair in pairs]
    return (*(loss.detach() + 0 * loss for loss in losses[:-1]), losses[-1])
