"""Counts.

fails: test_too_close_values
says: you counted the pairs that are too close
"""


def too_close(input, margin):
    return (input < margin).to(input.dtype)
