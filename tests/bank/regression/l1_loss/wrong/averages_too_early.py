"""The first step returns the mean.

fails: test_absolute_error_values
says: you averaged already
"""


def absolute_error(input, target):
    return (input - target).abs().mean()
