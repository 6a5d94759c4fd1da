"""Ignores delta.

fails: test_clipped_values
says: you cut off at ±1
"""


def clipped(d, delta):
    return d.clamp(-1, 1)
