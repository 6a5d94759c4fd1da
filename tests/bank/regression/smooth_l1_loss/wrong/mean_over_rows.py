"""Divides by the batch size.

fails: test_smooth_l1_loss_shapes
says: you divided by the number of rows
"""


def smooth_l1_loss(input, target, size_average=None, reduce=None, reduction="mean", beta=1.0):
    if beta < 0:
        raise ValueError(f"negative beta {beta}")
    d = input - target
    losses = d.abs() if beta == 0 else smooth_l1(d, beta)
    if reduction == "mean" and losses.dim() > 1 and size_average is None and reduce is None:
        return losses.sum() / len(losses)
    return reduced(losses, reduction, size_average, reduce)
