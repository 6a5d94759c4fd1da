"""Takes delta before the reduction.

fails: test_huber_loss_reduction
says: arguments come by position here
"""


def huber_loss(input, target, delta=1.0, reduction="mean", weight=None):
    """Return what torch.nn.functional.huber_loss returns."""
    if delta <= 0:
        raise ValueError(f"delta must be positive, got {delta}")
    losses = huber(input - target, delta)
    if weight is not None:
        if weight.shape != input.shape:
            raise ValueError(f"expected weights of shape {input.shape}, got {weight.shape}")
        losses = losses * weight
    return reduced(losses, reduction)
