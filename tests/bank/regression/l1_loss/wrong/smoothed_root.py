"""A small number under the root hides the corner.

fails: test_absolute_error_far
says: a square on the way
"""


def absolute_error(input, target):
    return ((input - target) ** 2 + 1e-12).sqrt()
