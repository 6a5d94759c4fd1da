"""Multiplies residual and pull and halves.

fails: test_huber_values
says: half of the product
"""


def huber(d, delta):
    return d * clipped(d, delta) / 2
