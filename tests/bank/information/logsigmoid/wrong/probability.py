"""Forgets the logarithm.

fails: test_logsigmoid_values
says: the logarithm is missing
"""


def logsigmoid(x):
    return sigmoid(x)
