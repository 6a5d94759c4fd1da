"""Weighs the branches by the label.

fails: test_angle_loss_other_labels
says: you mixed the branches
"""


def angle_loss(cos, target, margin):
    apart = (cos - margin).clamp(min=0)
    return (1 + target) / 2 * (1 - cos) + (1 - target) / 2 * apart
