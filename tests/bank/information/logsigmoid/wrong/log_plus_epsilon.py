"""Adds a small number before the logarithm.

fails: test_logsigmoid_far
says: a small number inside the logarithm
"""


def logsigmoid(x):
    return (sigmoid(x) + 1e-12).log()
