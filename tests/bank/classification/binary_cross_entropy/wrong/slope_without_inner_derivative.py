"""Forgets the inner derivative of 1 - p.

fails: test_slope_values
says: inner derivative of -1
"""


def slope(p, y):
    return -y / p - (1 - y) / (1 - p)
