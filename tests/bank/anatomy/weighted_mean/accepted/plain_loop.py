"""Adds up one by one."""


def weighted_mean(losses, weight):
    if losses.shape != weight.shape:
        raise ValueError("the shapes differ")
    above = below = 0.0
    for loss, w in zip(losses.flatten(), weight.flatten()):
        above = above + w * loss
        below = below + w
    return above / below
