"""Spreads evenly between the bounds.

fails: test_trunc_normal__distribution
says: spread evenly between a and b
"""


def trunc_normal_(tensor, mean=0.0, std=1.0, a=-2.0, b=2.0, generator=None):
    return uniform_(tensor, a, b, generator)
