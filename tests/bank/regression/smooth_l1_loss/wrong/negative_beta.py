"""Takes any border.

fails: test_smooth_l1_loss_refused
says: no check that beta is at least 0
"""


def smooth_l1_loss(input, target, size_average=None, reduce=None, reduction="mean", beta=1.0):
    d = input - target
    losses = d.abs() if beta == 0 else smooth_l1(d, beta)
    return reduced(losses, reduction, size_average, reduce)
