"""Takes beta = 0 for a missing argument.

fails: test_smooth_l1_loss_beta_zero
says: takes 0 for a missing argument
"""


def smooth_l1_loss(input, target, size_average=None, reduce=None, reduction="mean", beta=1.0):
    if beta < 0:
        raise ValueError(f"negative beta {beta}")
    d = input - target
    losses = smooth_l1(d, beta or 1.0)
    return reduced(losses, reduction, size_average, reduce)
