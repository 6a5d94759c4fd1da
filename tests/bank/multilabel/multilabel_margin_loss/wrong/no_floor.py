"""Does not cut off at 0.

fails: test_pair_hinges_values
says: a lead beyond 1 costs 0; cut off
"""


def pair_hinges(input):
    return 1 - input.unsqueeze(-1) + input.unsqueeze(-2)
