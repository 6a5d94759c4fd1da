"""Cuts off on one side.

fails: test_clipped_values
says: you cut off on one side only
"""


def clipped(d, delta):
    return d.clamp(max=delta)
