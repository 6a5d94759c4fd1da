"""Information as the inverse of probability.

fails: test_self_information_values
says: information is not 1 / p
"""


def self_information(p):
    return 1 / p
