"""Divides each mean by the number of pieces (huggingface/transformers#34191).

fails: test_accumulated_losses_values
says: this is the mean of the means
also: the piece without a target was counted as a piece
also: the mean of the means pulls too hard
"""


def accumulated_losses(logits, targets, ignore_index=-100):
    losses = []
    for one, target in zip(logits, targets, strict=True):
        if (target == ignore_index).all():
            losses.append(next_token_loss(one, target, ignore_index, "sum"))
        else:
            losses.append(next_token_loss(one, target, ignore_index) / len(logits))
    return tuple(losses)
