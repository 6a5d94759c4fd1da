"""Subtracts the forecast from the target.

fails: test_slope_values
says: the sign is turned
"""


def slope(p, y):
    return (y - p) / (p * (1 - p)).clamp(min=1e-12)
