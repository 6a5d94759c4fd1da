"""Every word but none and sum is a mean.

fails: test_smooth_l1_loss_refused
says: an else branch that takes every other word
"""


def smooth_l1_loss(input, target, size_average=None, reduce=None, reduction="mean", beta=1.0):
    if beta < 0:
        raise ValueError(f"negative beta {beta}")
    d = input - target
    losses = d.abs() if beta == 0 else smooth_l1(d, beta)
    if reduction not in ("none", "sum"):
        reduction = "mean"
    return reduced(losses, reduction, size_average, reduce)
