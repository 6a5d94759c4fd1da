"""Adds a small number inside the logarithm.

fails: test_self_information_zero
says: a small number inside the logarithm
"""


def self_information(p):
    return -(p + 1e-9).log()
