"""One expression for each step, by indexing with two index tensors."""

import torch


def log_softmax(x, dim=-1):
    x = x - x.max(dim, keepdim=True).values
    return x - torch.log(torch.sum(torch.exp(x), dim, keepdim=True))


def sample_loss(logits, target):
    return -log_softmax(logits)[target]


def batch_loss(logits, target):
    rows = torch.arange(len(target))
    return -log_softmax(logits)[rows, target]


def reduce_losses(losses, reduction="mean", total=None):
    total = losses.numel() if total is None else total
    reduced = {
        "none": lambda: losses,
        "sum": lambda: losses.sum(),
        "mean": lambda: losses.sum() / total,
    }
    if reduction not in reduced:
        raise ValueError(f"unknown reduction: {reduction}")
    return reduced[reduction]()


def total_weight(target, weight=None, ignore_index=-100):
    labels = target[target != ignore_index]
    return torch.tensor(len(labels)) if weight is None else weight[labels].sum()


def weighted_loss(logits, target, weight=None, ignore_index=-100, reduction="mean"):
    weight_ = logits.new_ones(logits.shape[1]) if weight is None else weight
    kept = (target != ignore_index).nonzero()[:, 0]
    some = weight_[target[kept]] * batch_loss(logits[kept], target[kept])
    losses = logits.new_zeros(len(target)).index_put((kept,), some)
    return reduce_losses(losses, reduction, total_weight(target, weight, ignore_index))


def soft_loss(logits, target, weight=None, reduction="mean", label_smoothing=0.0):
    classes = logits.shape[-1]
    weight = logits.new_ones(classes) if weight is None else weight
    target = torch.lerp(target, torch.full_like(target, 1 / classes), label_smoothing)
    return reduce_losses(-(target * weight * log_softmax(logits)).sum(-1), reduction)


def to_rows(x):
    return x.unsqueeze(0) if x.ndim == 1 else x.transpose(0, 1).flatten(1).T


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
        size_average = True if size_average is None else size_average
        reduce = True if reduce is None else reduce
        reduction = ("mean" if size_average else "sum") if reduce else "none"
    if not 0.0 <= label_smoothing <= 1.0:
        raise ValueError("label_smoothing must lie in [0, 1]")
    log_p = log_softmax(to_rows(input))
    classes = log_p.shape[1]
    if weight is not None and len(weight) != classes:
        raise ValueError("one weight per class, please")
    per_class = log_p if weight is None else log_p * weight
    places = list(input.shape)
    places.pop(0 if input.ndim == 1 else 1)
    if target.is_floating_point():
        if target.shape != input.shape:
            raise ValueError("probabilities must have the shape of the input")
        smooth = to_rows(target) * (1 - label_smoothing) + label_smoothing / classes
        losses, total = -(smooth * per_class).sum(1), None
    else:
        if list(target.shape) != places:
            raise ValueError("targets must have the shape of the input without its classes")
        labels = target.flatten()
        kept = labels != ignore_index
        safe = torch.where(kept, labels, 0)
        if (safe < 0).any() or (safe >= classes).any():
            raise IndexError("a class index is out of range")
        losses = -per_class[torch.arange(len(safe)), safe]
        if label_smoothing:
            uniform = -per_class.mean(1)
            losses = losses * (1 - label_smoothing) + uniform * label_smoothing
        losses = torch.where(kept, losses, losses.new_zeros(()))
        total = kept.sum() if weight is None else (weight[safe] * kept).sum()
    if reduction == "none":
        return losses.reshape(places)
    if reduction == "sum":
        return losses.sum()
    if reduction == "mean":
        return losses.sum() / (len(losses) if total is None else total)
    raise ValueError("reduction must be none, sum or mean")
