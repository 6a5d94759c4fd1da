"""Passes the pair in the wrong order.

fails: test_smooth_l1_loss_deprecated
says: an order of arguments other than reduced's
"""


def smooth_l1_loss(input, target, size_average=None, reduce=None, reduction="mean", beta=1.0):
    if beta < 0:
        raise ValueError(f"negative beta {beta}")
    d = input - target
    losses = d.abs() if beta == 0 else smooth_l1(d, beta)
    return reduced(losses, reduction, reduce, size_average)
