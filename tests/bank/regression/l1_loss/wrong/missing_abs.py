"""Keeps the sign.

fails: test_absolute_error_values
says: the sign is still there
"""


def absolute_error(input, target):
    return input - target
