"""Takes a small border for none.

fails: test_smooth_l1_loss_random
says: the loss is not right
"""


def smooth_l1_loss(input, target, size_average=None, reduce=None, reduction="mean", beta=1.0):
    if beta < 0:
        raise ValueError(f"negative beta {beta}")
    d = input - target
    losses = d.abs() if beta < 0.2 else smooth_l1(d, beta)
    return reduced(losses, reduction, size_average, reduce)
