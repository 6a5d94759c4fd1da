"""Gives each piece's mean its share of the targets."""


def accumulated_losses(logits, targets, ignore_index=-100):
    if len(logits) != len(targets):
        raise ValueError(f"{len(logits)} pieces of logits and {len(targets)} of targets")
    counts = [int((target != ignore_index).sum()) for target in targets]
    losses = []
    for one, target, count in zip(logits, targets, counts):
        if count:
            losses.append(next_token_loss(one, target, ignore_index) * (count / sum(counts)))
        else:
            losses.append(next_token_loss(one, target, ignore_index, "sum"))
    return tuple(losses)
