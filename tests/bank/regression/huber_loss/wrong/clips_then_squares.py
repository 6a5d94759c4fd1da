"""Clips the residual and squares it.

fails: test_huber_values
says: you clipped the residual and squared it
"""


def huber(d, delta):
    return clipped(d, delta) ** 2 / 2
