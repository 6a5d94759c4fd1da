"""Multiplies by the label.

fails: test_pair_loss_values
says: 'different' pays what is MISSING to the margin
"""


def pair_loss(input, target, margin):
    return target * input
