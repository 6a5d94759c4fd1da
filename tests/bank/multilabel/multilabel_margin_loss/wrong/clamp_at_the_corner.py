"""Cuts off with clamp.

fails: test_pair_hinges_corner
says: the slope of the side that pulls
"""


def pair_hinges(input):
    return (1 - input.unsqueeze(-1) + input.unsqueeze(-2)).clamp(min=0)
