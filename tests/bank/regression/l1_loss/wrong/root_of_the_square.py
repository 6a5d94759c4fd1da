"""The root of the square: nan at 0.

fails: test_absolute_error_gradient
says: the root of the square has no slope at 0
"""


def absolute_error(input, target):
    return ((input - target) ** 2).sqrt()
