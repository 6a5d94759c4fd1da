"""Divides all patients by the ill ones.

fails: test_balancing_pos_weight_values
says: only the negatives stand on the other side
"""


def balancing_pos_weight(target):
    return len(target) / target.sum(0)
