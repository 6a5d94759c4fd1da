"""Turns the ratio.

fails: test_balancing_pos_weight_values
says: this is positives / negatives
"""


def balancing_pos_weight(target):
    return target.sum(0) / (1 - target).sum(0)
