"""Adds 1e-12 to the denominator.

fails: test_slope_certain
says: you added it
"""


def slope(p, y):
    return (p - y) / (p * (1 - p) + 1e-12)
