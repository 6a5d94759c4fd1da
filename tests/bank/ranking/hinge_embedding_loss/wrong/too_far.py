"""Subtracts the wrong way round.

fails: test_too_close_values
says: it charges pairs that are far apart
"""


def too_close(input, margin):
    return (input - margin).clamp(min=0)
