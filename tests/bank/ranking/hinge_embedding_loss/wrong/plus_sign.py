"""Turns the sign of the textbook's hinge, since x is a distance.

fails: test_pair_loss_values
says: with y = 1 the loss is the distance, without a margin
"""


def pair_loss(input, target, margin):
    return (margin + target * input).clamp(min=0)
