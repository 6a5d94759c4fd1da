"""Takes the logarithm on a calculator's key.

fails: test_self_information_values
says: the logarithm to base 10
"""


def self_information(p):
    return -p.log10()
