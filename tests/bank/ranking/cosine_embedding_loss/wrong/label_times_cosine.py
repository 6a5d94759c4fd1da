"""Multiplies by the label.

fails: test_angle_loss_values
says: this is 1 - y cos
"""


def angle_loss(cos, target, margin):
    return 1 - target * cos
