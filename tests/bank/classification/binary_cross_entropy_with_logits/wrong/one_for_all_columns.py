"""Counts all columns together.

fails: test_balancing_pos_weight_values
says: one weight for each column
"""


def balancing_pos_weight(target):
    return (1 - target).sum() / target.sum()
