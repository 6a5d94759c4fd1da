"""Divides the mean of a piece by the targets of the batch (huggingface/transformers#35203).

fails: test_accumulated_losses_values
says: you divided twice
also: a mean over nothing: 0 / 0
"""


def accumulated_losses(logits, targets, ignore_index=-100):
    total = sum((target != ignore_index).sum() for target in targets)
    pairs = zip(logits, targets, strict=True)
    return tuple(next_token_loss(one, target, ignore_index) / total for one, target in pairs)
