"""Divides by 0.

fails: test_slope_certain
says: the denominator needs its floor
"""


def slope(p, y):
    return (p - y) / (p * (1 - p))
