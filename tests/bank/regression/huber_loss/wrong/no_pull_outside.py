"""Lets go of far samples.

fails: test_clipped_values
says: outside the pull is δ, not 0
"""


def clipped(d, delta):
    return d * (d.abs() <= delta)
