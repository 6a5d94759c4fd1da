"""Takes the slope that belongs to the logit.

fails: test_slope_values
says: p - y is the slope at the logit
"""


def slope(p, y):
    return p - y
