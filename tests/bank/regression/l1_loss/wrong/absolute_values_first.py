"""Takes the absolute values before the difference.

fails: test_absolute_error_values
says: before you subtracted
"""


def absolute_error(input, target):
    return (input.abs() - target.abs()).abs()
