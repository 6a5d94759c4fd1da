"""Divides by the number of patients.

fails: test_balancing_pos_weight_values
says: this is a frequency
"""


def balancing_pos_weight(target):
    return (1 - target).mean(0)
