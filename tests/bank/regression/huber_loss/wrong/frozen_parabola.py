"""Adds the parabola as a constant.

fails: test_huber_gradient
says: inside the slope is 0
"""


def huber(d, delta):
    c = clipped(d, delta).detach()
    return c**2 / 2 + delta * (d - c).abs()
