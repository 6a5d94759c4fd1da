"""Treats probability targets as constants.

fails: test_cross_entropy_random_gradient
says: the gradient of target is missing
also: a step that autograd does not follow
"""


def cross_entropy(
    input,
    target,
    weight=None,
    size_average=None,
    ignore_index=-100,
    reduce=None,
    reduction="mean",
    label_smoothing=0.0,
):
    if size_average is not None or reduce is not None:
        reduction = "none" if reduce is False else "sum" if size_average is False else "mean"
    logits = to_rows(input)
    classes = logits.shape[1]
    soft = target.is_floating_point()
    one_target_each = input.shape[:1] + input.shape[2:] if input.dim() > 1 else torch.Size()
    if target.shape != (input.shape if soft else one_target_each):
        raise ValueError(f"target of shape {target.shape} does not fit input of {input.shape}")
    if weight is not None and weight.shape != (classes,):
        raise ValueError(f"expected {classes} weights, got a tensor of shape {weight.shape}")
    if not 0 <= label_smoothing <= 1:
        raise ValueError(f"label_smoothing must be between 0 and 1, got {label_smoothing}")
    if soft:
        losses = soft_loss(logits, to_rows(target.detach()), weight, "none", label_smoothing)
        total = None
    else:
        labels = target.reshape(-1)
        losses = weighted_loss(logits, labels, weight, ignore_index, "none")
        if label_smoothing > 0:
            uniform = soft_loss(logits, torch.full_like(logits, 1 / classes), weight, "none")
            losses = (1 - label_smoothing) * losses + label_smoothing * uniform
            losses = losses.masked_fill(labels == ignore_index, 0)
        total = total_weight(labels, weight, ignore_index)
    return reduce_losses(losses.reshape(one_target_each), reduction, total)
