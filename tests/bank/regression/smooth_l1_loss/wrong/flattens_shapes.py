"""Makes the target a row.

fails: test_smooth_l1_loss_shapes
says: you paired element i with element i
"""


def smooth_l1_loss(input, target, size_average=None, reduce=None, reduction="mean", beta=1.0):
    if beta < 0:
        raise ValueError(f"negative beta {beta}")
    d = input - target.reshape(input.shape)
    losses = d.abs() if beta == 0 else smooth_l1(d, beta)
    return reduced(losses, reduction, size_average, reduce)
