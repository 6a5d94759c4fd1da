"""Writes the hinge that everybody knows.

fails: test_pair_loss_values
says: this is the hinge of a support vector machine
"""


def pair_loss(input, target, margin):
    return (margin - target * input).clamp(min=0)
