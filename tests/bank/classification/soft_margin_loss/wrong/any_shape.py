"""Lets scores and labels make a table.

fails: test_soft_margin_loss_refused
says: a column of scores and a row of labels
"""


def soft_margin_loss(input, target, size_average=None, reduce=None, reduction="mean"):
    margins = input * target
    losses = log_one_plus_exp(-margins)
    return reduced(losses, reduction, size_average, reduce)
