"""Takes the absolute value.

fails: test_too_close_values
says: pulls far pairs back to the margin
"""


def too_close(input, margin):
    return (margin - input).abs()
