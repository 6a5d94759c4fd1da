"""Measures surprise by the probability of the opposite.

fails: test_self_information_values
says: it has no upper bound
"""


def self_information(p):
    return 1 - p
