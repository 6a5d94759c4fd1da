"""Cuts off in place.

fails: test_clipped_random
says: changed its argument d
"""


def clipped(d, delta):
    return d.clamp_(-delta, delta)
