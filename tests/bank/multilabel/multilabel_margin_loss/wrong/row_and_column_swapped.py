"""Swaps row and column.

fails: test_pair_hinges_values
says: row and column are swapped
"""


def pair_hinges(input):
    return (1 + input.unsqueeze(-1) - input.unsqueeze(-2)).relu()
