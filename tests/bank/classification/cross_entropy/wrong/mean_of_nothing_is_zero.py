"""Guards the division, so that a batch without any target has the mean 0.

fails: test_weighted_loss_all_ignored
says: torch's mean of nothing is 0 / 0 = nan
"""


def weighted_loss(logits, target, weight=None, ignore_index=-100, reduction="mean"):
    ignored = target == ignore_index
    valid = target.masked_fill(ignored, 0)
    losses = batch_loss(logits, valid)
    if weight is not None:
        losses = losses * weight[valid]
    losses = losses.masked_fill(ignored, 0)
    total = total_weight(target, weight, ignore_index)
    return reduce_losses(losses, reduction, total.clamp(min=1e-12))
