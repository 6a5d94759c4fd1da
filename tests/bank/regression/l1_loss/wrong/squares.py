"""Squares in place of the absolute value.

fails: test_absolute_error_values
says: you squared the errors
"""


def absolute_error(input, target):
    return (input - target) ** 2
