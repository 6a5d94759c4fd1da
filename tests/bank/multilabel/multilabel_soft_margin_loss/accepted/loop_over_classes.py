"""A loop over the classes."""


def question_losses(input, target):
    size = input.abs()
    return (input + size) / 2 - input * target + (-size).exp().log1p()


def multilabel_soft_margin_loss(
    input, target, weight=None, size_average=None, reduce=None, reduction="mean"
):
    if target.shape != input.shape:
        raise ValueError("one answer for each question")
    classes = input.shape[-1]
    if weight is not None and weight.shape != (classes,):
        raise ValueError("one weight for each class")
    losses = 0
    for c in range(classes):
        of_class = question_losses(input[..., c], target[..., c])
        losses = losses + of_class * (1 if weight is None else weight[c]) / classes
    return reduced(losses, reduction, size_average, reduce)
