"""Writes 1 for the margin.

fails: test_too_close_values
says: you took the margin for 1
"""


def too_close(input, margin):
    return (1 - input).clamp(min=0)
