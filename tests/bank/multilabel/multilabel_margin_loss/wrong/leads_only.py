"""Returns the leads.

fails: test_pair_hinges_values
says: these are the leads
"""


def pair_hinges(input):
    return input.unsqueeze(-1) - input.unsqueeze(-2)
