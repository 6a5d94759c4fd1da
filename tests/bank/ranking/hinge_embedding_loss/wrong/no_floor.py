"""Forgets the maximum.

fails: test_too_close_values
says: pairs could earn by moving apart without end
"""


def too_close(input, margin):
    return margin - input
