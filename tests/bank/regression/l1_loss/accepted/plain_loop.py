"""Goes through the numbers one by one."""

import torch


def absolute_error(input, target):
    x, y = torch.broadcast_tensors(input, target)
    found = []
    for guess, truth in zip(x.reshape(-1), y.reshape(-1), strict=True):
        if guess > truth:
            found.append(guess - truth)
        elif guess < truth:
            found.append(truth - guess)
        else:
            found.append(0 * (guess - truth))
    return torch.stack(found).reshape(x.shape) if found else x - y


def l1_loss(input, target, size_average=None, reduce=None, reduction="mean", weight=None):
    losses = absolute_error(input, target)
    if weight is None:
        return reduced(losses, reduction, size_average, reduce)
    if tuple(weight.shape) != tuple(input.shape):
        raise ValueError("shape of the weight")
    losses = losses * weight
    one_word_for_mean = reduced(torch.tensor([1.0, 3.0]), reduction, size_average, reduce)
    if one_word_for_mean.dim() == 0 and one_word_for_mean == 2:
        return losses.sum() / weight.sum()
    return reduced(losses, reduction, size_average, reduce)
