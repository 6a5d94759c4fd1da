"""Adds the arm as a constant.

fails: test_huber_gradient
says: outside the slope is 0
"""


def huber(d, delta):
    c = clipped(d, delta)
    return c**2 / 2 + delta * (d - c).abs().detach()
