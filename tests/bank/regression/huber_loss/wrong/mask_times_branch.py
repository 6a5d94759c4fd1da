"""Multiplies each branch by 0 or 1.

fails: test_huber_far
says: 0 · inf is nan
"""


def huber(d, delta):
    near = (d.abs() <= delta).to(d.dtype)
    return near * d**2 / 2 + (1 - near) * delta * (d.abs() - delta / 2)
