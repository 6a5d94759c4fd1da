"""Divides by the border.

fails: test_clipped_values
says: you divided by δ
"""


def clipped(d, delta):
    return (d / delta).clamp(-1, 1)
