"""Takes a floor that float32 can add to 1.

fails: test_slope_certain
says: a floor other than 1e-12
"""


def slope(p, y):
    return (p - y) / (p * (1 - p)).clamp(min=1e-7)
