"""Cuts the distance.

fails: test_too_close_values
says: pay for what is missing
"""


def too_close(input, margin):
    return input.clamp(max=margin)
