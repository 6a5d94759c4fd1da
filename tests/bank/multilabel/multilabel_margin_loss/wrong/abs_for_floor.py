"""Takes the absolute value.

fails: test_pair_hinges_values
says: abs punishes it
"""


def pair_hinges(input):
    return (1 - input.unsqueeze(-1) + input.unsqueeze(-2)).abs()
