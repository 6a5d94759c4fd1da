"""Takes the loss of the mean residual.

fails: test_smooth_l1_loss_reduction
says: you reduced the residuals first
"""


def smooth_l1_loss(input, target, size_average=None, reduce=None, reduction="mean", beta=1.0):
    if beta < 0:
        raise ValueError(f"negative beta {beta}")
    d = input - target
    if reduction == "mean":
        d = d.mean()
    losses = d.abs() if beta == 0 else smooth_l1(d, beta)
    return reduced(losses, reduction, size_average, reduce)
