"""Multiplies each branch by 0 or 1.

fails: test_pair_loss_infinite
says: 0 · inf is nan
"""


def pair_loss(input, target, margin):
    near = too_close(input, margin)
    return (target != -1) * input + (target != 1) * near
