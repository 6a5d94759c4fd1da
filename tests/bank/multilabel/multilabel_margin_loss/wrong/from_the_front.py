"""Counts the dimensions from the front.

fails: test_pair_hinges_values
says: unsqueeze with a dimension counted from the front
"""


def pair_hinges(input):
    rows = input if input.dim() == 2 else input[None]
    return (1 - rows.unsqueeze(2) + rows.unsqueeze(1)).relu()
